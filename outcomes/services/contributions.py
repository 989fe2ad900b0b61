"""What is owed to the project for a policy change: grades within the days and the evidence, and independent persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from outcomes import coding, rules
from outcomes.measures.change_days import carrying, decided_on, under_way_on
from outcomes.models import Contribution, Evidence, PolicyChange, Substantiation
from outcomes.selectors.contact import first_contact
from outcomes.services.records import NotYours, open_draft, save_revision
from outcomes.stages import WHY, RecordState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class TooHigh(PortalError):
    """The grade is higher than the dates or the evidence allow."""

    code, status = "grade_too_high", 409


def regrade(change: PolicyChange, *, by, at: datetime) -> None:
    """Hold every contribution to what the days allow now; what is lowered is noted. The caller holds the lock."""
    for contribution in change.contributions.select_related(
        "workshop", "study", "recommendation__study"
    ):
        contribution.change = change
        old = (contribution.first_contact, contribution.most, contribution.why, contribution.grade)
        highest = _guard(contribution)
        contribution.grade = min(contribution.grade, highest)
        if (
            contribution.first_contact,
            contribution.most,
            contribution.why,
            contribution.grade,
        ) != old:
            contribution.save(update_fields=["first_contact", "most", "why", "grade"])
        if contribution.grade < old[3]:
            save_revision(
                change,
                "grade lowered",
                by=by,
                at=at,
                text=str(WHY[rules.Why(contribution.why)]),
                detail={"grade": [old[3], contribution.grade], "contribution": contribution.pk},
            )


def _guard(contribution: Contribution, evidence: Iterable[Evidence] | None = None) -> int:
    """Set the guard's fields; the highest grade that days and evidence allow."""
    contact = first_contact(contribution)
    steps = list(contribution.change.steps.all())
    guard = rules.date_guard(
        first_contact=contact.on,
        decided=decided_on(steps),
        under_way=under_way_on(contribution.change, steps),
    )
    contribution.first_contact, contribution.most, contribution.why = (
        contact.on,
        guard.limit,
        str(guard.why),
    )
    pieces = contribution.evidence.all() if evidence is None else evidence
    return rules.highest(guard, carrying(pieces, contact.on), in_contact=contact.is_proven)


@transaction.atomic
def contribute(
    *,
    change: PolicyChange,
    origin: dict[str, Any],
    grade: int,
    reasons: str,
    others: str = "",
    evidence: Iterable[Evidence] = (),
    by,
    at: datetime,
) -> Contribution:
    """Grade what a study, workshop or recommendation had to do with the change, or grade it anew.

    `origin` is {"workshop": …}, {"study": …} or {"recommendation": …}. Raises TooHigh, saying what the
    days and the evidence allow, and why.
    """
    change = open_draft(change.pk)
    if not reasons.strip():
        raise PortalError(_("Give the reasons for the grade."), code="reason_needed", status=422)
    pieces = list(evidence)
    if any(piece.change_id != change.pk for piece in pieces):
        raise PortalError(_("This evidence belongs to another record."), status=422)
    contribution = Contribution.objects.filter(change=change, **origin).first() or Contribution(
        change=change, **origin
    )
    contribution.change = change
    highest = _guard(contribution, pieces)
    if grade > highest:
        raise TooHigh(
            _(
                "Grade %(grade)s is more than %(most)s, the highest that days and evidence allow. %(why)s"
            )
            % {"grade": grade, "most": highest, "why": _why(contribution, highest)}
        )
    contribution.grade, contribution.reasons, contribution.others = (
        grade,
        reasons.strip(),
        others.strip(),
    )
    contribution.graded_by, contribution.graded_at = by, at
    contribution.save()
    contribution.evidence.set(pieces)
    save_revision(
        change, f"contribution: {grade}", by=by, at=at, text=str(contribution.origin)[:200]
    )
    return contribution


def _why(contribution: Contribution, highest: int) -> str:
    """The reason that binds: the days, or what the chosen evidence carries."""
    if highest == contribution.most:
        return str(WHY[rules.Why(contribution.why)])
    return _(
        "Choose evidence that carries it: %(kinds)s. It is not older than the first contact; a reused text or"
        " a citation has a file or an address."
    ) % {
        "kinds": ", ".join(
            f"{coding.Proof(kind).label} ({grade})" for kind, grade in rules.CARRIES.items()
        )
    }


@transaction.atomic
def remove_contribution(*, contribution: Contribution, by, at: datetime) -> None:
    """Take a contribution out."""
    change = open_draft(contribution.change_id)
    text = str(contribution.origin)[:200]
    contribution.delete()
    save_revision(change, "contribution removed", by=by, at=at, text=text)


@transaction.atomic
def substantiate(
    *, change: PolicyChange, values: dict[str, Any], by, at: datetime
) -> Substantiation:
    """Note what an independent person says. Raises NotYours when who recorded the change notes it."""
    change = open_draft(change.pk, states=(RecordState.DRAFT, RecordState.IN_REVIEW))
    if by is not None and change.recorded_by_id == by.pk:
        raise NotYours(
            _("You recorded this change; somebody else must ask the independent person.")
        )
    if not values.get("is_independent"):
        text = _(
            "Only a person who had no part in the change, the workshop or this record can substantiate it."
        )
        raise PortalError(text, code="not_independent", status=422)
    substantiation = Substantiation.objects.create(change=change, recorded_by=by, **values)
    save_revision(change, f"substantiated: {substantiation.verdict}", by=by, at=at)
    return substantiation
