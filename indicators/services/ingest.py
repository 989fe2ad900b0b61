"""Receive a provider's file as it is, and load it whole or refuse it whole."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.jobs import ask
from core.tables.copy import OBSERVATION_FIELDS, copy_in, packed
from core.tables.upserts import write_differing
from indicators import readers
from indicators.catalogue.precision import DAY
from indicators.catalogue.series import SERIES, SOURCES
from indicators.catalogue.statuses import STATUSES
from indicators.compute.inputs import SeriesInput
from indicators.models import Series, Snapshot, SnapshotContent, SnapshotSeries, Source
from indicators.services import decisions, findings
from indicators.services.jobs import LOAD
from regions.models import Area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from core.models import Job, User
    from indicators.readers.base import Reading

logger = logging.getLogger(__name__)

TABLE = "indicators_observation"
FIELDS = (
    *OBSERVATION_FIELDS,
    ("sheet_number", ">i2"),
    ("row_number", ">i4"),
    ("column_number", ">i2"),
)
CHUNK = 50_000
"""Rows that are packed at a time: few enough to stay in the processor's cache."""
NOT_APPLICABLE = 0
"""Area id that stands for "no counterpart"."""


class NotAProviderFile(PortalError):
    """No reader knows the file."""

    code = "not_recognised"


@dataclass(frozen=True, slots=True)
class Received:
    """A file as received, and whether it was here before."""

    snapshot: Snapshot
    is_new: bool


def receive(
    *,
    name: str,
    data: bytes,
    retrieved_on: date,
    reader: str = "",
    by: User | None = None,
    is_proposal: bool = True,
) -> list[Received]:
    """Keep the file's bytes, one row per data file in it; nothing is loaded yet.

    An archive with one data file is kept as it came; of one with several, each is kept. The same
    bytes again give the row that exists, and where it is out of use it is proposed anew (not by the daily
    fetch, `is_proposal` false, which would undo a refusal every day). Raises NotAProviderFile when no reader knows it, and
    readers.BadSource when an archive cannot be opened safely.
    """
    if reader and reader not in readers.READERS:
        reader_names = ", ".join(sorted(readers.READERS))
        raise PortalError(
            _("There is no reader “%(name)s”. Choose one of: %(known)s.")
            % {"name": reader, "known": reader_names}
        )
    reader_of_file = reader or readers.recognise(name, data)
    if reader_of_file:
        received = [_keep(name, data, reader_of_file, retrieved_on, by)]
    else:
        received = _keep_inside(name, data, retrieved_on, by)
    for file in received if is_proposal else ():
        if not file.is_new and file.snapshot.state == Snapshot.State.LOADED:
            decisions.propose_again(file.snapshot, by=by)
    return received


def _keep_inside(name: str, data: bytes, retrieved_on: date, by: User | None) -> list[Received]:
    """Keep what readers know of an archive."""
    inside = [
        (n, d, k) for n, d in readers.open_files(name, data) if (k := readers.recognise(n, d))
    ]
    if not inside:
        raise NotAProviderFile(_not_recognised(name, data))
    if len(inside) == 1:
        return [_keep(name, data, inside[0][2], retrieved_on, by)]
    return [_keep(f"{name}/{n}", d, k, retrieved_on, by) for n, d, k in inside]


def _not_recognised(name: str, data: bytes) -> str:
    """Why no reader takes the file: the nearest one, and the first thing in which the file differs."""
    similar = readers.looks_like(data)
    if similar is None:
        return _(
            "%(name)s: no reader recognises this file. See the list of formats, or name the reader."
        ) % {"name": name}
    reader, missing = similar
    if missing:
        return _(
            "%(name)s: no reader recognises this file. It looks like %(reader)s, but has no heading “%(missing)s”."
        ) % {"name": name, "reader": reader, "missing": missing}
    return _(
        "%(name)s: no reader recognises this file. It looks like %(reader)s, but its first rows are arranged otherwise."
    ) % {"name": name, "reader": reader}


