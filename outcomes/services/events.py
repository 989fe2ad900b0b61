"""The trail: one event in the transaction of every change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outcomes.models import OutcomeEvent

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

About = OutcomeEvent.About


def note(
    about: str,
    record: int,
    action: str,
    *,
    by,
    at: datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write who did what. The caller holds the record's lock."""
    OutcomeEvent.objects.create(
        about=about, record=record, action=action, by=by, at=at, note=text, detail=detail or {}
    )


def history(about: str, record: int) -> QuerySet[OutcomeEvent]:
    """The newest first."""
    return OutcomeEvent.objects.filter(about=about, record=record).select_related("by")
