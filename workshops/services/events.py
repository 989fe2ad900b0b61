"""The trail of a workshop: who did what when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshops.models import Workshop, WorkshopEvent

if TYPE_CHECKING:
    from datetime import datetime


def note(workshop: Workshop, action: str, *, by, at: datetime, text: str = "") -> None:
    """Write who did what, count the revision."""
    workshop.revision += 1
    workshop.changed_at = at
    workshop.save(update_fields=["revision", "changed_at"])
    WorkshopEvent.objects.create(workshop=workshop, at=at, by=by, action=action, note=text)
