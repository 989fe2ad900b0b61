"""The rows of a page of results: editions with what surrounds them and the passage that matched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Prefetch
from django.utils.safestring import SafeString, mark_safe

from core.i18n.records import BY_CODE
from regions.models import Commission
from studies.models import Contribution, Edition, StudyFile
from studies.search.query_parser import MARK_END, MARK_START, marked, passage, runs_of_han

if TYPE_CHECKING:
    from studies.search.search import Results

MARKS = f'StartSel="{MARK_START}", StopSel="{MARK_END}"'
WHOLE = f"{MARKS}, HighlightAll=true"
PIECES = f'{MARKS}, MaxFragments=2, MinWords=12, MaxWords=32, FragmentDelimiter=" … "'
HEADLINES = """
SELECT edition.id,
  ts_headline(('portal_' || edition.language)::regconfig, title || CASE WHEN subtitle <> '' THEN ': ' || subtitle ELSE '' END, %(q)s::tsquery, %(whole)s),
  ts_headline(('portal_' || edition.language)::regconfig, abstract, %(q)s::tsquery, %(pieces)s)
FROM studies_edition edition WHERE edition.id = ANY(%(editions)s) AND edition.language <> 'zh'
"""
BEST_PAGE = """
SELECT DISTINCT ON (file.edition_id) file.edition_id, file.id, page.number, file.pages,
  CASE WHEN file.language = 'zh' THEN page.text ELSE
  ts_headline(('portal_' || file.language)::regconfig, page.text, %(q)s::tsquery, %(pieces)s) END
FROM studies_filepage page JOIN studies_studyfile file ON file.id = page.file_id
WHERE file.edition_id = ANY(%(editions)s) AND page.vector @@ %(q)s::tsquery
ORDER BY file.edition_id, file.id, page.number
"""


@dataclass(slots=True)
class ResultRow:
    """One work in the list: the edition shown, and why it is there."""

    edition: Edition
    other_languages: list[str]
    title: str | SafeString
    passage: str | SafeString
    page: int | None = None
    file: StudyFile | None = None


def result_rows(results: Results) -> list[ResultRow]:
    """The page's works with titles and passages marked; the number of queries does not depend on them."""
    editions = _editions([hit.edition_id for hit in results.hits])
    rows = [_plain(editions[hit.edition_id]) for hit in results.hits if hit.edition_id in editions]
    if results.tsquery and rows:
        _mark(rows, results.tsquery)
    return rows


def _editions(ids: list[int]) -> dict[int, Edition]:
    related = (
        "study__editions",
        "files",
        Prefetch("study__commissions", Commission.objects.select_related("area")),
        Prefetch(
            "study__contributions", Contribution.objects.select_related("author", "institution")
        ),
    )
    queryset = Edition.objects.filter(pk__in=ids).select_related("study").prefetch_related(*related)
    return {edition.pk: edition for edition in queryset}


def _plain(edition: Edition) -> ResultRow:
    other_languages = [
        other.language for other in edition.study.public_editions() if other.pk != edition.pk
    ]
    return ResultRow(edition, other_languages, edition.full_title, _shortened(edition.abstract))


def _shortened(text: str, limit: int = 260) -> str:
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"


def _html(text: str) -> SafeString:
    # `marked` escapes everything but the marks it sets.
    return mark_safe(marked(text))  # noqa: S308


def _mark(rows: list[ResultRow], tsquery: str) -> None:
    by_edition = {row.edition.pk: row for row in rows}
    values: dict[str, Any] = {"q": tsquery, "whole": WHOLE, "pieces": PIECES}
    needles = runs_of_han(_lexemes(tsquery))
    with connection.cursor() as cursor:
        cursor.execute(HEADLINES, values | {"editions": list(by_edition)})
        for edition, title, abstract in cursor.fetchall():
            row = by_edition[edition]
            row.title = _html(title)
            if MARK_START in abstract:
                row.passage = _html(abstract)
        for row in rows:
            if needles and not BY_CODE[row.edition.language].has_spaces:
                _mark_chinese(row, needles)
        unmarked = [pk for pk, row in by_edition.items() if "<mark>" not in str(row.passage)]
        cursor.execute(BEST_PAGE, values | {"editions": unmarked})
        for edition, file, number, pages, text in cursor.fetchall():
            row = by_edition[edition]
            row.file = next(
                (candidate for candidate in row.edition.files.all() if candidate.pk == file), None
            )
            row.page = number if (pages or 0) > 1 else None
            piece = text if MARK_START in text else passage(text, needles)
            row.passage = _html(piece) if piece else row.passage


def _lexemes(tsquery: str) -> str:
    return tsquery.replace("'", " ")


def _mark_chinese(row: ResultRow, needles: tuple[str, ...]) -> None:
    row.title = _html(passage(row.edition.full_title, needles, 600) or row.edition.full_title)
    if piece := passage(row.edition.abstract, needles):
        row.passage = _html(piece)
