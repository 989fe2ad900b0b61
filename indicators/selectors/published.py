"""Reads of the published figures: what a release shows, as one `FigureTable` for every rendering."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.errors import PortalError
from indicators.analysis.citations import citation
from indicators.analysis.figure_table import AreaLabel, Figure, FigureTable, SourceNote
from indicators.analysis.quality import freshness
from indicators.catalogue.units import unit_label
from indicators.catalogue.vintages import cited_vintage
from indicators.compute import REGISTERED
from indicators.models import ComputeRun, Release, ReleaseEntry, SnapshotSeries
from regions.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indicators.compute.formulas import Formula


class NotPublished(PortalError):
    """The indicator has no published figures for what was asked."""

    code = "not_published"
    status = 404


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A release as pages and files name it."""

    id: int
    created_at: object
    is_current: bool

    @property
    def etag(self) -> str:
        """What changes exactly when published figures change."""
        return f"r{self.id}"


def current_release() -> ReleaseInfo | None:
    """The release that pages show; None before the first figures are computed. One query."""
    row = (
        Release.objects.filter(is_current=True)
        .values_list("pk", "created_at", "is_current")
        .first()
    )
    return ReleaseInfo(*row) if row else None


def resolved_release(pk: int | None) -> ReleaseInfo:
    """The release of the number, the current one without; raises NotPublished with a text."""
    if pk is None:
        release = current_release()
        if release is None:
            raise NotPublished(
                _("No figures have been computed yet. They appear as soon as a worker is done.")
            )
        return release
    row = Release.objects.filter(pk=pk).values_list("pk", "created_at", "is_current").first()
    if row is None:
        raise NotPublished(_("There is no release %(release)s.") % {"release": pk})
    return ReleaseInfo(*row)


def formula_of(code: str, basis: str | None = None) -> Formula:
    """The formula of an indicator for the given basis, else the preferred one."""
    for formula in REGISTERED[code]:
        if basis in (None, formula.basis):
            return formula
    return REGISTERED[code][0]


def entry(code: str, *, as_of: date | None, release: ReleaseInfo) -> ReleaseEntry:
    """The run that the release shows for the indicator as known on the day."""
    if code not in REGISTERED:
        raise NotPublished(_("There is no indicator %(code)s.") % {"code": code})
    entries = ReleaseEntry.objects.filter(release=release.id, indicator__code=code).select_related(
        "run"
    )
    if as_of is not None:
        entries = entries.filter(as_of__lte=as_of)
    latest = entries.order_by("-as_of").first()
    if latest is None and as_of is not None:
        raise NotPublished(
            _("No source of %(code)s had published by %(day)s. Choose a later day.")
            % {"code": code, "day": as_of.isoformat()}
        )
    if latest is None:
        raise NotPublished(
            _("%(code)s has no figures yet: none of its sources has been loaded.") % {"code": code}
        )
    return latest


def published_table(
    code: str,
    *,
    areas: Sequence[str] | None = None,
    years: tuple[int | None, int | None] = (None, None),
    as_of: date | None = None,
    release: int | None = None,
    quarters: bool = False,
) -> FigureTable:
    """The published figures of an indicator for the areas (None: all) and years, both ends included.

    Those of quarters are left out unless asked for: a page has one figure for each year. Raises NotPublished with a text for the reader.
    """
    release_info = resolved_release(release)
    release_entry = entry(code, as_of=as_of, release=release_info)
    run = release_entry.run
    formula = formula_of(code, run.basis)
    rows = _rows(run.pk, areas, years, quarters=quarters)
    labels = {
        area.code: AreaLabel(area.code, area.name, area.kind)
        for area in Area.objects.filter(code__in={r.area for r in rows} | set(areas or ()))
    }
    sources = sources_of(run)
    return FigureTable(
        code=code,
        name=_(formula.name),
        unit=formula.unit,
        unit_label=unit_label(formula.unit),
        decimals=formula.decimals,
        theme=formula.theme,
        sdg=formula.sdg,
        areas=labels,
        rows=rows,
        years=years_of(run.pk),
        note=_(formula.note),
        basis=run.basis,
        formula_version=run.formula_version,
        run=run.pk,
        release=release_info.id,
        as_of=as_of or release_entry.as_of,
        vintage=run.vintage,
        vintage_text=run.vintage_text,
        is_modelled=formula.is_modelled,
        sources=sources,
        citation=citation(
            name=_(formula.name),
            code=code,
            sources=sources,
            vintage=cited_vintage(run.vintage, run.vintage_precision),
            release=release_info.id,
        ),
    )


