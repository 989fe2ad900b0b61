"""What an evaluation report holds: page, PDF, workbook and JSON are made from it, and it is kept."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from evaluations.statistics.prepared import Prepared


class ReportTable(TypedDict):
    """The first column names the row, numbers stand in the others, as text."""

    title: str
    columns: list[str]
    rows: list[list[str]]


class ChartBar(TypedDict):
    """A question with its share in words; `parts` are [begin, width, tone], in per cent of the line."""

    label: str
    value: str
    parts: list[list[float | str]]


class Chart(TypedDict):
    """Bars of 100 per cent below each other; what they show stands beside each as text."""

    title: str
    bars: list[ChartBar]
    legend: list[list[str]]
    """Tone and what it stands for, of those that are drawn."""


class Finding(TypedDict):
    """What is said once of several questions, and the questions with their figures."""

    lead: str
    items: list[str]


class Quotes(TypedDict):
    """Cleared quotations of a theme; of those without one the theme is empty."""

    theme: str
    texts: list[str]


class Record(TypedDict):
    """A recommendation with its response: names of facts and what they are."""

    title: str
    text: str
    facts: list[list[str]]


class Link(TypedDict):
    """Where more is to be seen."""

    text: str
    address: str


class Section(TypedDict):
    """A numbered part of the report."""

    code: str
    title: str
    paragraphs: list[str]
    findings: list[Finding]
    charts: list[Chart]
    tables: list[ReportTable]
    quotes: list[Quotes]
    records: list[Record]
    links: list[Link]


class Bar(TypedDict):
    """A question of the brief with its share in words and, for drawing, in per cent."""

    title: str
    share: str
    n: str
    percent: float


class Brief(TypedDict):
    """One page of the most important answers."""

    heading: str
    base: str
    bars: list[Bar]
    bars_title: str
    sentences: list[str]
    more: list[str]
    note: str


class RoundResults(TypedDict):
    """The prepared results of a round that the report rests on."""

    version: int
    made_on: str
    content: Prepared


class ReportContent(TypedDict):
    """The report in one language; what is by round has the codes of rounds as keys."""

    brief: NotRequired[Brief]
    title: str
    heading: str
    host: str
    code: str
    where: str
    when: str
    language: str
    made_on: str
    made_on_text: str
    invented: str
    conclusions: str
    sections: list[Section]
    results: dict[str, RoundResults]
    method: str
    wordings: dict[str, dict[str, str]]
    """Round -> item -> wording."""
    labels: dict[str, dict[str, dict[str, str]]]
    """Round -> item -> code of an option -> label."""
    groups: dict[str, dict[str, str]]
    """Dimension -> group -> name."""
