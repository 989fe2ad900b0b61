"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from core.processes import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migration_portal.settings")

if os.environ.get("PORTAL_SUPERVISED"):
    # The serving process is a child of granian's; it must not outlive a killed parent.
    follow_parent()

application = get_wsgi_application()
