"""Errors as a Sentry-compatible service gets them: what kind, where in the code, and nothing of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.urls import Resolver404, resolve

from core import request_ids

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

FRAME = ("filename", "abs_path", "module", "function", "lineno", "in_app")


def connect() -> None:
    """Report errors to SENTRY_DSN; without one nothing is loaded."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # noqa: PLC0415  only where it is used

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        before_send=without_people,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        send_client_reports=False,
        auto_session_tracking=False,
        server_name="portal",
    )


def without_people(event: Event, hint: Hint) -> Event:
    """The event, made anew from what holds nothing of a person.

    The text of an error may quote a row or a form, an address a secret: both stay here, and the log has the number.
    """
    safe_event: dict[str, Any] = {
        key: event[key]
        for key in ("event_id", "timestamp", "level", "platform", "sdk")
        if key in event
    }
    safe_event["logger"] = event.get("logger", "")
    safe_event["tags"] = {"request_id": request_ids.current()}
    if view := _view_of(event):
        safe_event["transaction"] = view
    values = (event.get("exception") or {}).get("values") or []
    if values:
        safe_event["exception"] = {"values": [_error(value) for value in values]}
    record = hint.get("log_record")
    if not values and (message := getattr(record, "as_written", "")):
        safe_event["logentry"] = {"message": message}
    return cast("Event", safe_event)


def _error(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": "",
        "mechanism": {"type": (value.get("mechanism") or {}).get("type", "generic")},
        "stacktrace": {
            "frames": [{key: frame[key] for key in FRAME if key in frame} for frame in frames]
        },
    }


def _view_of(event: Event) -> str:
    """The name of the view or task, never the address."""
    task = (event.get("contexts") or {}).get("celery-job") or (event.get("extra") or {}).get(
        "celery-job"
    )
    if isinstance(task, dict) and task.get("task_name"):
        return str(task["task_name"])
    address = str((event.get("request") or {}).get("url") or "")
    path = "/" + address.split("://", 1)[-1].partition("/")[2].partition("?")[0]
    try:
        return resolve(path if address else str(event.get("transaction", ""))).view_name
    except Resolver404:
        return ""
