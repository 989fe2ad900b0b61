"""One running portal for the tests of the stack."""

import pytest

from tests.stack.running import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """One portal for the session, in a path with a space."""
    folder = tmp_path_factory.mktemp("a portal") / "data folder"
    made = Stack(folder)
    made.start()
    yield made
    if made.process.poll() is None:
        made.stop()
