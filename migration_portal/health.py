"""Whether each part of the running portal answers, as JSON for machines and people."""

from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.job_progress import cache_progress
from core.jobs import UNFINISHED
from core.models import Job
from indicators.models import Release
from indicators.services.jobs import EXTRACT, FETCH, LOAD, REFRESH


@cache
def _files() -> frozenset[tuple[str, str]]:
    """The database migrations that this code comes with."""
    return frozenset(MigrationLoader(None).disk_migrations)


@cache
def _broker() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "up"


def _tables() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = _files() - set(cursor.fetchall())
    return f"{len(missing)} migrations to apply" if missing else "up"


def _answers() -> str:
    _broker().ping()
    return "up"


def _sign_of(part: str) -> Callable[[], str]:
    return lambda: "up" if _broker().exists(f"alive:{part}") else "down"


NEEDED: dict[str, Callable[[], str]] = {
    "database": _database,
    "tables": _tables,
    "broker": _answers,
    "worker": _sign_of("worker"),
    "beat": _sign_of("beat"),
}


def figures() -> dict[str, object]:
    """State `published`, `computing` before the first publication, or `none`; with progress."""
    if Release.objects.filter(is_current=True).exists():
        return {"state": "published"}
    jobs = Job.objects.filter(kind__in=[EXTRACT, LOAD, REFRESH, FETCH], state__in=UNFINISHED)
    first = jobs.order_by("state", "pk").first()
    return {"state": "computing", **cache_progress(first.pk)} if first else {"state": "none"}


def _state(look: Callable[[], str]) -> str:
    """What the look says; a part that cannot be asked is down."""
    try:
        return look()
    except (Error, redis.RedisError):
        return "down"


def states() -> dict[str, str]:
    """Of each needed part "up", or what is wrong."""
    return {part: _state(look) for part, look in NEEDED.items()}


SERVES = ("database", "tables", "broker")
"""What this process itself needs to answer people."""


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all, whatever else is down: who fails it is to be started anew."""
    return JsonResponse({"status": "up"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when people may be sent here, else 503: database, tables and Valkey are there. Starting anew would not help."""
    parts = {part: _state(NEEDED[part]) for part in SERVES}
    is_ready = set(parts.values()) == {"up"}
    body = {"status": "up" if is_ready else "down", "parts": parts}
    return JsonResponse(body, status=200 if is_ready else 503)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every needed part is up, else 503; figures are told, not required."""
    parts = states()
    is_up = set(parts.values()) == {"up"}
    body = {"status": "up" if is_up else "down", "parts": parts}
    if parts["tables"] == "up":
        body["figures"] = figures()
    return JsonResponse(body, status=200 if is_up else 503)
