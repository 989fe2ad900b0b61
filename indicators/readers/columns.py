"""Columns of a long CSV as codes: areas, series, periods, and which rows are kept (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indicators.readers.base import resolve_all
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
            found = np.flatnonzero(codes == number)
            if found.size:
                return f"{table.place(int(found[0]))}, column {name}"
        return f"column {names[0]}"

    pool, index = resolve_all(words, resolve, place)
    return pool, [index[codes] for codes in columns]


def coded(
    table: Grid, name: str, column: Column, known: dict[str, str]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """A column of our own vocabulary as series codes; refuses a word that is not in it."""
    table.refuse_empty(name, column)
    for number, word in enumerate(column.words):
        if word not in known and word:
            table.refuse_word(
                name, column, number, f"is unknown. Use one of: {', '.join(sorted(known))}."
            )
    pool = tuple(dict.fromkeys(known[word] for word in column.words if word in known))
    take = np.array(
        [pool.index(known[word]) if word in known else -1 for word in column.words], np.int32
    )
    return pool, take[column.code]


def kept(
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


def periods(table: Grid, name: str) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Year and quarter (0 for a whole year) of a column of 2020 or 2020-Q3."""
    column = table.words(name)
    table.refuse_empty(name, column)
    split = [PERIOD.fullmatch(word.strip()) for word in column.words]
    for number, found in enumerate(split):
        if found is None and column.words[number]:
            told = "is neither a year (2020) nor a quarter (2020-Q3)."
            table.refuse_word(name, column, number, told)
    years = np.array([int(found[1]) if found else 0 for found in split], np.int64)
    quarters = np.array([int(found[2] or 0) if found else 0 for found in split], np.int8)
    return years[column.code], quarters[column.code]
