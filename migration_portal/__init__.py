"""The portal: composition of the apps, and nothing of a domain."""

from migration_portal.celery import app as celery_app

__all__ = ["celery_app"]
