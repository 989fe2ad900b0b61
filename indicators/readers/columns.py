"""Columns of a long CSV as codes: areas, series, periods, and which rows are kept (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indicators.readers.base import Cells, resolve_all
from indicators.readers.tabular import Column, Grid
from regions.names import resolver

PERIOD = re.compile(r"(\d{4})(?:-?Q([1-4]))?", re.ASCII)


def areas_of(
    table: Grid, names: tuple[str, ...], provider: str
) -> tuple[tuple[str, ...], list[NDArray[np.int32]]]:
    """One pool of area codes for several columns, and each row's index into it (-1: excluded)."""
    resolve = resolver(provider)
    spellings: dict[str, int] = {}
    columns = []
    for name in names:
        column = table.words(name)
        table.refuse_empty(name, column)
        take = np.array(
            [spellings.setdefault(word, len(spellings)) for word in column.words], np.int32
        )
        columns.append(take[column.code])
    words = list(spellings)

    def place(number: int) -> str:
        for name, codes in zip(names, columns, strict=True):
            rows = np.flatnonzero(codes == number)
            if rows.size:
                return f"{table.place(int(rows[0]))}, column {name}"
        return f"column {names[0]}"

    pool, index = resolve_all(words, resolve, place)
    return pool, [index[codes] for codes in columns]


def coded(
    table: Grid, name: str, column: Column, series_of_word: dict[str, str]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """A column of our own vocabulary as series codes; refuses a word that is not in it."""
    table.refuse_empty(name, column)
    for number, word in enumerate(column.words):
        if word not in series_of_word and word:
            table.refuse_word(
                name,
                column,
                number,
                f"is unknown. Use one of: {', '.join(sorted(series_of_word))}.",
            )
    pool = tuple(
        dict.fromkeys(series_of_word[word] for word in column.words if word in series_of_word)
    )
    take = np.array(
        [
            pool.index(series_of_word[word]) if word in series_of_word else -1
            for word in column.words
        ],
        np.int32,
    )
    return pool, take[column.code]


def usable(
    value: NDArray[np.float64], *codes: NDArray[np.int32]
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Rows with a value and with areas that are not aggregates, and the counts of the others."""
    empty = np.isnan(value)
    excluded = np.zeros(len(value), bool)
    for code in codes:
        excluded |= code < 0
    return ~(empty | excluded), {
        "empty cells": int((empty & ~excluded).sum()),
        "aggregates": int(excluded.sum()),
    }


def placed(table: Grid, chosen: NDArray[np.bool_]) -> Callable[[int], str]:
    """`place` for rows that remain after a choice."""
    return lambda row: table.place(int(np.flatnonzero(chosen)[row]))


def cells_of(table: Grid, chosen: NDArray[np.bool_], column: str) -> Cells:
    """Where the figures of a column stand that remain after a choice."""
    return Cells.of(table.row_numbers()[chosen], table.column_number(column))


def periods(table: Grid, name: str) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Year and quarter (0 for a whole year) of a column of 2020 or 2020-Q3."""
    column = table.words(name)
    table.refuse_empty(name, column)
    split = [PERIOD.fullmatch(word.strip()) for word in column.words]
    for number, match in enumerate(split):
        if match is None and column.words[number]:
            problem = "is neither a year (2020) nor a quarter (2020-Q3)."
            table.refuse_word(name, column, number, problem)
    years = np.array([int(match[1]) if match else 0 for match in split], np.int64)
    quarters = np.array([int(match[2] or 0) if match else 0 for match in split], np.int8)
    return years[column.code], quarters[column.code]
