"""How many random cases a test tries: a third of them, and all with WIDTH=full in the environment."""

import os

IS_FULL = os.environ.get("WIDTH") == "full"


def cases(full: int, *, least: int = 5) -> int:
    """The number of cases of a test that tries `full` of them in the full width."""
    return full if IS_FULL else max(least, full // 3)
