"""UNHCR downloads with their changing headings (pure).

A group of 1 to 4 people may be masked by an asterisk; such cells are left out and counted. A zero
says that nobody of the group is there and is left out too: the area's other rows show that UNHCR
covers it (rule U). The columns "Host community", "Other people in need of international protection"
and totals are named as not used. A download may begin with a preamble of a dozen lines. Rows that resolve to one area from several spellings (Tibetans and unknown
origins) are added up.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.precision import ABOUT
from indicators.readers.base import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_UNKNOWN_SHARE,
    UNKNOWN_CODES,
    BadSource,
    Cells,
    Reading,
    Rows,
    finished,
    plain_number,
    resolved,
)
from indicators.readers.columns import areas_of
from indicators.readers.contents import HEAD
from indicators.readers.packed import published
from indicators.readers.tabular import Column, Grid, decoded, grid
from regions.names import resolver

ASYLUM = ("countryofasylumiso", "countryofasylumcode", "countryterritoryofasylumresidence")
ORIGIN = ("countryoforiginiso", "countryoforigincode", "origin")
"""Letters of the headings that name the two areas, the narrowest first; the same below."""
ASYLUM_NAME = ("countryofasylum", "countryofasylumname")
ORIGIN_NAME = ("countryoforigin", "countryoforiginname")
YEAR = "year"
GROUPS = {
    "refugees": "unhcr_refugee",
    "refugeesinclrefugeelikesituations": "unhcr_refugee",
    "refugeesunderunhcrsmandate": "unhcr_refugee",
    "asylumseekers": "unhcr_asylum",
    "asylumseekerspendingcases": "unhcr_asylum",
    "returnedrefugees": "unhcr_refugee_return",
    "idps": "unhcr_idp",
    "idpsofconcerntounhcr": "unhcr_idp",
    "internallydisplacedpersons": "unhcr_idp",
    "internallydisplacedpersonsidps": "unhcr_idp",
    "returnedidps": "unhcr_idp_return",
    "returnedidpss": "unhcr_idp_return",
    "stateless": "unhcr_stateless",
    "statelesspersons": "unhcr_stateless",
    "ooc": "unhcr_other",
    "othersofconcern": "unhcr_other",
    "othersofconcerntounhcr": "unhcr_other",
}
UNUSED = frozenset(
    {
        *ASYLUM_NAME,
        *ORIGIN_NAME,
        "hst",
        "hostcommunity",
        "oip",
        "otherpeopleinneedofinternationalprotection",
        "palestinerefugeesunderunrwasmandate",
        "total",
        "totalpopulation",
    }
)
"""Columns that are not read, and said not to be. Any other column that is not known is refused: it may be a
group of people under a new name."""
PREAMBLE = 30
"""Lines that may stand before the header row."""
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
JOINED = "Serbia and Kosovo"
"""One spelling for two territories that report apart: its rows are added up, not refused."""
MASK = "*"
MASKED, ZEROS, EMPTY = (
    "masked by the provider (1 to 4 people)",
    "zeros: nobody of the group",
    "empty cells",
)
ADDED = "rows added to another of the same area"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Figures as found: columns of length n, `pair` the two areas as the file spells them."""

    reader: str
    series: tuple[str, ...]
    areas: tuple[str, ...]
    code: NDArray[np.int64]
    area: NDArray[np.int64]
    counterpart: NDArray[np.int64]
    pair: NDArray[np.int64]
    year: NDArray[np.int64]
    value: NDArray[np.float64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    """Where each stands in the file, as `Cells` has it."""
    place: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Heading:
    """The header row: how many lines stand before it, and its cells by their letters."""

    skipped: int
    cells: dict[str, str]

    def first(self, names: tuple[str, ...]) -> str:
        """The cell of the first of these names that is there; empty where none is."""
        return next((self.cells[name] for name in names if name in self.cells), "")


def letters(cell: str) -> str:
    """What is compared of a heading: "Country of origin (ISO)" is `countryoforiginiso`."""
    return re.sub(r"[^a-z]", "", cell.casefold())


def heading_of(head: bytes) -> Heading | None:
    """The header row of a UNHCR download, after a preamble if there is one; None in any other file."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    for number, line in enumerate(text.splitlines()[:PREAMBLE]):
        try:
            cells = next(csv.reader([line]), [])
        except csv.Error:
            continue
        heading = Heading(number, {letters(cell): cell for cell in cells if letters(cell)})
        if YEAR in heading.cells and heading.first(ASYLUM) and heading.first(ORIGIN):
            # the footnotes of an archive name the same areas, but no group of people
            return heading if "footnote" not in heading.cells else None
    return None


def is_ours(head: bytes) -> bool:
    """Whether a header row is one of UNHCR's."""
    return heading_of(head) is not None


def read_csv(data: bytes, *, name: str) -> Reading:
    """A download of the Refugee Data Finder, or of the older statistics database."""
    heading = heading_of(decoded(data)[:HEAD])
    groups = (
        [] if heading is None else [cell for key, cell in heading.cells.items() if key in GROUPS]
    )
    if heading is None or not groups:
        raise BadSource("row 1: the headings are not those of a UNHCR download.")
    unused = _unused(heading)
    asylum, origin = heading.first(ASYLUM), heading.first(ORIGIN)
    table = grid(
        data,
        words=(asylum, origin, *groups),
        numbers=(heading.cells[YEAR],),
        skipped=heading.skipped,
        extra=tuple(
            heading.cells[key] for key in (*ASYLUM_NAME, *ORIGIN_NAME) if key in heading.cells
        ),
    )
    columns = (
        _named(table, asylum, heading.first(ASYLUM_NAME)),
        _named(table, origin, heading.first(ORIGIN_NAME)),
    )
    areas, (area, counterpart), is_known = _areas(table, (asylum, origin), columns)
    year = table.whole_numbers(heading.cells[YEAR])
    left_out: dict[str, int] = {}
    parts = [_group(table, column, left_out, is_known) for column in groups]
    row = np.concatenate([rows for rows, _value in parts])
    pair = _pairs(*columns)
    counts = [len(rows) for rows, _value in parts]
    gathered = Gathered(
        reader="unhcr_csv",
        series=tuple(dict.fromkeys(GROUPS[letters(column)] for column in groups)),
        areas=areas,
        code=np.repeat(np.arange(len(groups)), counts),
        area=area[row].astype(np.int64),
        counterpart=counterpart[row].astype(np.int64),
        pair=pair[row],
        year=year[row],
        value=np.concatenate([value for _rows, value in parts]),
        row=table.row_numbers()[row].astype(np.int64),
        column=np.repeat([table.column_number(column) for column in groups], counts),
        place=lambda i: table.place(int(row[i])),
    )
    return reading_of(gathered, len(year) * len(groups), left_out, unused)


def _unused(heading: Heading) -> tuple[str, ...]:
    """Columns that are not read; refuses one that is not known, and two of one group."""
    read = {*ASYLUM, *ORIGIN, YEAR, *GROUPS}
    unknown = [cell for key, cell in heading.cells.items() if key not in read | UNUSED]
    if unknown:
        raise BadSource(
            f"row {heading.skipped + 1}: the column {unknown[0][:60]!r} is not known. It may be a group of"
            " people under a new name; without it figures would be missing."
        )
    groups = [GROUPS[key] for key in heading.cells if key in GROUPS]
    if len(set(groups)) < len(groups):
        raise BadSource(f"row {heading.skipped + 1}: one group of people has two columns.")
    return tuple(cell for key, cell in heading.cells.items() if key in UNUSED)


def _named(table: Grid, code: str, name: str) -> Column:
    """The codes of areas, and the name where a code is empty ("Unknown" has none in some downloads)."""
    column = table.words(code)
    if not name or (column.code >= 0).all():
        return column
    names = table.words(name)
    shifted = np.where(names.code < 0, -1, names.code + len(column.words)).astype(np.int32)
    return Column(column.words + names.words, np.where(column.code < 0, shifted, column.code))


def _areas(
    table: Grid, names: tuple[str, str], columns: tuple[Column, Column]
) -> tuple[tuple[str, ...], list[NDArray[np.int32]], NDArray[np.bool_]]:
    """The pool of areas, each row's two indices into it, and in which rows both are known.

    A few rows with unknown codes are left out; where they are many the file is refused with the first.
    """
    resolve = resolver("unhcr")
    pool: dict[str, int] = {}
    is_known = np.ones(len(columns[0].code), bool)
    codes = []
    for column in columns:
        take = np.full(len(column.words) + 1, -1, np.int32)
        has_code = np.ones(len(column.words) + 1, bool)
        has_code[-1] = False  # an empty cell
        for number in np.unique(column.code[column.code >= 0]).tolist():
            try:
                code = resolved(resolve, column.words[number])
            except ValueError:
                has_code[number] = False
                continue
            if code is not None:
                take[number] = pool.setdefault(code, len(pool))
        codes.append(take[column.code])
        is_known &= has_code[column.code]
    if (~is_known).sum() > MOST_UNKNOWN_SHARE * len(is_known):
        areas_of(table, names, "unhcr")  # raises, with the place
    return tuple(pool), codes, is_known


def _pairs(asylum: Column, origin: Column) -> NDArray[np.int64]:
    """A number for each two spellings; a row of its own number where one joins two territories."""
    pair = asylum.code.astype(np.int64) << 32 | origin.code
    for column in (asylum, origin):
        joined = [number for number, word in enumerate(column.words) if word.startswith(JOINED)]
        rows = np.flatnonzero(np.isin(column.code, joined))
        pair[rows] = -1 - rows
    return pair


def _group(
    table: Grid, column: str, left_out: dict[str, int], is_known: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows with people of a group, and how many; masked cells and zeros are counted as left out."""
    words = table.words(column)
    value_of = np.full(len(words.words) + 1, np.nan)
    for number, word in enumerate(words.words):
        plain = word.strip()
        if plain in {"", "-"}:
            continue
        if plain == MASK:
            value_of[number] = -1
            continue
        try:
            value_of[number] = people(plain)
        except ValueError:
            table.refuse_word(column, words, number, "is not a number of people. Correct the cell.")
    value = value_of[words.code]
    for reason, mask in ((MASKED, value == -1), (ZEROS, value == 0), (EMPTY, np.isnan(value))):
        left_out[reason] = left_out.get(reason, 0) + int(mask.sum())
    left_out[UNKNOWN_CODES] = left_out.get(UNKNOWN_CODES, 0) + int((~is_known & (value > 0)).sum())
    rows = np.flatnonzero((value > 0) & is_known)
    return rows, value[rows]


def people(word: str) -> float:
    """A number of people, 1,234 as well as 1234; ValueError for anything else."""
    plain = word.replace(",", "") if THOUSANDS.fullmatch(word) else word
    value = plain_number(plain)
    if value < 0:
        raise ValueError(word)
    return value


def reading_of(
    gathered: Gathered, rows_read: int, left_out: dict[str, int], unused: tuple[str, ...] = ()
) -> Reading:
    """The checked Reading: repeats refused, spellings of one area added up."""
    usable = np.flatnonzero((gathered.area >= 0) & (gathered.counterpart >= 0))
    left_out["aggregates"] = len(gathered.value) - len(usable)
    if len(usable) == 0:
        raise BadSource("The file holds no figure that can be used. Check that it is complete.")
    code, area, year = gathered.code[usable], gathered.area[usable], gathered.year[usable]
    counterpart, pair, value = (
        gathered.counterpart[usable],
        gathered.pair[usable],
        gathered.value[usable],
    )
    outside = np.flatnonzero((year < FIRST_YEAR) | (year > LAST_YEAR))
    if outside.size:
        raise BadSource(
            f"{gathered.place(int(usable[outside[0]]))}: the year {int(year[outside[0]])} is not"
            f" between {FIRST_YEAR} and {LAST_YEAR}. Correct the year."
        )
    _refuse_repeats(gathered, usable, np.unique(pair, return_inverse=True)[1], code, year)
    width = len(gathered.areas)
    order, starts = _runs(((code * width + area) * width + counterpart) * 256 + year - FIRST_YEAR)
    first = order[starts]
    left_out[ADDED] = len(value) - len(first)
    return finished(
        Rows(
            reader=gathered.reader,
            source="unhcr",
            series=gathered.series,
            areas=gathered.areas,
            series_code=code[first],
            area_code=area[first],
            counterpart_code=counterpart[first],
            year=year[first],
            value=np.add.reduceat(value[order], starts),
            place=lambda i: gathered.place(int(usable[first[i]])),
            cells=Cells.of(gathered.row[usable[first]], gathered.column[usable[first]]),
            rows_read=rows_read,
            left_out=left_out,
            vintage=published(year),
            vintage_label="",
            vintage_precision=ABOUT,
            unused=unused,
        )
    )


def _refuse_repeats(
    gathered: Gathered,
    usable: NDArray[np.int64],
    pair: NDArray[np.int64],
    code: NDArray[np.int64],
    year: NDArray[np.int64],
) -> None:
    """Two figures of one group for areas spelled alike are an error, not parts of a sum.

    The older database does list a pair twice, but then with people of different groups.
    """
    order, starts = _runs((pair * len(gathered.series) + code) * 256 + year - FIRST_YEAR)
    if len(starts) == len(order):
        return
    repeat = np.flatnonzero(np.diff(starts, append=len(order)) > 1)[0]
    first, second = (int(usable[order[starts[repeat] + place]]) for place in (0, 1))
    raise BadSource(
        f"{gathered.place(second)} repeats {gathered.place(first)}:"
        f" {gathered.series[gathered.code[first]]} of {gathered.areas[gathered.area[first]]}"
        f" from {gathered.areas[gathered.counterpart[first]]} in"
        f" {int(gathered.year[first])}. Keep one of them."
    )


def _runs(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The order that puts equal keys together, and where in it each key starts."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    return order, np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
