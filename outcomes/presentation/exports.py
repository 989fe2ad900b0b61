"""Tables of outcomes as files: the same rows as pages and API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.http import downloads
from core.tables.table import Cell, Column, Meta, Table
from outcomes.models import Contribution, Evidence, PolicyChange
from outcomes.selectors import examples
from studies.states import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indicators.selectors.corridors import CorridorTable
    from outcomes.models import Claim
    from outcomes.selectors.country_chain import Entry
    from outcomes.selectors.gaps import GapRow
    from outcomes.selectors.unmet_corridors import Corridor
    from outcomes.selectors.uptake import UptakeRow
    from regions.models import Area

KINDS = ("csv", "xlsx", "json")
DEMIG = "Coding after DEMIG POLICY: de Haas, Natter and Vezzoli (2015), Comparative Migration Studies 3:15."


def response(request: HttpRequest, table: Table, stem: str, extension: str) -> HttpResponse:
    """The table as a file, with a validator of its rows."""
    name = downloads.file_name(stem, extension=extension)
    etag = downloads.etag_of(table.rows, table.title, table.metadata)
    return downloads.table_response(request, table, extension=extension, filename=name, etag=etag)


def _table(
    title: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]], **options: Any
) -> Table:
    return Table(title, columns, tuple(rows), language=get_language() or "en", **options)


def _example_note() -> tuple[str, ...]:
    """The note of a file whose counts take in records that are made up."""
    if not examples.are_counted():
        return ()
    return (_("Example: some of the studies and workshops counted here are made up."),)


def changes(policy_changes: Iterable[PolicyChange]) -> Table:
    """Policy changes with their coding; five queries."""
    policy_changes = list(policy_changes)
    pks = [change.pk for change in policy_changes]
    grades: dict[int, int] = {}
    for pk, grade in Contribution.objects.filter(change__in=pks).values_list("change", "grade"):
        grades[pk] = max(grade, grades.get(pk, 0))
    sources: dict[int, set[str]] = {}
    for pk, source in Evidence.objects.filter(change__in=pks).values_list("change", "source"):
        sources.setdefault(pk, set()).add(source.casefold())
    columns = (
        Column("id", _("Number"), "whole"),
        Column("country", _("Country")),
        Column("name", _("Name")),
        Column("commissions", _("Commissions")),
        Column("projects", _("Projects")),
        Column("title", _("Title")),
        Column("stage", _("Stage")),
        Column("since", _("Since")),
        Column("is_change", _("Counted as a change"), "whole"),
        Column("acted_by", _("Who acted")),
        Column("instrument", _("Instrument")),
        Column("area", _("Policy area")),
        Column("tool", _("Policy tool")),
        Column("groups", _("Migrant groups")),
        Column("origin", _("Origin")),
        Column("direction", _("Direction")),
        Column("magnitude", _("Magnitude"), "whole"),
        Column("valence", _("For the objective")),
        Column("intended", _("Intended"), "whole"),
        Column("grade", _("Highest contribution, 0 to 5"), "whole"),
        Column("sources", _("Sources"), "whole"),
        Column("example", _("Example record"), "whole"),
    )
    rows = (
        (
            change.pk,
            change.country.code,
            change.country.name,
            " ".join(sorted(c.code for c in change.commissions.all())),
            " ".join(sorted(p.code for p in change.projects.all())),
            change.title,
            change.stage,
            change.stage_on,
            int(change.is_change),
            change.acted_by,
            change.instrument,
            change.area,
            change.tool,
            " ".join(change.groups),
            change.origin,
            change.direction,
            change.magnitude,
            change.valence,
            int(change.is_intended),
            grades.get(change.pk),
            len(sources.get(change.pk, ())),
            int(change.is_demonstration),
        )
        for change in policy_changes
    )
    return _table(_("Policy changes"), columns, rows, notes=(DEMIG,))


def claims(claims: Iterable[Claim]) -> Table:
    """Published claims with what they rest on."""
    columns = (
        Column("id", _("Number"), "whole"),
        Column("project", _("Project")),
        Column("commission", _("Commission")),
        Column("year", _("Year"), "whole"),
        Column("part", _("Part")),
        Column("sentence", _("Sentence")),
        Column("measure", _("Measure")),
        Column("version", _("Version of the measure"), "whole"),
        Column("value", _("Value"), "number"),
        Column("part_count", _("Numerator"), "whole"),
        Column("whole_count", _("Denominator"), "whole"),
        Column("frozen", _("Figures of"), "date"),
        Column("stale_since", _("Records moved since"), "date"),
        Column("example", _("Example record"), "whole"),
        Column("remark", _("Remark of the writer")),
        Column("inference", _("Inference"), "whole"),
        Column("address", _("Address"), "link"),
    )
    rows = (
        (
            claim.pk,
            claim.report.period.project.code,
            claim.report.commission_code,
            claim.report.period.year,
            claim.part,
            claim.sentence,
            claim.measure,
            claim.figures.get("version"),
            claim.figures.get("value"),
            claim.figures.get("part"),
            claim.figures.get("whole"),
            claim.frozen_at.date(),
            claim.stale_since.date() if claim.stale_since else None,
            int(claim.is_example),
            claim.remark,
            int(claim.is_inference),
            f"{settings.PORTAL_ADDRESS}{claim.get_absolute_url()}",
        )
        for claim in claims
    )
    return _table(_("Claims and what they rest on"), columns, rows)


def chain(area: Area, entries: Iterable[Entry]) -> Table:
    """The line of a country."""
    columns = (
        Column("on", _("Day")),
        Column("kind", _("Kind")),
        Column("label", _("What")),
        Column("notes", _("Notes")),
        Column("address", _("Address")),
        Column("example", _("Example record"), "whole"),
    )
    rows = (
        (
            entry.on,
            entry.kind,
            entry.label,
            "; ".join(entry.notes),
            entry.url,
            int(entry.is_demonstration),
        )
        for entry in entries
    )
    return _table(_("From study to change: %(country)s") % {"country": area.name}, columns, rows)


def uptake(uptake_rows: Iterable[UptakeRow]) -> Table:
    """Recommendation by status and country."""
    columns = (
        Column("id", _("Number"), "whole"),
        Column("recommendation", _("Recommendation")),
        Column("study", _("Study")),
        Column("workshops", _("Workshops"), "whole"),
        Column("delegations", _("Countries in the room"), "whole"),
        *(Column(str(status), str(Status(status).label)) for status in Status),
        Column("example", _("Example record"), "whole"),
    )
    rows: Iterable[tuple[Any, ...]] = (
        (
            row.recommendation.pk,
            str(row.recommendation),
            str(row.recommendation.study),
            len(row.workshops),
            len(row.delegations),
            *(" ".join(sorted(row.reached.get(status, ()))) for status in Status),
            int(row.is_example),
        )
        for row in uptake_rows
    )
    return _table(_("Uptake of recommendations"), columns, rows)


def gaps(gap_rows: Iterable[GapRow], weights: dict[str, float], names: dict[str, Any]) -> Table:
    """Need and reach with the aspects, and the weights in the metadata so that anybody can rank again."""
    columns = (
        Column("country", _("Country")),
        Column("name", _("Name")),
        Column("commissions", _("Commissions")),
        *(Column(code, str(name), "number", 2) for code, name in names.items()),
        Column("need", _("Need"), "number", 3),
        Column("studies", _("Studies"), "whole"),
        Column("seats", _("Seats"), "whole"),
        Column("women", _("Seats of women"), "whole"),
        Column("last", _("Last workshop"), "date"),
        Column("reach", _("Reach"), "number", 3),
        Column("gap", _("Gap"), "number", 3),
    )
    rows = (
        (
            row.country.code,
            row.country.name,
            " ".join(row.commissions),
            *(row.aspects[code] for code in names),
            row.need,
            row.studies,
            row.seats,
            row.women,
            row.last,
            row.reach,
            row.gap,
        )
        for row in gap_rows
    )
    metadata = tuple(
        Meta(f"weight:{code}", str(names[code]), repr(weight)) for code, weight in weights.items()
    )
    note = _(
        "Need: weighted mean of the aspects that have a figure. Reach: mean of the shares of the largest number of studies, seats and women's seats. Gap: need × (1 − reach)."
        " Women are counted from five seats on; where they are not, reach is the mean of the other two shares."
    )
    return _table(
        _("Coverage gaps"), columns, rows, metadata=metadata, notes=(note, *_example_note())
    )


def corridors(corridors: Iterable[Corridor], table: CorridorTable, period: str) -> Table:
    """Corridors with their size and how often both ends met."""
    columns = (
        Column("rank", _("Rank"), "whole"),
        Column("origin", _("Origin")),
        Column("origin_name", _("Name of the origin")),
        Column("destination", _("Destination")),
        Column("destination_name", _("Name of the destination")),
        Column("value", table.name, "number", table.decimals),
        Column("status", _("Observation status")),
        Column("together", _("Workshops with both"), "whole"),
    )
    rows = (
        (
            corridor.rank,
            corridor.home.code,
            corridor.home.name,
            corridor.host.code,
            corridor.host.name,
            corridor.value,
            corridor.status,
            corridor.together,
        )
        for corridor in corridors
    )
    notes = (_("Modelled, not observed."),) if table.is_modelled else ()
    notes = (*notes, *_example_note())
    meta = (Meta("indicator", _("Indicator"), table.code), Meta("period", _("Period"), period))
    return _table(_("Corridors and workshops"), columns, rows, metadata=meta, notes=notes)
