"""Notices that code changed while the portal runs, for `make dev`."""

import time
from collections.abc import Iterable
from pathlib import Path


class Changes:
    """Looks at the modules below some folders, at most once in `pause` seconds."""

    def __init__(self, folders: Iterable[Path], pause: float = 1.0) -> None:
        self.folders, self.pause = list(folders), pause
        self.state, self.due = self._state(), 0.0

    def noticed(self) -> bool:
        """Whether a module was written, added or removed since the last call."""
        now = time.monotonic()
        if now < self.due:
            return False
        self.due = now + self.pause
        before, self.state = self.state, self._state()
        return self.state != before

    def _state(self) -> dict[Path, int]:
        state = {}
        for folder in self.folders:
            for path in folder.rglob("*.py"):
                try:
                    state[path] = path.stat().st_mtime_ns
                except FileNotFoundError:  # an editor was just replacing it
                    continue
        return state
