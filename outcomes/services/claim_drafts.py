"""Claims that the records of a year give by themselves; people edit them afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outcomes.measures import Scope, figures_of
from outcomes.measures.change_days import position_on
from outcomes.measures.changes import standings
from outcomes.models import Claim, PolicyChange
from outcomes.presentation.sentence_forms import ITEMS
from outcomes.selectors.project_pages import UNDERSTANDING
from outcomes.services import claims

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outcomes.models import StatusReport


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before it is bound."""

    form: str
    measure: str
    scope: Scope
    paragraph: int = 1
    part: str = Claim.Part.ACHIEVEMENTS


OUTPUTS = (
    ("studies-published", "issued"), ("workshops-held", "held"), ("people-reached", "reached"),
    ("countries-reached", "reached"), ("studies-presented", "presented"), ("women-share", "share"), ("certificates-valid", "valid"),
)  # fmt: skip


def outputs(report: StatusReport) -> Iterator[Draft]:
    """What the project did: only figures above zero, and the commissions with nothing by name."""
    scope = Scope.of_report(report)
    for code, form in OUTPUTS:
        if figures_of(code, scope).get("value"):
            yield Draft(form, code, scope)
    figures = figures_of("workshops-held", scope)
    groups = figures["by"]["commission"]
    if figures["value"] and not all(groups.values()):
        yield Draft("silent", "workshops-held", scope)


def answers(report: StatusReport) -> Iterator[Draft]:
    """What participants said and did, where a figure may be shown."""
    scope = Scope.of_report(report)
    surveyed = figures_of("workshops-surveyed", scope)
    if surveyed.get("value"):
        yield Draft("surveyed", "workshops-surveyed", scope, 2)
    for item in ITEMS:
        own = Scope.of_report(report, item=item)
        figures = figures_of("answers-favourable", own)
        if figures.get("value") is not None:
            yield Draft("favourable", "answers-favourable", own, 2)
            if item == UNDERSTANDING:
                yield Draft("regions", "answers-favourable", own, 2)
    if figures_of("plans-realised", scope).get("value") is not None:
        yield Draft("realised", "plans-realised", scope, 2)


def results(report: StatusReport) -> Iterator[Draft]:
    """Policy changes and interests that moved in the year, each resting on its record."""
    scope = Scope.of_report(report)
    _first, last = scope.period
    moved = [standing for standing in standings(scope) if standing.rose]
    if figures_of("countries-committed", scope).get("value"):
        yield Draft("committed", "countries-committed", scope, 3)
    changes = PolicyChange.objects.in_bulk([standing.pk for standing in moved])
    for standing in sorted(moved, key=lambda row: (-row.grade, row.country)):
        change = changes[standing.pk]
        position = position_on(change, last, change.steps.all(), ())
        form = "told" if position and position.step.texts else "stage"
        part = Claim.Part.ACHIEVEMENTS if change.is_intended else Claim.Part.UNEXPECTED
        yield Draft(
            form,
            "change",
            replace(scope, record=change.pk),
            3 if change.is_intended else 1,
            part,
        )


def add_missing(report: StatusReport, *, by, at: datetime) -> int:
    """Bind the drafts that are not in the report yet; how many. What people wrote stays as it is."""
    bound = {
        (claim.measure, repr(sorted(claim.scope.items())), claim.form)
        for claim in report.claims.all()
    }
    subjects = {
        key[:2] for key in bound if key[0] in ("change", "answers-favourable", "plans-realised")
    }
    count = 0
    drafts = [*outputs(report), *answers(report), *results(report)]
    for draft in drafts:
        key = (draft.measure, repr(sorted(draft.scope.as_json().items())))
        if key in subjects or (*key, draft.form) in bound:
            continue
        claims.bind(
            report=report,
            form=draft.form,
            measure=draft.measure,
            scope=draft.scope,
            part=draft.part,
            paragraph=draft.paragraph,
            by=by,
            at=at,
        )
        count += 1
    return count
