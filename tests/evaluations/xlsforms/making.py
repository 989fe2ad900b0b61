"""Questionnaires and sheets for the tests of XLSForm."""

import io

from openpyxl import Workbook, load_workbook

from evaluations.questionnaires.questionnaire import Questionnaire
from evaluations.questionnaires.questions import Option, Question

OPTIONS = tuple(Option(code, {"en": f"Option {code}", "fr": f"Choix {code}"}) for code in (1, 2))


def question(name, kind, page=1, **more):
    """A question in English."""
    return Question(pk=0, name=name, kind=kind, texts={"en": f"{name}?"}, page=page, **more)


OTHER = Option(3, {"en": "Other"}, name="other", specify=True)
ASKED = Questionnaire(
    (
        question("A", "single", options=OPTIONS, dont_know=True, required=True),
        question("B", "multiple", options=OPTIONS, shown_if="A", shown_codes=(1, 2)),
        question("C", "text", quotable=True, shown_if="B", shown_codes=(2,)),
        question("D", "number", page=2),
        question("E", "matrix", page=2, scale="Q4", options=OPTIONS, rows=OPTIONS),
        question("F", "ranking", page=2, options=OPTIONS),
        question("G", "date", page=2, shown_if="E2", shown_codes=(1,)),
        question("H", "single", page=2, options=(*OPTIONS, OTHER), shuffled=True),
        question("I", "text", page=2, shown_if="D", shown_codes=(-7,)),
    ),
    ({"en": "First page", "fr": "Première page"},),
)


def book(survey, choices=()):
    """A form with the usual headings."""
    made = Workbook()
    made.active.title = "survey"
    for row in [("type", "name", "label::English (en)", "relevant", "required"), *survey]:
        made.active.append(row)
    sheet = made.create_sheet("choices")
    for row in [("list_name", "name", "label::English (en)"), *choices]:
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def workbook(**sheets):
    """A form of sheets by name, each a list of rows with the headings first."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rows_of(data, sheet):
    """The rows of a sheet by heading, without what is empty."""
    heads, *rows = load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)
    return [{head: cell for head, cell in zip(heads, row, strict=True) if cell} for row in rows]
