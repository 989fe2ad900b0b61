"""A limit of calls per client and minute, over all server processes."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from typing import ClassVar

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from core.http.clients import client_network

logger = logging.getLogger(__name__)


class LeasedRate(SimpleRateThrottle):
    """At most so many calls per client and minute, over all server processes; more with a token.

    A process takes calls from the shared count in small lots and spends them itself, so most
    calls cost no round trip. The limit is never exceeded; at its edge a client may lose a lot
    that another process holds. Without the cache the limit holds per process.
    """

    scope = "anon"
    SHARE = 20
    MOST_CLIENTS = 10_000
    _lock: ClassVar[threading.Lock] = threading.Lock()
    _lots: ClassVar[OrderedDict[tuple[str, str], list[int]]] = OrderedDict()

    def get_rate(self) -> str | None:
        """The rate of the scope as it stands in the settings now."""
        return api_settings.DEFAULT_THROTTLE_RATES[self.scope]

    def get_ident(self, request) -> str:
        """The token, wherever it is used; else the client: of IPv6 its network."""
        return f"token-{request.auth.pk}" if request.auth else client_network(request)

    def get_cache_key(self, request, view) -> str:
        """One count per token, or per client."""
        return f"calls:{self.scope}:{self.get_ident(request)}"

    def allow_request(self, request, view) -> bool:
        """Spend one call of the lot in hand, or take a new lot."""
        if request.auth is not None:
            self.scope, self.rate = "token", api_settings.DEFAULT_THROTTLE_RATES["token"]
            self.num_requests, self.duration = self.parse_rate(self.rate)
        if self.rate is None:
            return True
        window = int(time.time() // self.duration)
        name = (self.scope, self.get_ident(request))
        with self._lock:
            lot = self._lots.get(name)
            if lot is None or lot[0] != window:
                self._lots[name] = lot = [window, 0]
                self._lots.move_to_end(name)
                if len(self._lots) > self.MOST_CLIENTS:
                    self._lots.popitem(last=False)
            if lot[1] <= 0:
                lot[1] = self._take(f"{self.get_cache_key(request, view)}:{window}")
            lot[1] -= 1
            return lot[1] >= 0

    def _take(self, key: str) -> int:
        """Calls granted from the shared count; 0 when the limit is reached."""
        size = max(1, self.num_requests // self.SHARE)
        try:
            cache.add(key, 0, self.duration * 2)
            before = cache.incr(key, size) - size
        except (RedisError, OSError, ValueError):
            logger.warning("The shared count of calls cannot be reached; counting per process.")
            return self.num_requests
        return max(0, min(size, self.num_requests - before))

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return self.duration - time.time() % self.duration
