"""Releases for their pages: what each changed, by indicator, by area, and the largest revisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from indicators.compute import REGISTERED
from indicators.models import Release, ReleaseChange, ReleaseEntry, SnapshotDecision
from indicators.selectors.published import formula_of
from regions.models import Area

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

MOST_REVISIONS = 25
MOST_AREAS = 25
SUMS = {name: Sum(name) for name in ("added", "removed", "changed", "revised")}


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """How an indicator differs from the release before; vintages and versions where they differ."""

    code: str
    name: str
    counts: dict[str, int]
    vintage: date | None
    vintage_before: date | None
    version: int | None
    version_before: int | None

    @property
    def has_page(self) -> bool:
        """Whether the portal still computes it."""
        return self.code in REGISTERED


@dataclass(frozen=True, slots=True)
class Revision:
    """The largest revision of an indicator for an area."""

    code: str
    name: str
    decimals: int
    unit: str
    area: Area
    period: str
    before: float
    after: float
    percent: float | None


def release_list() -> QuerySet[Release]:
    """Releases, newest first, with the sums of their changes. One query."""
    sums = {name: Sum(f"changes__{name}") for name in ("added", "removed", "changed")}
    return Release.objects.annotate(**sums).order_by("-pk")


def decisions_of(release: Release, before: Release | None) -> QuerySet[SnapshotDecision]:
    """Decisions on files since the release before that show in this one; those on files never in use do not."""
    return SnapshotDecision.objects.filter(
        pk__gt=before.decision if before else 0,
        pk__lte=release.decision,
        act__in=[SnapshotDecision.Act.ACCEPT, SnapshotDecision.Act.WITHDRAW],
    ).select_related("snapshot")


def indicator_changes(release: Release, before: Release | None) -> list[IndicatorChange]:
    """Indicators whose figures or runs changed, in the registry's order. Three queries."""
    sums = {
        code: dict(zip(SUMS, counts, strict=True))
        for code, *counts in ReleaseChange.objects.filter(release=release)
        .values_list("indicator__code")
        .annotate(**SUMS)
        .order_by()
    }
    now, old = _runs(release), _runs(before)
    empty = dict.fromkeys(SUMS, 0)
    changes = []
    for code in REGISTERED:
        after, earlier = now.get(code), old.get(code)
        if code not in sums and (after == earlier or before is None):
            continue
        changes.append(
            IndicatorChange(
                code,
                _(formula_of(code).name),
                sums.get(code, empty),
                after and after[1],
                earlier and earlier[1],
                after and after[2],
                earlier and earlier[2],
            )
        )
    return sorted(changes, key=lambda row: -sum(row.counts.values()))


def _runs(release: Release | None) -> dict[str, tuple[int, date, int]]:
    entries = ReleaseEntry.objects.filter(release=release).order_by("as_of")
    rows = entries.values_list("indicator__code", "run_id", "run__vintage", "run__formula_version")
    return {code: (run, vintage, version) for code, run, vintage, version in rows}


def area_changes(release: Release) -> list[dict[str, Any]]:
    """Areas with the most changed figures: `area` and the counts. Two queries."""
    rows = list(
        ReleaseChange.objects.filter(release=release)
        .values("area_id")
        .annotate(indicators=Count("indicator", filter=Q(changed__gt=0)))
        .annotate(**SUMS)
        .order_by(F("revised").desc(), F("changed").desc(), F("added").desc(), "area_id")[
            :MOST_AREAS
        ]
    )
    areas = Area.objects.in_bulk([row["area_id"] for row in rows])
    return [row | {"area": areas[row["area_id"]]} for row in rows]


def largest_revisions(release: Release) -> list[Revision]:
    """The largest, each indicator and area once. One query."""
    rows = (
        ReleaseChange.objects.filter(release=release, share__isnull=False)
        .select_related("area", "indicator")
        .order_by("-share", "indicator_id", "area_id")[:MOST_REVISIONS]
    )
    return [_revision(row) for row in rows if row.indicator.code in REGISTERED]


def _revision(row: ReleaseChange) -> Revision:
    formula = formula_of(row.indicator.code)
    # The table holds both where a figure changed.
    before, after = cast("float", row.before), cast("float", row.after)
    ratio = (after - before) / abs(before) if before else None
    return Revision(
        code=row.indicator.code,
        name=_(formula.name),
        decimals=formula.decimals,
        unit=formula.unit,
        area=row.area,
        period=row.period,
        before=before,
        after=after,
        percent=None if ratio is None else 100 * ratio,
    )
