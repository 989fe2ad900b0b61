"""UNHCR downloads with their changing headings (pure).

A group of 1 to 4 people may be masked by an asterisk; such cells are left out and counted. A zero
says that nobody of the group is there and is left out too: the area's other rows show that UNHCR
covers it (rule U). The columns "Host community", "Other people in need of international protection"
and totals are not read. Rows that resolve to one area from several spellings (Tibetans and unknown
origins) are added up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.readers.base import (
    FIRST_YEAR,
    LAST_YEAR,
    BadSource,
    Reading,
    Rows,
    finished,
    plain_number,
)
from indicators.readers.columns import areas_of
from indicators.readers.packed import published
from indicators.readers.tabular import Column, Grid, decoded, grid

ASYLUM = ("Country of Asylum ISO", "Country / territory of asylum/residence")
ORIGIN = ("Country of Origin ISO", "Origin")
GROUPS = {
    "Refugees": "unhcr_refugee",
    "Refugees (incl. refugee-like situations)": "unhcr_refugee",
    "Asylum-seekers": "unhcr_asylum",
    "Asylum Seekers": "unhcr_asylum",
    "Asylum-seekers (pending cases)": "unhcr_asylum",
    "Returned Refugees": "unhcr_refugee_return",
    "Returned refugees": "unhcr_refugee_return",
    "IDPs": "unhcr_idp",
    "Internally displaced persons (IDPs)": "unhcr_idp",
    "Returned IDPs": "unhcr_idp_return",
    "Stateless": "unhcr_stateless",
    "Stateless persons": "unhcr_stateless",
    "OOC": "unhcr_other",
    "Others of concern": "unhcr_other",
}
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
    place: Callable[[int], str]


def headings(head: bytes) -> list[str]:
    """The cells of the header row, without quotes."""
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace").lstrip("\ufeff").strip()
    return [cell.strip().strip('"') for cell in first.split(",")]


def is_ours(head: bytes) -> bool:
    """Whether the header row is one of UNHCR's."""
    cells = set(headings(head))
    return "Year" in cells and bool(cells & set(ASYLUM)) and bool(cells & set(ORIGIN))


def read_csv(data: bytes, *, name: str) -> Reading:
    """A download of the Refugee Data Finder, or of the older statistics database."""
    cells = headings(decoded(data)[:4096])
    asylum = next((cell for cell in ASYLUM if cell in cells), "")
    origin = next((cell for cell in ORIGIN if cell in cells), "")
    groups = [cell for cell in cells if cell in GROUPS]
    if not (asylum and origin and groups and "Year" in cells):
        raise BadSource("row 1: the headings are not those of a UNHCR download.")
    table = grid(data, words=(asylum, origin, *groups), numbers=("Year",))
    areas, (area, counterpart) = areas_of(table, (asylum, origin), "unhcr")
    year = table.whole_numbers("Year")
    left_out: dict[str, int] = {}
    parts = [_group(table, column, left_out) for column in groups]
    row = np.concatenate([rows for rows, _value in parts])
    pair = _pairs(table.words(asylum), table.words(origin))
    gathered = Gathered(
        reader="unhcr_csv",
        series=tuple(GROUPS[column] for column in groups),
        areas=areas,
        code=np.repeat(np.arange(len(groups)), [len(rows) for rows, _value in parts]),
        area=area[row].astype(np.int64),
        counterpart=counterpart[row].astype(np.int64),
        pair=pair[row],
        year=year[row],
        value=np.concatenate([value for _rows, value in parts]),
        place=lambda i: table.place(int(row[i])),
    )
    return reading_of(gathered, len(year) * len(groups), left_out)


def _pairs(asylum: Column, origin: Column) -> NDArray[np.int64]:
    """A number for each two spellings; a row of its own number where one joins two territories."""
    pair = asylum.code.astype(np.int64) << 32 | origin.code
    for column in (asylum, origin):
        joined = [number for number, word in enumerate(column.words) if word.startswith(JOINED)]
        rows = np.flatnonzero(np.isin(column.code, joined))
        pair[rows] = -1 - rows
    return pair


def _group(
    table: Grid, column: str, left_out: dict[str, int]
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
    rows = np.flatnonzero(value > 0)
    return rows, value[rows]


def people(word: str) -> float:
    """A number of people, 1,234 as well as 1234; ValueError for anything else."""
    plain = word.replace(",", "") if THOUSANDS.fullmatch(word) else word
    value = plain_number(plain)
    if value < 0:
        raise ValueError(word)
    return value


def reading_of(gathered: Gathered, rows_read: int, left_out: dict[str, int]) -> Reading:
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
            rows_read=rows_read,
            left_out=left_out,
            vintage=published(year),
            vintage_label="",
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
