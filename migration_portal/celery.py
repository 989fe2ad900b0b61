"""The Celery application: workers and beat read their settings from Django."""

import os

from celery import Celery
from celery.signals import celeryd_init, worker_process_init

from migration_portal.stack.launch import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migration_portal.settings")

app = Celery("migration_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def add_signs_of_life(**kwargs) -> None:
    """Only workers load the module of the signs, so that everything else starts faster."""
    from migration_portal.heartbeat import WorkerSigns  # noqa: PLC0415

    app.steps["consumer"].add(WorkerSigns)


@worker_process_init.connect
def die_with_the_worker(**kwargs) -> None:
    """A task process whose worker was killed would hold locks and connections for nobody."""
    follow_parent()
