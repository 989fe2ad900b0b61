"""Keeps what the search reads in step with what is public, in the transaction of the change."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, transaction

from studies.models import Edition, RecommendationText, SearchEntry, Study
from studies.search.query_parser import config, searchable
from studies.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable

ALWAYS = date(1900, 1, 1)
ENTRY = """
INSERT INTO studies_searchentry
  (edition_id, study_id, language, visible_from, year, commissions, countries, terms, title, head, words)
SELECT %(edition)s, %(study)s, %(language)s, %(visible_from)s, %(year)s, %(commissions)s::smallint[],
  %(countries)s::smallint[], %(terms)s::int[], title, head,
  strip(head) || array_to_tsvector(ARRAY(
    SELECT DISTINCT unnest(tsvector_to_array(page.vector)) FROM studies_filepage page
    JOIN studies_studyfile file ON file.id = page.file_id WHERE file.edition_id = %(edition)s))
FROM (
  SELECT title, title || setweight(to_tsvector(%(config)s::regconfig, %(abstract)s), 'B')
    || setweight(to_tsvector(%(config)s::regconfig, %(names)s), 'C')
    || setweight(to_tsvector(%(config)s::regconfig, %(recommendations)s), 'D') AS head
  FROM (SELECT setweight(to_tsvector(%(config)s::regconfig, %(title)s), 'A') AS title) t
) h
"""
# A sequence, because a number that was rolled back must never be given to another state.
GENERATION = """
INSERT INTO studies_searchgeneration (id, number)
VALUES (1, nextval(pg_get_serial_sequence('studies_searchgeneration', 'id')))
ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number
"""
WORDS = """
INSERT INTO studies_searchword (word, editions) SELECT unnest(%s::text[]), 1
ON CONFLICT (word) DO UPDATE SET editions = studies_searchword.editions + 1
"""


@transaction.atomic
def index_study(study: Study) -> int:
    """Make the entries of a study anew; none for what is not published. Returns how many."""
    with connection.cursor() as cursor:
        # The row stays locked to the end, so two services never index one study at once.
        cursor.execute(GENERATION)
        SearchEntry.objects.filter(study=study).delete()
        if study.state != State.PUBLISHED:
            return 0
        shared = _shared(study)
        editions = list(study.editions.filter(in_preparation=False))
        for edition in editions:
            entry = _entry_fields(edition, study)
            cursor.execute(ENTRY, shared | entry)
            learn(
                f"{edition.full_title} {edition.abstract} {entry['names']} {entry['recommendations']}"
            )
    return len(editions)


def learn(text: str) -> None:
    """Count the words of a text among those that "did you mean" chooses from."""
    with connection.cursor() as cursor:
        # In order, so that two who learn the same words at once wait instead of blocking each other.
        cursor.execute(WORDS, [sorted(_vocabulary(text))])


def index_texts(texts: Iterable[RecommendationText]) -> None:
    """Set the vectors of recommendations."""
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(
                "UPDATE studies_recommendationtext SET vector = to_tsvector(%s::regconfig, %s) WHERE id = %s",
                [config(text.language), searchable(text.language, text.text), text.pk],
            )


def _shared(study: Study) -> dict:
    return {
        "study": study.pk,
        "visible_from": study.embargo_until or ALWAYS,
        "commissions": list(study.commissions.values_list("pk", flat=True)),
        "countries": list(study.countries.values_list("pk", flat=True)),
        "terms": list(study.terms.values_list("pk", flat=True)),
    }


def _entry_fields(edition: Edition, study: Study) -> dict:
    language = edition.language
    recommendations = RecommendationText.objects.filter(
        recommendation__study=study, language=language
    ).values_list("text", flat=True)
    return {
        "edition": edition.pk,
        "language": language,
        "config": config(language),
        "year": edition.year or 0,
        "title": searchable(language, edition.full_title),
        "abstract": searchable(language, edition.abstract),
        "names": searchable(language, " . ".join(_names(study, edition))),
        "recommendations": searchable(language, "\n".join(recommendations)),
    }


def _names(study: Study, edition: Edition) -> list[str]:
    """What a reader may type besides words of the text: authors, symbol, places, themes."""
    named = [edition.symbol, edition.isbn, edition.doi]
    for row in study.contributions.select_related("author", "institution"):
        named += [str(row.author or ""), str(row.institution or "")]
    places = [country.names for country in study.countries.all()]
    for names in [*places, *(term.names for term in study.terms.all())]:
        named.append(names.get(edition.language) or names["en"])
    named += study.commissions.values_list("area__code", flat=True)
    return [name for name in named if name]


def _vocabulary(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,40}", text.lower()))
