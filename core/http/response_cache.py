"""Answers kept in the process, so that what many ask is made once per release."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable


class ResponseCache:
    """The most recently used bodies; a large one is not kept. Keys hold the release, so none grows stale."""

    def __init__(self, most: int = 256, largest: int = 64 * 1024) -> None:
        self.most, self.largest = most, largest
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        """The body, if it is kept."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def has(self, key: Hashable) -> bool:
        """Whether the body is kept."""
        return key in self._bodies

    def put(self, key: Hashable, body: bytes) -> None:
        """Keep a body; the one that was not asked for longest makes room."""
        if len(body) > self.largest:
            return
        with self._lock:
            self._bodies[key] = body
            if len(self._bodies) > self.most:
                self._bodies.popitem(last=False)
