"""Data sets with labelled variables: single answers of a round where they may be given out, and tables of results.

Written as SPSS, Stata and R read them; what a file holds is decided in `presentation.microfile` and `presentation.results`.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyreadstat

from evaluations.documents import rds
from evaluations.presentation import microfile
from evaluations.presentation.results import labels_of, titles_of
from evaluations.statistics.codes import MULTIPLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from core.tables.table import Table
    from evaluations.models import SurveyRound
    from evaluations.questionnaires.questionnaire import Questionnaire

LONGEST_STATA_LABEL = 80
LONGEST_SPSS_LABEL = 250
"""Bytes of UTF-8 that a label of a variable may have."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A column: `kind` is `whole`, `number` or `text`; `values` are labels of codes."""

    name: str
    label: str
    kind: str = "whole"
    values: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows of cells, None where missing."""

    title: str
    variables: tuple[Variable, ...]
    rows: tuple[tuple[Any, ...], ...]


def of_answers(
    round_: SurveyRound, questionnaire: Questionnaire, *, not_ticked: str, order: Random
) -> Dataset | None:
    """Single answers as codes; of several of many a variable for each option, 1 where it was ticked. None where they may not be given out."""
    table = microfile.table_of(round_, questionnaire, order=order)
    content = microfile.content_for_file(round_)
    if table is None or content is None:
        return None
    labels, titles = labels_of(questionnaire), titles_of(questionnaire)
    variables: list[Variable] = []
    read: list[Callable[[tuple[Any, ...]], Any]] = []
    for place, column in enumerate(table.columns):
        item = content["items"][column.key]
        options = {int(code): labels[column.key][code] for code in item["options"] or {}}
        if item["scale"] != MULTIPLE:
            variables.append(Variable(column.key, titles[column.key], "whole", options))
            read.append(partial(_code, place))
            continue
        for code, label in options.items():
            values = {1: label, 0: not_ticked}
            variables.append(
                Variable(f"{column.key}_{code}", f"{titles[column.key]}: {label}", "whole", values)
            )
            read.append(partial(_ticked, place, code))
    rows = tuple(tuple(cell(row) for cell in read) for row in table.rows)
    return Dataset(table.title, tuple(variables), rows)


def _code(place: int, row: tuple[Any, ...]) -> int | None:
    return int(row[place]) if row[place] else None


def _ticked(place: int, code: int, row: tuple[Any, ...]) -> int:
    return int(str(code) in str(row[place]).split())


def of_table(table: Table) -> Dataset:
    """A table as it stands, its titles as labels."""
    kinds = {"whole": "whole", "number": "number"}
    variables = tuple(
        Variable(column.key, column.title, kinds.get(column.kind, "text"))
        for column in table.columns
    )
    rows = tuple(
        tuple(
            cell if cell is None or variable.kind != "text" else str(cell)
            for cell, variable in zip(row, variables, strict=True)
        )
        for row in table.rows
    )
    return Dataset(table.title, variables, rows)


def _names(dataset: Dataset) -> list[str]:
    """Names that all three programs take: letters, digits, underscores, at most 32, each once."""
    names: list[str] = []
    for variable in dataset.variables:
        name = re.sub(r"\W", "_", variable.name, flags=re.ASCII)
        name = (name if name[:1].isalpha() else f"v{name}")[:32]
        while name.lower() in {taken.lower() for taken in names}:
            name = f"{name[:28]}_{len(names)}"
        names.append(name)
    return names


def _frame(dataset: Dataset) -> pd.DataFrame:
    columns = {}
    for place, (name, variable) in enumerate(zip(_names(dataset), dataset.variables, strict=True)):
        cells = [row[place] for row in dataset.rows]
        if variable.kind == "text":
            columns[name] = pd.Series([cell or "" for cell in cells], dtype="object")
        else:
            columns[name] = pd.Series(cells, dtype="float64")
    return pd.DataFrame(columns)


def _cut(text: str, most: int) -> str:
    """The text in at most so many bytes, whole letters."""
    return text.encode()[:most].decode(errors="ignore")


def _written(write: Callable[[str], None], suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        write(str(path))
        return path.read_bytes()


def as_spss(dataset: Dataset) -> bytes:
    """A .sav file with labels of variables and values."""
    frame = _frame(dataset)
    names = list(frame.columns)
    variables = dict(zip(names, dataset.variables, strict=True))
    return _written(
        lambda path: pyreadstat.write_sav(
            frame,
            path,
            file_label=_cut(dataset.title, 60),
            column_labels=[_cut(one.label, LONGEST_SPSS_LABEL) for one in dataset.variables],
            variable_value_labels={
                name: {code: _cut(text, 120) for code, text in one.values.items()}
                for name, one in variables.items()
                if one.values
            },
            variable_measure={
                name: "nominal" if one.kind == "text" else "ordinal" if one.values else "scale"
                for name, one in variables.items()
            },
            variable_format={
                name: "F8.0" for name, one in variables.items() if one.kind == "whole"
            },
        ),
        ".sav",
    )


def as_stata(dataset: Dataset) -> bytes:
    """A .dta file (Stata 14 and later) with labels of variables and values."""
    frame = _frame(dataset)
    variables = dict(zip(frame.columns, dataset.variables, strict=True))
    for name, one in variables.items():
        if one.kind == "whole":
            frame[name] = frame[name].astype("Int32")
    return _written(
        lambda path: pyreadstat.write_dta(
            frame,
            path,
            file_label=_cut(dataset.title, LONGEST_STATA_LABEL),
            column_labels=[_cut(one.label, LONGEST_STATA_LABEL) for one in dataset.variables],
            variable_value_labels={
                name: {code: text for code, text in one.values.items()}  # noqa: C416  typed by its keys
                for name, one in variables.items()
                if one.values
            },
        ),
        ".dta",
    )


def as_r(dataset: Dataset) -> bytes:
    """An .rds file: a data frame whose codes have labels as the package haven makes them."""
    columns = [
        rds.Column(name, one.label, one.kind, one.values, [row[place] for row in dataset.rows])
        for place, (name, one) in enumerate(zip(_names(dataset), dataset.variables, strict=True))
    ]
    return rds.data_frame(columns, len(dataset.rows))


FORMATS: dict[str, tuple[str, Callable[[Dataset], bytes]]] = {
    "sav": ("application/x-spss-sav", as_spss),
    "dta": ("application/x-stata-dta", as_stata),
    "rds": ("application/octet-stream", as_r),
}
"""Extension -> kind of content and writer."""
