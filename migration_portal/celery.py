"""The Celery application: workers and beat read their settings from Django."""

import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import celeryd_init, setup_logging, worker_process_init

from core.processes import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migration_portal.settings")

app = Celery("migration_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def add_signs_of_life(**kwargs) -> None:
    """Only workers load the module of the signs, so that everything else starts faster."""
    from migration_portal.heartbeat import WorkerSigns  # noqa: PLC0415

    app.steps["consumer"].add(WorkerSigns)


@setup_logging.connect
def log_as_the_portal_does(**kwargs) -> None:
    """Celery's own handlers would write what ours leave out."""
    from django.conf import settings  # noqa: PLC0415  not needed by the web server

    dictConfig(settings.LOGGING)


@worker_process_init.connect
def die_with_the_worker(**kwargs) -> None:
    """A task process whose worker was killed would hold locks and connections for nobody."""
    follow_parent()
