"""One running portal for the tests of the stack, whatever their order."""

import pytest

from tests.stack.running import Stack


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """One portal for the session, in a path with a space."""
    folder = tmp_path_factory.mktemp("a portal") / "data folder"
    running = Stack(folder)
    running.start()
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def stack(portal):
    """The portal, up: a test before this one may have stopped it."""
    if portal.process.poll() is not None:
        portal.start()
    portal.wait_for(200)
    return portal
