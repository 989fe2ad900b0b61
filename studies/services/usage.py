"""Counts views and downloads of studies: in Valkey as they happen, by month in the database from there.

No address, cookie or other sign of a person is kept, not even for a moment, so two requests of one
person cannot be known as such and count twice. Robots are told by the list of the COUNTER code of
practice. Counts of the last minutes are lost if Valkey is; no reader waits for the database.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Literal

import redis
from counter_robots import is_robot_or_machine
from django.conf import settings
from django.db import connection
from django.db.models import Min, Sum
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest

    from studies.models import Study

logger = logging.getLogger(__name__)
KEY = "studies:use"
"""A hash: `study:month:kind` to how often."""
ADD_COUNTS = """
INSERT INTO studies_studyuse (study_id, month, views, downloads)
SELECT study, month, coalesce(sum(times) FILTER (WHERE kind = 'views'), 0),
  coalesce(sum(times) FILTER (WHERE kind = 'downloads'), 0)
FROM (SELECT unnest(%s::int[]) AS study, unnest(%s::date[]) AS month, unnest(%s::text[]) AS kind,
  unnest(%s::int[]) AS times) counted
WHERE study IN (SELECT id FROM studies_study) GROUP BY study, month
ON CONFLICT (study_id, month) DO UPDATE SET views = studies_studyuse.views + EXCLUDED.views,
  downloads = studies_studyuse.downloads + EXCLUDED.downloads
"""


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, decode_responses=True)


def count(request: HttpRequest, study: int, kind: Literal["views", "downloads"]) -> None:
    """Count a public answer, if a person asked for it. Never fails: a page matters more than its count."""
    if not _of_a_person(request):
        return
    try:
        with _client() as client:
            client.hincrby(KEY, f"{study}:{timezone.localdate():%Y-%m-01}:{kind}")
    except redis.RedisError as problem:
        logger.warning("use of study %s not counted: %s", study, problem)


def _of_a_person(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    # Of a file read in pieces the first counts.
    further = not request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    is_opened = request.method == "GET" and not ahead and not further
    return is_opened and bool(agent) and not is_robot_or_machine(agent)


def save_counts() -> int:
    """Add what was counted since to the months of the studies; how many counts there were."""
    with _client() as client:
        counts = client.pipeline(transaction=True).hgetall(KEY).delete(KEY).execute()[0]
        if not counts:
            return 0
        parts = [(*field.split(":"), int(times)) for field, times in counts.items()]
        try:
            with connection.cursor() as cursor:
                cursor.execute(ADD_COUNTS, [list(column) for column in zip(*parts, strict=True)])
        except Exception:
            restore = client.pipeline(transaction=True)
            for field, times in counts.items():
                restore.hincrby(KEY, field, int(times))
            restore.execute()
            raise
    return sum(times for *_rest, times in parts)


def total(study: Study) -> dict[str, int | date | None]:
    """Views, downloads, and the first month they were counted in; None where nothing was."""
    return study.uses.aggregate(views=Sum("views"), downloads=Sum("downloads"), since=Min("month"))
