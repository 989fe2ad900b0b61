"""The search finds by its GIN indexes and counts by its facet index what a walk over all entries does."""

from collections import defaultdict

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.models import Area, Commission, Term
from studies.models import Edition, SearchEntry
from studies.search import facet_index, matching, query_parser, search, tsqueries
from studies.search.facet_index import REGION
from studies.services import search_entries, workflow
from tests.studies.making import NOW, add_file, make_study
from tests.width import cases

pytestmark = pytest.mark.django_db
WORDS = {
    "en": ["remittance", "remittances", "labour", "market", "cross-border", "the", "it's"],
    "es": ["remesas", "remesa", "trabajadores", "política"],
    "ar": ["الكفالة", "الكفاله", "المهاجرون"],
    "zh": ["国际移民", "移民妇女", "留守儿童"],
}
TYPED = [
    *(word for words in WORDS.values() for word in words),
    '"labour market"', '"market labour"', '"cross-border labour"', "remit*", "cross-bor*", "re*", "移民*",
    "-labour", "-market", '-"labour market"', '-"cross-border labour"', "-re*", "-移民妇女", "国际", "nowhere", "'", "a\\b",
]  # fmt: skip


@st.composite
def texts(draw):
    """Language, title, abstract and the one page of a file."""
    language = draw(st.sampled_from(sorted(WORDS)))
    several = st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=5).map(" ".join)
    return language, draw(several), draw(several), draw(several)


def write(number, text):
    """The published study of this number with the text, as its only edition."""
    language, title, abstract, page = text
    Edition.objects.filter(study=number).exclude(language=language).delete()
    edition, _new = Edition.objects.update_or_create(
        study=number,
        language=language,
        defaults={"title": title, "abstract": abstract, "issued": str(2000 + number.pk % 3)},
    )
    edition.files.all().delete()
    add_file(edition, page)
    search_entries.index_study(number)


def answers(queries):
    """What each query finds, in order and with counts."""
    return [search.search_studies(search.Query(text=text, sort=sort)) for text, sort in queries]


queries = st.lists(
    st.tuples(
        st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map(" ".join),
        st.sampled_from(["relevance", "newest"]),
    ),
    min_size=4,
    max_size=8,
)


def by_walking(monkeypatch, query):
    """The same from entries read anew, each vector compared with the query."""
    monkeypatch.setattr(facet_index, "_indexes", {})
    monkeypatch.setattr(
        matching,
        "MATCHES",
        "SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = off;"
        + matching.MATCHES.split(";", 1)[1],
    )
    return answers(query)


@pytest.mark.wide
def test_both_ways_find_the_same_before_and_after_edits_and_deletions():
    *studies, another = [make_study() for _number in range(7)]

    @settings(max_examples=cases(12), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(texts(), min_size=6, max_size=6),
        st.lists(texts(), min_size=2, max_size=2),
        queries,
    )
    def check(six, edited, query):
        with transaction.atomic():
            SearchEntry.objects.filter(study=another).delete()
            for study, text in zip(studies, six, strict=True):
                write(study, text)
            with pytest.MonkeyPatch.context() as patch:
                walked = by_walking(patch, query)
            assert answers(query) == walked

            for study, text in zip(studies, edited, strict=False):
                write(study, text)
            workflow.withdraw(study=studies[2], by=None, at=NOW, note="Wrong.")
            write(another, six[0])
            changed = answers(query)
            with pytest.MonkeyPatch.context() as patch:
                assert by_walking(patch, query) == changed
            transaction.set_rollback(True)

    check()


def test_the_words_are_looked_up_in_an_index_however_many_have_them():
    make_study()
    wording = tsqueries.wording(query_parser.parse_query("remittances -kafala"))
    values = {"words": wording.loose, "doubtful": ""}

    with connection.cursor() as cursor:
        first, statement = matching.MATCHES.split(";", 1)
        cursor.execute(f"{first}; EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Seq Scan" not in plan
    for name in ("search_title", "search_head", "search_words"):
        assert f"Bitmap Index Scan on {name}" in plan


def counted(query):
    """Works by value of each facet, one entry after the other."""
    fits = {
        "commissions": lambda entry: (
            not query.commissions or set(entry.commissions) & set(query.commissions)
        ),
        "countries": lambda entry: (
            not query.countries or set(entry.countries or [REGION]) & set(query.countries)
        ),
        "terms": lambda entry: not query.terms or set(entry.terms) & set(query.terms),
        "languages": lambda entry: not query.languages or entry.language in query.languages,
        "years": lambda entry: (query.year_from or 0) <= entry.year <= (query.year_to or 9999),
    }
    studies = {name: defaultdict(set) for name in fits}
    for entry in SearchEntry.objects.all():
        values = {
            "commissions": entry.commissions,
            "countries": entry.countries or [REGION],
            "terms": entry.terms,
            "languages": [entry.language],
            "years": [entry.year],
        }
        for name, works in studies.items():
            if all(fit(entry) for other, fit in fits.items() if other != name):
                for value in values[name]:
                    works[value].add(entry.study_id)
    return {
        name: {value: len(ids) for value, ids in works.items()} for name, works in studies.items()
    }


def test_facets_count_what_a_walk_over_the_entries_counts():
    for number in range(8):
        make_study(
            commissions=[("ECA",), ("ECA", "ESCWA"), ("ECLAC",)][number % 3],
            countries=[(), ("MLI", "BHR"), ("MLI",), ("PER",)][number % 4],
            terms=[("gender",), ("trends", "gender")][number % 2],
            editions={
                code: {"issued": str(2000 + (number + place) % 5)}
                for place, code in enumerate(["en", "fr", "ar"][: 1 + number % 3])
            },
        )
    commission = {row.code: row.pk for row in Commission.objects.select_related("area")}
    area = {row.code: row.pk for row in Area.objects.all()}
    term = {row.code: row.pk for row in Term.objects.all()}

    for filters in (
        {},
        {"commissions": (commission["ECA"],)},
        {"countries": (REGION, area["BHR"]), "languages": ("fr",)},
        {"terms": (term["trends"],), "year_from": 2001, "year_to": 2003},
        {
            "commissions": (commission["ESCWA"], commission["ECLAC"]),
            "countries": (area["MLI"],),
            "terms": (term["gender"],),
            "languages": ("en", "ar"),
            "year_from": 2002,
        },
        {"languages": ("ru",)},
    ):
        query = search.Query(**filters)
        assert search.search_studies(query).facets == counted(query), filters


def test_the_facet_index_is_read_again_after_a_change_and_after_one_that_was_taken_back(
    django_assert_num_queries,
):
    make_study()
    before = facet_index.facet_index()
    with django_assert_num_queries(1):
        assert facet_index.facet_index() is before

    with transaction.atomic():
        make_study()
        assert len(facet_index.facet_index().edition) == 2
        transaction.set_rollback(True)
    assert len(facet_index.facet_index().edition) == 1
    make_study()
    assert len(facet_index.facet_index().edition) == 2


def test_order_is_given_up_in_a_tsquery_but_not_in_its_quotes():
    assert tsqueries.unordered("'a <-> b' <-> 'c' <12> 'd'") == "'a <-> b' & 'c' & 'd'"
