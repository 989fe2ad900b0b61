"""What the OpenAPI document says of webhooks."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiWebhook

from workshops.models import Attendance, Certificate
from workshops.models.webhooks import EVENTS
from workshops.states import RegistrationState

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}
STATE = {"type": "string", "enum": RegistrationState.values}
HEADERS = {
    "webhook-id": "The same for every try: what is known already may be left alone.",
    "webhook-timestamp": "Seconds since 1970 of this try.",
    "webhook-signature": "`v1,` and the HMAC-SHA256 of id, timestamp and body, with points between.",
}


def _webhook(event: str, example: dict[str, Any], **fields: dict[str, Any]) -> OpenApiWebhook:
    common = {"workshop": TEXT, "registration": NUMBER, "state": STATE}
    properties = common | fields
    data = {"type": "object", "properties": properties, "required": list(properties)}
    message = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": [event]},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": data,
        },
        "required": ["type", "timestamp", "data"],
    }
    value = {
        "type": event,
        "timestamp": "2026-03-02T09:01:30.120000+00:00",
        "data": {"workshop": "bangkok-2026", "registration": 12, "state": "accepted"} | example,
    }
    operation = {
        "operationId": event.replace(".", "_"),
        "summary": str(EVENTS[event]),
        "tags": ["webhooks of workshops"],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": TEXT, "description": text}
            for name, text in HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": message, "examples": {"message": {"value": value}}}
            },
        },
        "responses": {
            "2XX": {"description": "It arrived."},
            "410": {"description": "The webhook is switched off."},
        },
    }
    return OpenApiWebhook(event, {"post": operation})


CREATED = _webhook("registration.created", {})
CHANGED = _webhook(
    "registration.changed", {"fields": ["family"]}, fields={"type": "array", "items": TEXT}
)
STATE_CHANGED = _webhook("registration.state", {"old": "pending_review"}, old=TEXT)
ATTENDANCE = _webhook(
    "attendance.recorded",
    {"session": 3, "kind": "present", "minutes": 60},
    session=NUMBER,
    kind={"type": "string", "enum": Attendance.Kind.values},
    minutes=NUMBER,
)
CERTIFICATE = _webhook(
    "certificate.issued",
    {"serial": "7H2K9", "kind": "participation"},
    serial=TEXT,
    kind={"type": "string", "enum": Certificate.Kind.values},
)
