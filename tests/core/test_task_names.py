"""Tasks are sent by name, so every name that is sent must be a task's."""

import re
from pathlib import Path

from django.conf import settings

from core.apps_list import PACKAGES
from migration_portal.celery import app

ROOT = Path(settings.BASE_DIR)


def names_sent() -> dict[str, str]:
    """Names that code sends, with where."""
    return {
        match[1]: str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for match in re.finditer(
            r"\b(?:send|_was_sent)\(\s*\"([\w.]+)\"", path.read_text(encoding="utf-8")
        )
    }


def test_every_name_that_is_sent_is_a_tasks():
    app.autodiscover_tasks(force=True)
    sent = names_sent() | {
        entry["task"]: "beat" for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }

    assert {"core.run_job", "core.resume_jobs"} <= set(sent)
    assert {name: where for name, where in sent.items() if name not in app.tasks} == {}
