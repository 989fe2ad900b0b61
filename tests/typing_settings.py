"""The portal's settings for mypy, which reads them and connects to nothing."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-types")
os.environ.setdefault("DATABASE_URL", "postgres://types@localhost/types")
os.environ.setdefault("REDIS_URL", "redis://localhost/0")
os.environ.setdefault("HTTPS", "no")

from migration_portal.settings import *  # noqa: F403, TID251