@transaction.atomic
def _keep(name: str, data: bytes, reader: str, retrieved_on: date, by: User | None) -> Received:
    source = Source.objects.get(pk=readers.READERS[reader].source)
    snapshot, is_new = Snapshot.objects.get_or_create(
        sha256=sha256(data).hexdigest(),
        source=source,
        defaults={
            "reader": reader,
            "filename": "/".join(get_valid_filename(part) for part in name.split("/") if part)[
                -200:
            ],
            "size": len(data),
            "retrieved_on": retrieved_on,
            "received_by": by,
        },
    )
    if is_new:
        SnapshotContent.objects.create(snapshot=snapshot, data=data)
    return Received(snapshot, is_new)


def request_load(snapshot: Snapshot, *, by: User | None = None) -> Job:
    """A job that loads the file; the unfinished one if there is one already."""
    return ask(LOAD, snapshot.pk, by=by)


def load(snapshot_pk: int, *, tell: Callable[[str, int, int], None] | None = None) -> Snapshot:
    """Turn a received file into observations: all of them, or none and a reason.

    The row is locked, so two workers cannot load it twice; a loaded file is returned as it is.
    A worker killed at any point leaves no observation behind (one transaction). A loaded file is a
    proposal; `decisions.settle` accepts a harmless one, where the settings allow.
    """
    tell = tell or (lambda step, done, total: None)
    with transaction.atomic():
        snapshot = (
            Snapshot.objects.select_for_update(of=("self",))
            .select_related("source")
            .get(pk=snapshot_pk)
        )
        if snapshot.state == Snapshot.State.LOADED:
            return snapshot
        try:
            tell(_("Reading the file"), 0, 3)
            reading = _read(snapshot)
            with transaction.atomic():
                tell(_("Storing the figures"), 1, 3)
                _store(snapshot, reading)
        except readers.BadSource as problem:
            # A refusal quotes the file, which may hold NUL; a row cannot.
            reason = str(problem).replace("\x00", "\ufffd")
            snapshot.state, snapshot.problem = Snapshot.State.REFUSED, reason
        else:
            snapshot.state, snapshot.problem = Snapshot.State.LOADED, ""
            snapshot.loaded_at = timezone.now()
            tell(_("Stored"), 3, 3)
        is_loaded = snapshot.state == Snapshot.State.LOADED
        snapshot.save(
            update_fields=[
                "state",
                "problem",
                "loaded_at",
                "vintage",
                "vintage_label",
                "vintage_precision",
                "rows_read",
                "rows_kept",
                "left_out",
                "unused",
                "sheets",
            ]
        )
        if is_loaded:
            decisions.settle(snapshot)
    logger.info("File %s (%s): %s", snapshot.pk, snapshot.filename, snapshot.state)
    return snapshot


def _read(snapshot: Snapshot) -> Reading:
    data = bytes(snapshot.content.data)
    for name, content in _data_files(snapshot, data):
        return readers.read(snapshot.reader, content, name=name)
    raise readers.BadSource(
        _("The archive holds no file that the reader %(r)s knows.") % {"r": snapshot.reader}
    )


