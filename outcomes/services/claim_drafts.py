"""Claims that the records of a year give by themselves; people edit them afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.i18n import languages
from core.i18n.languages import in_reader_language
from outcomes.measures import Scope, figures_of
from outcomes.measures.change_days import position_on
from outcomes.measures.changes import standings
from outcomes.models import Claim, PolicyChange
from outcomes.services import claims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from outcomes.models import StatusReport


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before it is bound."""

    text: str
    measure: str
    scope: Scope
    paragraph: int = 1
    part: str = Claim.Part.ACHIEVEMENTS


def _studies(n: int) -> str:
    return ngettext(
        "{value} regional study was issued, by {commissions}.",
        "{value} regional studies were issued, by {commissions}.",
        n,
    )


def _workshops(n: int) -> str:
    return ngettext(
        "{value} regional seminar or technical workshop took place, hosted by {commissions}.",
        "{value} regional seminars and technical workshops took place, hosted by {commissions}.",
        n,
    )


def _people(n: int) -> str:
    return ngettext(
        "{value} person took part in them, each counted once.",
        "{value} different people took part in them, each counted once.",
        n,
    )


def _countries(n: int) -> str:
    return ngettext(
        "They came from {value} country.",
        "They came from {value} countries, each counted once.",
        n,
    )


def _women(_n: int) -> str:
    return _("Women were {value} of those who completed a workshop and said their gender.")


def _certificates(n: int) -> str:
    return ngettext(
        "{value} certificate was issued that anybody can check.",
        "{value} certificates were issued that anybody can check.",
        n,
    )


def _surveyed() -> str:
    return _("Participants were surveyed in {value} of {whole} events.")


OUTPUTS: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("studies-published", _studies), ("workshops-held", _workshops), ("people-reached", _people),
    ("countries-reached", _countries), ("women-share", _women), ("certificates-valid", _certificates),
)  # fmt: skip


def _silence() -> str:
    return _("No workshop of the period is recorded for {silent_names}.")


ITEMS: dict[str, Callable[[], str]] = {
    "NEW1": lambda: _("{most} said that they gained new ideas on international migration and development."),
    "POL1": lambda: _("{most} said that they learned of policy options that could be applied in their country."),
    "EXC1": lambda: _("{most} said that the exchange of experience with other countries was valuable."),
    "REL2": lambda: _("{most} said that the workshop addressed the priorities of their region."),
    "SKI1": lambda: _("{most} said that they are better able to design or implement migration policy."),
    "DAT1": lambda: _("{most} said that they can now find and use the data they need."),
    "INT1": lambda: _("{most} intend to apply what they learned within six months."),
}  # fmt: skip


def outputs(report: StatusReport) -> Iterator[Draft]:
    """What the project did: only figures above zero, and the commissions with nothing by name."""
    scope = Scope.of_report(report)
    for code, text in OUTPUTS:
        if value := figures_of(code, scope).get("value"):
            yield Draft(text(int(value)), code, scope)
    figures = figures_of("workshops-held", scope)
    groups = figures["by"]["commission"]
    if figures["value"] and not all(groups.values()):
        yield Draft(_silence(), "workshops-held", scope)


def answers(report: StatusReport) -> Iterator[Draft]:
    """What participants said and did, where a figure may be shown."""
    scope = Scope.of_report(report)
    surveyed = figures_of("workshops-surveyed", scope)
    if surveyed.get("value"):
        yield Draft(_surveyed(), "workshops-surveyed", scope, 2)
    for item in ITEMS:
        own = Scope.of_report(report, item=item)
        figures = figures_of("answers-favourable", own)
        if figures.get("value") is not None:
            yield Draft(ITEMS[item](), "answers-favourable", own, 2)
    if figures_of("plans-realised", scope).get("value") is not None:
        text = _(
            "Six months later {value} of the plans that participants came back to were done or under way."
        )
        yield Draft(text, "plans-realised", scope, 2)


def results(report: StatusReport) -> Iterator[Draft]:
    """Policy changes and interests that moved in the year, each resting on its record."""
    scope = Scope.of_report(report)
    _first, last = scope.period
    moved = [standing for standing in standings(scope) if standing.rose]
    changes = PolicyChange.objects.in_bulk([standing.pk for standing in moved])
    for standing in sorted(moved, key=lambda row: (-row.grade, row.country)):
        change = changes[standing.pk]
        position = position_on(change, last, change.steps.all(), ())
        texts = position.step.texts if position else {}
        text = in_reader_language(texts).strip() or change.title
        part = Claim.Part.ACHIEVEMENTS if change.is_intended else Claim.Part.UNEXPECTED
        yield Draft(
            _plain(text),
            "change",
            replace(scope, record=change.pk),
            3 if change.is_intended else 1,
            part,
        )


def _plain(text: str) -> str:
    """The text of a record as a sentence: braces would be taken for places."""
    return text.replace("{", "(").replace("}", ")").strip()


def add_missing(report: StatusReport, *, by, at: datetime) -> int:
    """Bind the drafts that are not in the report yet; how many. What people wrote stays as it is."""
    bound = {
        (claim.measure, repr(sorted(claim.scope.items())), claim.text)
        for claim in report.claims.all()
    }
    subjects = {
        key[:2] for key in bound if key[0] in ("change", "answers-favourable", "plans-realised")
    }
    count = 0
    with translation.override(languages.interface_code(report.language)):
        drafts = [*outputs(report), *answers(report), *results(report)]
    for draft in drafts:
        key = (draft.measure, repr(sorted(draft.scope.as_json().items())))
        if key in subjects or (*key, draft.text) in bound:
            continue
        claims.bind(
            report=report,
            text=draft.text,
            measure=draft.measure,
            scope=draft.scope,
            part=draft.part,
            paragraph=draft.paragraph,
            by=by,
            at=at,
        )
        count += 1
    return count
