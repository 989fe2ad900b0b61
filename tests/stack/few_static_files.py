"""The portal's settings with the static files of one folder: all of them take seconds to compress."""

import os

from migration_portal.settings import *  # noqa: F403, TID251

STATICFILES_DIRS = [os.environ["STATIC_SOURCE"]]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
