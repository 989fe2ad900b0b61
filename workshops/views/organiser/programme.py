"""The programme as one table, without scripts: all sessions in place, empty rows, and rows of a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web.actions import actor_of, as_positive_int
from core.web.edit_guard import EditGuard, last_change
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
from workshops.forms import PasteForm, SessionRowForm
from workshops.imports import programme as pasted
from workshops.models import Session, Workshop
from workshops.services import programme as clashes
from workshops.services import transitions, workshops
from workshops.views.organiser import programme_changes
from workshops.views.organiser.actions import READ, address, duty, shared, tells_new_speakers

if TYPE_CHECKING:
    from django.http import QueryDict

EMPTY_ROWS, MOST_ROWS = 3, pasted.MOST + 20


@dataclass(slots=True)
class Table:
    """The rows of the page: sessions with their guards, and new ones."""

    guards: list[EditGuard]
    new: list[SessionRowForm]
    problem: str = ""
    warnings: list[str] = field(default_factory=list)
    status: int = 200

    @property
    def rows(self) -> list[SessionRowForm]:
        """All forms in the order of the page."""
        return [*(guard.form for guard in self.guards), *self.new]

    @property
    def errors(self) -> list[SessionRowForm]:
        """The rows in which something is wrong."""
        return [row for row in self.rows if row.errors]

    @property
    def conflicts(self) -> list[EditGuard]:
        """The guards of rows that two people changed differently."""
        return [guard for guard in self.guards if guard.conflicts]


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@duty("plan")
def programme(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """All sessions as a table that is edited in place and saved whole."""
    with timezone.override(workshop.tz):
        if request.method == "POST" and request.POST.get("act") == "paste":
            return _paste(request, workshop)
        if request.method != "POST":
            return _render(request, workshop, _table(workshop, posted(request)))
        with tells_new_speakers(request, workshop):
            table = _save(request, workshop)
    if table.status:
        return _render(request, workshop, table)
    return redirect(address("workshops:programme", workshop))


def _table(workshop: Workshop, data: QueryDict | None) -> Table:
    """The rows as stored, or as they were sent."""
    sessions = list(workshop.sessions.all())
    guards = [_guard(workshop, session, data) for session in sessions]
    wanted = as_positive_int(data.get("new_rows", "")) if data is not None else EMPTY_ROWS
    day = sessions[-1].starts_at.astimezone(workshop.tz).date() if sessions else workshop.starts_on
    new = [
        SessionRowForm(
            data,
            workshop=workshop,
            prefix=f"new{number}",
            initial={"day": day},
            empty_permitted=True,
        )
        for number in range(min(wanted, MOST_ROWS))
    ]
    return Table(guards, new)


def _guard(workshop: Workshop, session: Session, data: QueryDict | None) -> EditGuard:
    prefix = f"session{session.pk}"
    # A session that somebody added since the page was opened is not on it, so nothing was said of it.
    sent = data if data is not None and f"{prefix}-title" in data else None

    def make(values: Any) -> SessionRowForm:
        stored = workshop.sessions.get(pk=session.pk)
        return SessionRowForm(values, instance=stored, workshop=workshop, prefix=prefix)

    return EditGuard(make, sent, changed_by=lambda: last_change(workshop.events))


def _save(request: HttpRequest, workshop: Workshop) -> Table:
    """Save what changed; the table with what was wrong, or with status 0 when all was saved."""
    with transaction.atomic():
        transitions.locked(workshop.pk)
        table = _table(workshop, request.POST)
        if table.conflicts:
            table.status = 409
            return table
        bound = [row for row in table.rows if row.is_bound]
        if [row for row in bound if not row.is_valid()]:
            table.status = 422
            return table
        changed = [row for row in bound if row.has_changed()]
        try:
            workshops.save_sessions(
                workshop=workshop,
                rows=[(row.instance if row.instance.pk else None, row.values()) for row in changed],
                accepted=request.POST.get("accepted", ""),
                **actor_of(request),
            )
        except clashes.ProgrammeClashes as problem:
            table.warnings, table.status = problem.warnings, problem.status
            return table
        except PortalError as refused:
            table.problem, table.status = refused.message, refused.status
            return table
    for guard in table.guards:
        guard.tell(request)
    if changed:
        messages.success(request, _("The programme is saved."))
    else:
        messages.info(request, _("Nothing was changed."))
    table.status = 0
    return table


def _paste(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Put the rows of a spreadsheet into the table, where they are looked at before they are saved."""
    table, form = _table(workshop, None), PasteForm(request.POST)
    if not form.is_valid():
        table.status = 422
        return _render(request, workshop, table, form=form)
    try:
        rows = pasted.read(form.cleaned_data["rows"], workshop.starts_on)
    except PortalError as refused:
        form.add_error("rows", refused.message)
        table.status = refused.status
        return _render(request, workshop, table, form=form)
    table.new, refused_rows, left = [], [], []
    for row in rows:
        trial = SessionRowForm(row.values, workshop=workshop)
        if trial.is_valid():
            number = len(table.new)
            table.new.append(
                SessionRowForm(
                    workshop=workshop,
                    prefix=f"new{number}",
                    initial={name: trial.cleaned_data[name] for name in trial.fields},
                )
            )
            continue
        left.append(row.line)
        refused_rows += [
            (row.number, trial[name].label if name in trial.fields else "", error)
            for name, errors in trial.errors.items()
            for error in errors
        ]
    form = PasteForm(initial={"rows": "\n".join(left)})
    table.status = 422 if refused_rows else 200
    return _render(request, workshop, table, form=form, refused_rows=refused_rows, is_pasted=True)


def _render(
    request: HttpRequest,
    workshop: Workshop,
    table: Table,
    form: PasteForm | None = None,
    **more: Any,
) -> HttpResponse:
    context = shared(
        request,
        workshop,
        table=table,
        paste_form=form or PasteForm(),
        accepted=clashes.token_of(table.warnings),
        **programme_changes.question(workshop),
        **more,
    )
    return render(request, "workshops/programme.html", context, status=table.status)
