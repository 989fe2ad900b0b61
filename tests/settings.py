"""The portal's settings with what makes tests fast, and nothing that changes behaviour."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-and-nowhere-else-0123456789-abcdefghijk")
os.environ.setdefault("HTTPS", "no")

from migration_portal.settings import *  # noqa: F403, TID251
from migration_portal.settings import DATABASES, REDIS_URL, STORAGES  # noqa: TID251

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed names need `collectstatic` first; tests/stack runs the real storage under granian.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# Each xdist worker has a database of its own in PostgreSQL and in Valkey.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
_suffix = os.environ.get("PORTAL_TEST_DB_SUFFIX", "")
DATABASES["default"]["TEST"] = {"NAME": f"test_portal{_suffix and '_' + _suffix}"}
REDIS_URL = f"{REDIS_URL.rsplit('/', 1)[0]}/{_worker + 1}"
CELERY_BROKER_URL = REDIS_URL
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"test{_suffix}",
    }
}
