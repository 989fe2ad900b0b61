"""Answers collected with our XLSForm in KoboToolbox or ODK, read from a table they export (pure).

Columns may carry the names of groups before the name (`page_2/REL1`, `page_2-REL1`), and several of many may stand in
one column (`2 5`), in a column for each option (`ENA1/2`), or in both. A row is named by the tool's own identifier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evaluations.questionnaires.types.registry import type_of
from evaluations.xlsforms.reading import Problem

if TYPE_CHECKING:
    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Reading

SOURCES = ("rootUuid", "_uuid", "instanceID", "KEY")
"""Columns that name a submission: in KoboToolbox the first version of an edited one, then any of its versions; of
both tools, of ODK Central."""
STATES = ("_validation_status", "ReviewState")
"""Columns of KoboToolbox and ODK Central that say what a reviewer decided."""
REFUSED = {"not approved", "validation_status_not_approved", "rejected"}


class NotAnswers(Exception):
    """The table lacks what the message names: `source`, `questions` or `rows`."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One filled-in form: its row, the tool's identifier, and the answers as codes and texts."""

    row: int
    source: str
    reading: Reading


@dataclass(slots=True)
class Collected:
    """Submissions in the order of the table, what is wrong by row and column, and columns left out.

    Rows without any answer, and those that a reviewer did not approve, are counted and left out.
    """

    submissions: list[Submission] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    empty: int = 0
    not_approved: int = 0


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where what stands: headings, the columns that name a submission, those of each name, the reviewer's."""

    heads: list[str]
    sources: list[int]
    places: dict[str, list[int]]
    states: list[int]

    def of(self, question: str) -> str:
        """The heading of a question's first column."""
        positions = [
            columns[0] for name, columns in self.places.items() if name.startswith(question)
        ]
        return self.heads[min(positions)] if positions else question


def read_answers(cells: list[list[str]], questionnaire: Questionnaire) -> Collected:
    """Every submission of a table whose first row are the headings. Raises NotAnswers."""
    heads = [head.strip() for head in cells[0]] if cells else []
    places = _places(heads, questionnaire)
    sources_at = [n for name in SOURCES for n, head in enumerate(heads) if _ends(head, name)]
    if not places:
        raise NotAnswers("questions")
    if not sources_at:
        raise NotAnswers("source")
    states = [n for n, head in enumerate(heads) if any(_ends(head, name) for name in STATES)]
    columns = _Columns(heads, sources_at, places, states)
    used = {place for group in places.values() for place in group} | {*sources_at, *states}
    collected = Collected(ignored=[head for n, head in enumerate(heads) if head and n not in used])
    sources: set[str] = set()
    for number, row in enumerate(cells[1:], start=2):
        if any(cell.strip() for cell in row):
            _take(
                number,
                {n: cell.strip() for n, cell in enumerate(row)},
                columns,
                questionnaire,
                sources,
                collected,
            )
    if not any(
        (collected.submissions, collected.problems, collected.empty, collected.not_approved)
    ):
        raise NotAnswers("rows")
    return collected


def _ends(head: str, name: str) -> bool:
    return head == name or head.endswith((f"/{name}", f"-{name}"))


def _places(heads: list[str], questionnaire: Questionnaire) -> dict[str, list[int]]:
    """Name -> its columns. Of names that end alike the longest is meant."""
    names = [
        name for question in questionnaire.questions for name in type_of(question).columns(question)
    ]
    places: dict[str, list[int]] = {}
    for place, head in enumerate(heads):
        meant = [name for name in names if _ends(head, name)]
        if meant:
            places.setdefault(max(meant, key=len), []).append(place)
    return places


def _take(
    number: int,
    cells: dict[int, str],
    columns: _Columns,
    questionnaire: Questionnaire,
    sources: set[str],
    collected: Collected,
) -> None:
    if any(cells.get(place, "").casefold() in REFUSED for place in columns.states):
        collected.not_approved += 1
        return
    named = (cells.get(place, "").removeprefix("uuid:") for place in columns.sources)
    source = next(filter(None, named), "")
    if not source or source in sources:
        text = "twice" if source else "no_source"
        heading = columns.heads[columns.sources[0]]
        collected.problems.append(Problem("", number, heading, text, source))
        return
    sources.add(source)
    row = {
        name: " ".join(filter(None, (cells.get(place, "") for place in places)))
        for name, places in columns.places.items()
    }
    sent: dict[str, list[str]] = {}
    for question in questionnaire.questions:
        sent |= type_of(question).from_cells(question, row)
    if not any(sent.values()):
        collected.empty += 1
        return
    reading = questionnaire.read(lambda name: sent.get(name, []), demand=False)
    for name, text in reading.problems.items():
        collected.problems.append(Problem("", number, columns.of(name), "bad_cell", text))
    collected.submissions.append(Submission(number, source, reading))
