"""Events of other systems, tried as they would be taken: which parts become sessions, and why others do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError, Refused
from workshops.forms import SessionRowForm
from workshops.services import takeovers

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.forms import TakeOverForm
    from workshops.imports.events import Entry, EventFile
    from workshops.models import Workshop


@dataclass(slots=True)
class Outcome:
    """What came of a trial: parts that are taken, parts that are not with the reason, warnings, and the workshop."""

    accepted: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    workshop: Workshop | None = None
    problem: str = ""


def try_event(export: EventFile, form: TakeOverForm, *, by: Any, at: datetime) -> Outcome:
    """Take the event over as `take_event` does, note what came of it, and take all of it back."""
    try:
        with transaction.atomic():
            outcome = take_event(export, form, by=by, at=at)
            transaction.set_rollback(True)
    except PortalError as refused:
        return Outcome(problem=refused.message)
    return outcome


@transaction.atomic
def take_event(export: EventFile, form: TakeOverForm, *, by: Any, at: datetime) -> Outcome:
    """Make a draft of the event, or add its programme to the workshop that a valid form names. Raises Refused."""
    outcome = Outcome()

    def rows(workshop: Workshop) -> list[dict[str, Any]]:
        return _rows(workshop, export, outcome)

    target = form.cleaned_data["target"]
    if target is None:
        values = form.values(summary=export.summary, venue=export.venue, code=export.code)
        outcome.workshop, outcome.warnings = takeovers.draft(values=values, rows=rows, by=by, at=at)
    elif target.closed_reason:
        raise Refused(target.closed_reason)
    else:
        outcome.workshop = target
        outcome.warnings = takeovers.add_programme(workshop=target, rows=rows(target), by=by, at=at)
    return outcome


def _rows(workshop: Workshop, export: EventFile, outcome: Outcome) -> list[dict[str, Any]]:
    """The parts that can be sessions, as a session takes them; of the others why they cannot."""
    scheduled: set[tuple[str, datetime]] = set(workshop.sessions.values_list("title", "starts_at"))
    rows = []
    for entry in export.entries:
        begins, ends = (moment.astimezone(workshop.tz) for moment in (entry.begins, entry.ends))
        times = {
            "day": begins.date().isoformat(),
            "begins": f"{begins:%H:%M}",
            "ends": f"{ends:%H:%M}",
        }
        form = SessionRowForm({**entry.values, **times}, workshop=workshop)
        if not form.is_valid():
            outcome.refused += [
                (entry.where, f"{form[name].label}: {text}" if name in form.fields else str(text))
                for name, texts in form.errors.items()
                for text in texts
            ]
            continue
        values = form.values()
        key = (values["title"], values["starts_at"])
        if values["ends_at"] != entry.ends:
            outcome.refused.append((entry.where, _("It lasts longer than a day.")))
        elif key in scheduled:
            outcome.refused.append((entry.where, _("It stands in the programme already.")))
        else:
            scheduled.add(key)
            outcome.accepted.append(entry)
            rows.append(values)
    return rows
