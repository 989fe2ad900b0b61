"""The portal's settings with the plain viewset beside it and no limit on calls."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-0123456789-abcdefghijklmnopqrstuv")
os.environ.setdefault("HTTPS", "no")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("API_CALLS_PER_MINUTE", "10000000")

from migration_portal.settings import *  # noqa: F403, TID251
from migration_portal.settings import STORAGES  # noqa: TID251

ROOT_URLCONF = "benchmarks.urls"
# Hashed names need `collectstatic` first, which is no part of what is measured.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