def _rows(
    run: int,
    areas: Iterable[str] | None,
    years: tuple[int | None, int | None],
    *,
    quarters: bool,
) -> tuple[Figure, ...]:
    first, last = years
    where = ["v.run_id = %s"]
    values: list[Any] = [run]
    if not quarters:
        where.append("v.quarter = 0")
    if areas is not None:
        where.append("v.area_id IN (SELECT id FROM regions_area WHERE code = ANY(%s))")
        values.append(list(areas))
    if first is not None:
        where.append("v.year >= %s")
        values.append(first)
    if last is not None:
        where.append("v.year <= %s")
        values.append(last)
    query = f"""
        SELECT a.code, CASE WHEN v.counterpart_id = 0 THEN '' ELSE c.code END,
               v.year, v.quarter, v.value, v.status, v.coverage
        FROM indicators_indicatorvalue v
        JOIN regions_area a ON a.id = v.area_id
        JOIN regions_area c ON c.id = v.counterpart_id
        WHERE {" AND ".join(where)}
        ORDER BY a.code, 2, v.year, v.quarter"""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return tuple(Figure(*row) for row in cursor.fetchall())


def years_of(run: int) -> tuple[int, ...]:
    """Every year in which the run has a figure, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT year FROM indicators_indicatorvalue"
            " WHERE run_id = %s AND value IS NOT NULL ORDER BY year",
            [run],
        )
        return tuple(year for (year,) in cursor.fetchall())


def sources_of(run: ComputeRun) -> tuple[SourceNote, ...]:
    """The files that the run read, each once, with the series it took from each. Two queries."""
    return sources_of_runs([run.pk])[run.pk]


def sources_of_runs(runs: Sequence[int]) -> dict[int, tuple[SourceNote, ...]]:
    """The files that each of the runs read. Two queries."""
    read: dict[int, list[int]] = {run: [] for run in runs}
    pairs = ComputeRun.inputs.through.objects.filter(computerun_id__in=runs)
    weighing: dict[int, frozenset[str]] = {}
    columns = (
        "computerun_id",
        "snapshotseries_id",
        "computerun__indicator__code",
        "computerun__basis",
    )
    for run, series, code, basis in pairs.values_list(*columns):
        read[run].append(series)
        weighing[run] = formula_of(code, basis).only_weighs
    queryset = (
        SnapshotSeries.objects.filter(pk__in={pk for series in read.values() for pk in series})
        .select_related("snapshot__source", "series")
        .order_by("snapshot__source__position", "snapshot_id", "series__code")
    )
    rows = list(queryset)
    return {
        run: _notes(
            [row for row in rows if row.pk in set(read[run])], weighing.get(run, frozenset())
        )
        for run in runs
    }


def _notes(rows: Iterable[SnapshotSeries], weighing: frozenset[str]) -> tuple[SourceNote, ...]:
    series_codes: dict[int, list[str]] = defaultdict(list)
    odd: dict[int, int] = defaultdict(int)
    # Loaded files, which have a source and a vintage.
    snapshots: dict[int, Any] = {}
    for row in rows:
        odd[row.snapshot_id] += sum(row.checks.values())
        snapshots[row.snapshot_id] = row.snapshot
        series_codes[row.snapshot_id].append(row.series.code)
    return tuple(
        SourceNote(
            code=snapshot.source.code,
            name=_(snapshot.source.name),
            publisher=snapshot.source.publisher,
            attribution=snapshot.source.attribution,
            licence=snapshot.source.licence,
            licence_url=snapshot.source.licence_url,
            url=snapshot.source.url,
            filename=snapshot.filename,
            sha256=snapshot.sha256,
            snapshot=snapshot.pk,
            vintage=snapshot.vintage,
            vintage_label=snapshot.vintage_label,
            series=tuple(series_codes[pk]),
            vintage_text=snapshot.vintage_text,
            only_weighs=weighing.issuperset(series_codes[pk]),
            freshness=freshness(snapshot.source.frequency, snapshot.vintage, localdate()),
            findings=odd[pk],
        )
        for pk, snapshot in snapshots.items()
    )
