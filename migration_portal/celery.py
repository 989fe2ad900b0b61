"""The Celery application: workers and beat read their settings from Django."""

import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import (
    before_task_publish,
    celeryd_init,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_process_init,
)

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


@before_task_publish.connect
def send_the_request_id(headers: dict | None = None, **kwargs) -> None:
    """A task carries the number of the request that sent it."""
    from core import request_ids  # noqa: PLC0415  settings are not there yet

    if headers is not None:
        headers.setdefault(request_ids.TASK_HEADER, request_ids.current())


@task_prerun.connect
def take_the_request_id(task=None, **kwargs) -> None:
    """What a worker writes while it does the task carries that number; of tasks that beat sends, a new one."""
    from core import request_ids  # noqa: PLC0415  settings are not there yet

    request_ids.set_current(getattr(task.request, request_ids.TASK_HEADER, "") or request_ids.new())


@task_postrun.connect
def forget_the_request_id(**kwargs) -> None:
    """Until the next task."""
    from core import request_ids  # noqa: PLC0415  settings are not there yet

    request_ids.set_current("")
