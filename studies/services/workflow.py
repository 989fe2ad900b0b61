"""The life of a study: drafted, reviewed, published, withdrawn. Each step is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from studies.models import Edition, Study, StudyEvent, StudyFile
from studies.services.search_entries import index_study
from studies.states import STUDY, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.models import User
    from regions.models import Commission

Action = StudyEvent.Action


class Incomplete(PortalError):
    """Something that readers need is missing; `missing` names each."""

    code, status = "incomplete", 409

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(
            _("The study cannot be public while something is missing: %(what)s")
            % {"what": "; ".join(item.text for item in missing)}
        )
        self.missing = missing


class NeedsAnotherPerson(PortalError):
    """Whoever asked for the review may not be the one who publishes."""

    code, status = "needs_another_person", 409


@dataclass(frozen=True, slots=True)
class Missing:
    """What a study needs before readers may see it; `section` is where it is entered."""

    section: str
    text: str


def locked(pk: int) -> Study:
    """The study, locked to the end of the transaction."""
    return Study.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def create_study(
    *, commissions: Iterable[Commission], by, at: datetime, language: str = "en", title: str = ""
) -> Study:
    """A draft with one edition."""
    study = Study.objects.create(changed_at=at)
    study.commissions.set(commissions)
    Edition.objects.create(study=study, language=language, title=title)
    StudyEvent.objects.create(study=study, by=by, at=at, action=Action.CREATED)
    return study


def record(
    study: Study,
    *,
    by,
    at: datetime,
    action: str = Action.EDITED,
    detail: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    """Note a change that was just made in this transaction; keep public studies whole and searchable.

    Raises Incomplete when the change took something away that readers of a published study need.
    """
    study.revision += 1
    study.changed_at = at
    study.save(update_fields=["revision", "changed_at"])
    StudyEvent.objects.create(
        study=study, by=by, at=at, action=action, detail=detail or {}, note=note
    )
    if study.state == State.PUBLISHED:
        publishing = action == Action.PUBLISHED
        if missing := missing_for_publication(study, publishing=publishing):
            raise Incomplete(missing)
        index_study(study)


def missing_for_publication(study: Study, *, publishing: bool = True) -> list[Missing]:
    """What readers need and the study lacks; empty when it may be published.

    A file that is still being read, or was refused, only hinders the publishing itself: once a
    study is public, readers do not see such a file until it is in order.
    """
    missing = []
    if not study.commissions.exists():
        missing.append(Missing("work", _("a commission")))
    if not study.terms.filter(vocabulary="theme").exists():
        missing.append(Missing("work", _("at least one priority theme")))
    if not study.contributions.exists():
        missing.append(Missing("people", _("an author or an institution")))
    editions = list(study.editions.filter(in_preparation=False).prefetch_related("files"))
    if not editions:
        missing.append(Missing("editions", _("an edition that is not in preparation")))
    for edition in editions:
        missing += _missing_in(edition)
        for file in edition.files.all():
            missing += _missing_of(file, publishing=publishing)
    if editions and not any(_usable(edition, publishing=publishing) for edition in editions):
        missing.append(Missing("files", _("a file in at least one edition")))
    return missing


def _missing_in(edition: Edition) -> list[Missing]:
    needed = {
        "title": _("title"),
        "abstract": _("abstract"),
        "issued": _("date of issue"),
    }
    language = edition.get_language_display()
    return [
        Missing(f"edition-{edition.language}", f"{label} ({language})")
        for name, label in needed.items()
        if not getattr(edition, name).strip()
    ]


def _usable(edition: Edition, *, publishing: bool) -> list[StudyFile]:
    return list(edition.files.all()) if publishing else edition.ready_files()


def _missing_of(file: StudyFile, *, publishing: bool) -> list[Missing]:
    name = {"file": file.filename}
    missing = []
    if not file.licence:
        missing.append(Missing("files", _("the licence of %(file)s") % name))
    if publishing and file.text_state == StudyFile.TextState.REFUSED:
        missing.append(Missing("files", _("a readable file instead of %(file)s") % name))
    if publishing and file.text_state == StudyFile.TextState.WAITING:
        text = _("%(file)s is still being read; try again in a minute")
        missing.append(Missing("files", text % name))
    return missing


def _step(study: Study, new: str) -> Study:
    study = locked(study.pk)
    STUDY.check(study.state, new)
    study.state = new
    return study


@transaction.atomic
def submit(*, study: Study, by, at: datetime, note: str = "") -> Study:
    """Ask for review."""
    study = _step(study, State.IN_REVIEW)
    study.save(update_fields=["state"])
    record(study, by=by, at=at, action=Action.SUBMITTED, note=note)
    return study


@transaction.atomic
def return_to_draft(*, study: Study, by, at: datetime, note: str) -> Study:
    """Send it back to its authors; `note` tells them why."""
    if not note.strip():
        raise PortalError(_("Say what the authors should change."), code="note_needed")
    study = _step(study, State.DRAFT)
    study.save(update_fields=["state"])
    record(study, by=by, at=at, action=Action.RETURNED, note=note)
    return study


def was_submitted_by(study: Study, person: User | None) -> bool:
    """Whether it was this person who asked for the last review."""
    submitted = study.events.filter(action=Action.SUBMITTED).order_by("-at", "-pk").first()
    return person is not None and submitted is not None and submitted.by_id == person.pk


@transaction.atomic
def publish(*, study: Study, by, at: datetime, note: str = "") -> Study:
    """Make it public, or public from the end of its embargo.

    Raises Incomplete, IllegalTransition, and NeedsAnotherPerson for whoever submitted it.
    """
    study = _step(study, State.PUBLISHED)
    if was_submitted_by(study, by):
        raise NeedsAnotherPerson(
            _("You submitted this study. Another editor or an administrator publishes it.")
        )
    study.first_published_at = study.first_published_at or at
    study.save(update_fields=["state", "first_published_at"])
    record(study, by=by, at=at, action=Action.PUBLISHED, note=note)
    return study


@transaction.atomic
def withdraw(*, study: Study, by, at: datetime, note: str) -> Study:
    """Take it from the readers; the note stays in its place for good."""
    if not note.strip():
        raise PortalError(
            _("Say why the study is withdrawn: readers who follow its address will see this note."),
            code="note_needed",
        )
    study = _step(study, State.WITHDRAWN)
    study.withdrawn_at, study.withdrawn_note = at, note.strip()
    study.save(update_fields=["state", "withdrawn_at", "withdrawn_note"])
    record(study, by=by, at=at, action=Action.WITHDRAWN, note=note.strip())
    index_study(study)
    return study
