#!/usr/bin/env python
"""Run a management command of the portal."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migration_portal.settings")
    if os.environ.get("PORTAL_SUPERVISED"):
        # Django's server serves from a child of its own, which must not outlive a killed parent.
        from core.processes import follow_parent

        follow_parent()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
