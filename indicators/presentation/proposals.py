"""What a file would change, in words and rows for the page and the command."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.analysis.proposals import Concern
from indicators.catalogue.series import SERIES
from indicators.compute import REGISTERED
from regions.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django_stubs_ext import StrPromise

    from indicators.analysis.proposals import CellChange, SeriesProposal

CONCERNS: dict[Concern, StrPromise] = {
    Concern.LOST: gettext_lazy("Figures that are public now would go."),
    Concern.REVISED: gettext_lazy("More figures than usual would change more than two-fold."),
    Concern.POWER: gettext_lazy(
        "Figures would change by a power of ten, as when a unit is mistaken."
    ),
    Concern.SIGN: gettext_lazy("Figures would change their sign."),
    Concern.REGULAR: gettext_lazy("Series are new that are constant or grow at exactly one rate."),
    Concern.REPEATED: gettext_lazy("Series are new that repeat those of another area."),
    Concern.UNUSABLE: gettext_lazy("No figure of a series can be used in any formula."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A cell that would go or change; `after` and `percent` are None where there is none."""

    area: str
    counterpart: str
    period: str
    before: float
    after: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Card:
    """One series of a proposal as it is shown."""

    name: str
    unit: str
    proposal: SeriesProposal
    concerns: tuple[str, ...]
    lost_areas: tuple[str, ...]
    largest: tuple[Row, ...]
    lost: tuple[Row, ...]


def cards(proposals: Sequence[SeriesProposal]) -> list[Card]:
    """The series, those with a concern first. One query."""
    names = {area.pk: area.name for area in Area.objects.filter(pk__in=_areas(proposals))}
    listed = [_card(proposal, names) for proposal in proposals]
    return sorted(listed, key=lambda card: not card.concerns)


def _areas(proposals: Iterable[SeriesProposal]) -> set[int]:
    ids: set[int] = set()
    for proposal in proposals:
        ids |= set(proposal.lost_areas)
        for change in (*proposal.largest, *proposal.first_lost):
            ids |= {change.area, change.counterpart}
    return ids


def _card(proposal: SeriesProposal, names: dict[int, str]) -> Card:
    series = SERIES[proposal.code]
    return Card(
        name=_(series.name),
        unit=series.unit,
        proposal=proposal,
        concerns=tuple(str(CONCERNS[concern]) for concern in proposal.concerns),
        lost_areas=tuple(sorted(names.get(pk, str(pk)) for pk in proposal.lost_areas)),
        largest=tuple(_row(change, names) for change in proposal.largest),
        lost=tuple(_row(change, names) for change in proposal.first_lost),
    )


def _row(change: CellChange, names: dict[int, str]) -> Row:
    return Row(
        area=names.get(change.area, str(change.area)),
        counterpart=names.get(change.counterpart, ""),
        period=f"{change.year}-Q{change.quarter}" if change.quarter else str(change.year),
        before=change.before,
        after=None if isnan(change.after) else change.after,
        ratio=None if isnan(change.after) else change.ratio,
    )


def affected_indicators(proposals: Iterable[SeriesProposal]) -> list[tuple[str, str]]:
    """Code and name of each indicator whose figures the changed series enter."""
    changed = {
        proposal.code
        for proposal in proposals
        if proposal.gained or proposal.lost or proposal.changed
    }
    return [
        (code, _(formulas[0].name))
        for code, formulas in REGISTERED.items()
        if any(changed & set(formula.reads) for formula in formulas)
    ]
