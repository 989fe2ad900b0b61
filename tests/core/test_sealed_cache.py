"""What is uploaded lies sealed in the cache."""

import redis
from django.conf import settings
from django.core.cache import cache

from core.web import sealed_cache


def test_what_is_kept_comes_back_and_cannot_be_read_in_the_server(db):
    people = [{"name": "Zyxwv Unique", "email": "zyxwv@example.org"}]

    sealed_cache.store("list", people, 60)

    with redis.Redis.from_url(settings.REDIS_URL) as server:
        raw = b"".join(server.get(key) for key in server.scan_iter("*list"))
    assert raw
    assert b"yxwv" not in raw
    assert sealed_cache.load("list") == people
    assert sealed_cache.delete("list")
    assert sealed_cache.load("list") is None


def test_what_others_put_there_is_never_unpickled(db, settings):
    sealed_cache.store("list", [1], 60)
    settings.SEAL_KEY = "another"
    assert sealed_cache.load("list") is None
    cache.set("list", b"cos\nsystem\n(S'true'\ntR.", 60)
    assert sealed_cache.load("list") is None
