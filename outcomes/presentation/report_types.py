"""What a worker prepares of a status report, in codes and numbers; words are made for the reader."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from outcomes.measures import StoredFigures
from outcomes.measures.differences import ChangedNumber
from outcomes.selectors.coverage import CoverageRow
from outcomes.selectors.evidence import AnnexRow
from outcomes.selectors.instruments import Instruments


class Heading(TypedDict):
    """Of what the report is."""

    title: str
    objective: str
    da_code: str
    entity: str
    commission: str
    year: int
    starts_on: str
    ends_on: str
    is_final: bool
    framework_version: int
    is_demonstration: bool


class ClaimSentence(TypedDict):
    """A claim in a paragraph."""

    pk: int
    sentence: str
    remark: str
    is_example: bool
    is_inference: bool


class StatementRow(TypedDict):
    """What a source says and no measure can show."""

    kind: str
    text: str
    source: str
    url: str
    rests_on: list[int]


class IndicatorRow(TypedDict):
    """An indicator of achievement with its figure of the year."""

    name: str
    text: str
    measure: str
    item: str
    kind: str
    unit: str
    verification: str
    end_target: float | None
    baseline: float | None
    baseline_year: int | None
    baseline_note: str
    target: float | None
    figures: StoredFigures


class AccomplishmentRow(TypedDict):
    """An expected accomplishment and its indicators."""

    label: str
    text: str
    indicators: list[IndicatorRow]


class Coverage(TypedDict):
    """`stages` are measures; `all` their figures over all commissions."""

    stages: list[str]
    rows: list[CoverageRow]
    all: list[float | None]


class Difference(TypedDict, total=False):
    """From which report what differs; empty where there is none before."""

    year: int
    version: int
    rows: list[ChangedNumber]


Numbers = dict[str, dict[str, float | None]]
"""Indicator or stage -> path -> number."""


class PreparedReport(TypedDict):
    """All that pages and documents of the report are made of."""

    heading: Heading
    paragraphs: list[list[ClaimSentence]]
    unexpected: list[ClaimSentence]
    issues: list[ClaimSentence]
    statements: list[StatementRow]
    accomplishments: list[AccomplishmentRow]
    coverage: Coverage
    instruments: Instruments
    texts: dict[str, str]
    annex: list[AnnexRow]
    numbers: Numbers
    difference: NotRequired[Difference]
