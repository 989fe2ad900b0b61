"""Coverage gaps: countries by what they need against what reached them (weights are stored and exported).

Need is the weighted mean of aspects that lie between 0 and 1; an aspect without a figure is left out of a
country's mean and counted as missing, never as zero. Reach is the mean of the shares of the largest
number of studies, seats and women's seats, without the last where women are not counted. The gap is need times (1 - reach).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max

from indicators.compute import FORMULAS
from indicators.selectors import latest_by_area
from outcomes.measures.outputs import by_commission
from outcomes.measures.registry import Scope
from outcomes.models import NeedWeight
from outcomes.selectors import women_counts
from regions.models import Area, Commission, Membership
from studies.models import Study

if TYPE_CHECKING:
    from datetime import date

DEFAULTS = {"dependency": 3.0, "cost": 2.0, "emigration": 2.0, "vulnerable": 1.0, "silence": 1.0}
"""dependency: remittances in % of GDP · cost: of sending USD 200, above 3 % · emigration: emigrants in % of
population · vulnerable: LDC, LLDC or SIDS · silence: share of key indicators without a figure."""
ASPECTS = tuple(DEFAULTS)
SOURCES = {"dependency": "REM_IN_GDP", "cost": "COST200_REC", "emigration": "MIG_EMI_SHR"}
FULL = {"dependency": 25.0, "cost": 12.0, "emigration": 30.0}
"""Where an aspect counts fully; 3 % is the floor of cost (SDG 10.c)."""
COST_FLOOR = 3.0


@dataclass(frozen=True, slots=True)
class GapRow:
    """A country. `aspects` has None where there is no figure, `women` where few seats would tell on people."""

    country: Area
    commissions: tuple[str, ...]
    aspects: dict[str, float | None]
    need: float | None
    studies: int
    seats: int
    women: int | None
    last: date | None
    reach: float

    @property
    def gap(self) -> float | None:
        """Need that nothing reached, 0 to 1; None where the need is not known."""
        return None if self.need is None else self.need * (1 - self.reach)


def weights() -> dict[str, float]:
    """The stored weights; the defaults where none is stored."""
    stored = dict(NeedWeight.objects.filter(code__in=ASPECTS).values_list("code", "weight"))
    return {code: stored.get(code, default) for code, default in DEFAULTS.items()}


def mean(aspects: dict[str, float | None], weighed: dict[str, float]) -> float | None:
    """The weighted mean of the aspects that have a figure; None where no published figure speaks of the need."""
    if all(aspects[code] is None for code in SOURCES):
        return None
    figures = {
        code: value for code, value in aspects.items() if value is not None and weighed[code] > 0
    }
    total = sum(weighed[code] for code in figures)
    return sum(weighed[code] * value for code, value in figures.items()) / total if total else 0.0


def scaled(code: str, value: float | None) -> float | None:
    """A figure as a share of where it counts fully, between 0 and 1; cost above its floor only."""
    if value is None:
        return None
    floor = COST_FLOOR if code == "cost" else 0.0
    return min(1.0, max(0.0, (value - floor) / (FULL[code] - floor)))


def rows(commission: str = "") -> list[GapRow]:
    """Countries, the widest gap first, those whose need is not known last. A constant number of queries."""
    areas = {area.pk: area for area in Area.objects.countries()}
    belongs: dict[int, list[str]] = defaultdict(list)
    current = Membership.objects.filter(until=None, is_regional=True).order_by(
        "commission__area__code"
    )
    for country, code in current.values_list("country", "commission__area__code"):
        belongs[country].append(code)
    figures = {name: latest_by_area(code) for name, code in SOURCES.items() if code in FORMULAS}
    keys = [code for code in settings.KEY_INDICATORS if code in FORMULAS]
    figure_counts: Counter[str] = Counter(area for code in keys for area in latest_by_area(code))
    studies = Counter(Study.objects.public().values_list("countries", flat=True))
    seats, women, last = _seats()
    hidden = women_counts.hidden_rows(seats)
    visible_women = {pk: count for pk, count in women.items() if pk not in hidden}
    largest = [max(tally.values(), default=0) or 1 for tally in (studies, seats, visible_women)]
    weighed = weights()
    gap_rows = []
    for pk, area in areas.items():
        if pk not in belongs or (commission and commission not in belongs[pk]):
            continue
        aspects = _aspects(area, figures, figure_counts, len(keys))
        shares = [
            tally[pk] / top
            for tally, top in zip((studies, seats, women), largest, strict=True)
            # A reach with them would tell the women that are not told.
            if tally is not women or pk not in hidden
        ]
        reach = sum(shares) / len(shares)
        gap_rows.append(
            GapRow(
                area,
                tuple(belongs[pk]),
                aspects,
                mean(aspects, weighed),
                studies[pk],
                seats[pk],
                None if pk in hidden else women[pk],
                last.get(pk),
                reach,
            )
        )
    return sorted(
        gap_rows, key=lambda row: (row.gap is None, -(row.gap or 0), row.reach, row.country.code)
    )


def _aspects(
    area: Area, figures: dict, figure_counts: Counter[str], keys: int
) -> dict[str, float | None]:
    aspects: dict[str, float | None] = {}
    for name in SOURCES:
        newest = figures.get(name, {}).get(area.code)
        aspects[name] = scaled(name, newest[1] if newest else None)
    aspects["vulnerable"] = float(area.ldc or area.lldc or area.sids)
    aspects["silence"] = 1 - figure_counts[area.code] / keys if keys else None
    return aspects


def _seats() -> tuple[Counter[int], Counter[int], dict[int, date]]:
    """Seats, women's seats and the last workshop, by country."""
    registrations = women_counts.attended()
    seats: Counter[int] = Counter()
    women: Counter[int] = Counter()
    for country, gender in registrations.values_list("country", "gender"):
        seats[country] += 1
        women[country] += gender == "woman"
    last = dict(
        registrations.values_list("country").annotate(last=Max("workshop__starts_on")).order_by()
    )
    return seats, women, last


@dataclass(frozen=True, slots=True)
class Summary:
    """A commission: what reached it in the years, and whether nothing did."""

    commission: Commission
    countries: int
    unreached: int
    studies: int
    seats: int

    @property
    def is_empty(self) -> bool:
        """No study and no seat."""
        return not self.studies and not self.seats


def summaries(rows: list[GapRow]) -> list[Summary]:
    """One row for each commission, the empty ones too. Numbers of countries are of its regional members."""
    pairs = Study.objects.public().values_list("commissions__area__code", "pk")
    studies = by_commission(Scope(), pairs)
    summaries = []
    for commission in Commission.objects.select_related("area").order_by("area__code"):
        commission_rows = [row for row in rows if commission.code in row.commissions]
        summaries.append(
            Summary(
                commission,
                len(commission_rows),
                sum(not row.seats for row in commission_rows),
                studies[commission.code],
                sum(row.seats for row in commission_rows),
            )
        )
    return summaries