def _data_files(snapshot: Snapshot, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file itself where its reader takes it whole, else the data file in the archive."""
    if (
        not readers.is_archive(data)
        or readers.recognise(snapshot.filename, data) == snapshot.reader
    ):
        yield snapshot.filename, data
        return
    for name, content in readers.open_files(snapshot.filename, data):
        if readers.recognise(name, content) == snapshot.reader:
            yield name, content


def _store(snapshot: Snapshot, reading: Reading) -> None:
    ids = dict(Area.objects.values_list("code", "pk"))
    unknown = sorted(set(reading.areas) - ids.keys())
    if unknown:
        raise readers.BadSource(
            _("The portal has no area with the code %(codes)s. Add it to the table of countries.")
            % {"codes": ", ".join(unknown)}
        )
    area_ids = np.array([ids[code] for code in reading.areas] + [NOT_APPLICABLE], np.int16)
    series_ids = np.array([SERIES[code].id for code in reading.series], np.int16)
    columns: dict[str, Any] = {
        "snapshot_id": snapshot.pk,
        "series_id": series_ids[reading.series_code],
        "area_id": area_ids[reading.area_code],
        "counterpart_id": area_ids[reading.counterpart_code],
        "year": reading.year,
        "quarter": reading.quarter,
        "value": reading.value,
        "status": np.frombuffer(STATUSES.encode(), "S1")[reading.status],
        "sheet_number": reading.cells.sheet,
        "row_number": reading.cells.row,
        "column_number": reading.cells.column,
    }
    copy_in(TABLE, [name for name, _kind in FIELDS] + ["flag"], _blocks(columns, reading))
    _describe(snapshot, reading, columns)
    snapshot.vintage = reading.vintage or snapshot.retrieved_on
    snapshot.vintage_label = reading.vintage_label
    snapshot.vintage_precision = reading.vintage_precision if reading.vintage else DAY
    snapshot.rows_read, snapshot.rows_kept = reading.rows_read, len(reading.value)
    snapshot.left_out = dict(reading.left_out)
    snapshot.unused = list(reading.unused)
    snapshot.sheets = list(reading.cells.sheets)


def _ordered(columns: dict[str, Any]) -> np.ndarray:
    """Rows in the order of the primary key, so that its index grows at the end and not everywhere."""
    key = np.zeros(len(columns["value"]), np.int64)
    for name, bits in (
        ("series_id", 15),
        ("area_id", 15),
        ("counterpart_id", 15),
        ("year", 12),
        ("quarter", 3),
    ):
        key = key << bits | columns[name]
    return np.argsort(key)


def _chunks(order: np.ndarray, widths: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Rows in their order, some ten thousand of one width at a time."""
    for begin in range(0, len(order), CHUNK):
        chunk = order[begin : begin + CHUNK]
        of_chunk = widths[chunk]
        for width in np.unique(of_chunk):
            yield int(width), chunk[of_chunk == width]


def _blocks(columns: dict[str, Any], reading: Reading) -> Iterator[bytes]:
    """Packed rows, one block per width of the raw flag, because a packed block has one width of text."""
    flags = np.array([text.encode()[:20] for text in reading.flags] or [b""], "S20")
    widths = np.append(np.char.str_len(flags), 0)[reading.flag_code]
    order = _ordered(columns)
    for width, rows in _chunks(order, widths):
        part: dict[str, Any] = {
            name: column if np.isscalar(column) else column[rows]
            for name, column in columns.items()
        }
        # numpy has no text of width 0: an empty flag is a field of length 0 and no bytes
        kind = f"S{width}" if width else "V0"
        part["flag"] = flags[reading.flag_code[rows]] if width else b""
        yield packed((*FIELDS, ("flag", kind)), part)


def _describe(snapshot: Snapshot, reading: Reading, columns: dict[str, Any]) -> None:
    """Note which series the file brought and how wide each is."""
    described, figures_by_code = [], {}
    for position, code in enumerate(reading.series):
        chosen = reading.series_code == position
        if not chosen.any():
            continue
        years = reading.year[chosen]
        counterparts = columns["counterpart_id"][chosen]
        figures = SeriesInput.of(
            columns["area_id"][chosen],
            years,
            reading.value[chosen],
            counterpart=np.where(counterparts == NOT_APPLICABLE, -1, counterparts),
            status=reading.status[chosen],
            quarter=reading.quarter[chosen],
        )
        figures_by_code[code] = figures
        described.append(
            SnapshotSeries(
                snapshot=snapshot,
                series_id=SERIES[code].id,
                rows=int(chosen.sum()),
                areas=len(np.unique(columns["area_id"][chosen])),
                first_year=int(years.min()),
                last_year=int(years.max()),
                digest=figures.digest.hex(),
            )
        )
    findings.check(SnapshotSeries.objects.bulk_create(described), figures_by_code)


def ensure_catalogue() -> None:
    """Write the sources and series of the catalogue to their tables. Safe to run twice."""

    sources = [
        Source(
            code=source.code,
            name=source.name,
            publisher=source.publisher,
            url=source.url,
            licence=source.licence,
            licence_url=source.licence_url,
            attribution=source.attribution,
            frequency=source.frequency,
            position=position,
        )
        for position, source in enumerate(SOURCES.values())
    ]
    series = [
        Series(
            id=entry.id,
            code=entry.code,
            source_id=entry.source,
            provider_code=entry.provider_code,
            name=entry.name,
            unit=entry.unit,
        )
        for entry in SERIES.values()
    ]
    with transaction.atomic():
        write_differing(
            sources,
            key=["code"],
            fields=[
                "name",
                "publisher",
                "url",
                "licence",
                "licence_url",
                "attribution",
                "frequency",
                "position",
            ],
        )
        write_differing(
            series, key=["id"], fields=["code", "source", "provider_code", "name", "unit"]
        )
