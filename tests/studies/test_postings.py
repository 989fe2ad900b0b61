"""The search by postings finds and orders as the search by the index does, whatever was changed since."""

import re
import threading

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studies.models import Edition, SearchBase, SearchEntry, SearchPosting
from studies.postings import parsed, unordered
from studies.search import ordering, search
from studies.selectors.shelf import shelf
from studies.services import postings, search_entries, workflow
from studies.tasks import refresh_postings
from tests.killing import killed_at
from tests.studies.making import NOW, add_file, make_study

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
        study=number, language=language,
        defaults={"title": title, "abstract": abstract, "issued": str(2000 + number.pk % 3)},
    )  # fmt: skip
    edition.files.all().delete()
    add_file(edition, page)
    search_entries.index(number)


def answers(queries):
    """What each query finds, in order and with counts."""
    return [search.found(search.Query(text=text, sort=sort)) for text, sort in queries]


queries = st.lists(
    st.tuples(
        st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map(" ".join),
        st.sampled_from(["relevance", "newest"]),
    ),
    min_size=4, max_size=8,
)  # fmt: skip


@pytest.mark.django_db
def test_both_ways_find_the_same_before_and_after_edits_and_deletions():
    *studies, another = [make_study() for _number in range(7)]

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(texts(), min_size=6, max_size=6),
        st.lists(texts(), min_size=2, max_size=2),
        queries,
    )
    def check(six, edited, asked):
        with transaction.atomic():
            SearchEntry.objects.filter(study=another).delete()
            for study, text in zip(studies, six, strict=True):
                write(study, text)
            by_index = answers(asked)
            assert postings.build() == 6
            assert not len(shelf().newer)
            assert answers(asked) == by_index

            for study, text in zip(studies, edited, strict=False):
                write(study, text)
            workflow.withdraw(study=studies[2], by=None, at=NOW, note="Wrong.")
            write(another, six[0])
            assert len(shelf().newer) == 3
            partly = answers(asked)
            SearchBase.objects.all().delete()
            assert partly == answers(asked)
            transaction.set_rollback(True)

    check()


@pytest.mark.parametrize(
    ("tsquery", "lexemes", "fits"),
    [
        ("'a'", "a", "a ab"),
        ("'a' & 'b' | 'c'", "a b c", "ab c"),
        ("'a' & ( 'b' | 'c' )", "a b c", "ab"),
        ("!'a' & !( 'b' & 'c' )", "a b c", "b c"),
        ("'a' | !( 'b' | 'c' )", "a b c", "a ab"),
    ],
)
def test_a_tsquery_is_read_as_postgresql_writes_it(tsquery, lexemes, fits):
    texts = ["a", "b", "ab", "c"]
    tree = parsed(tsquery)
    ticks = {one: np.array([one.text in text for text in texts]) for one in tree.lexemes()}

    assert sorted(one.text for one in tree.lexemes()) == lexemes.split()
    assert [t for t, fit in zip(texts, tree.fits(ticks), strict=True) if fit] == fits.split()


def test_quotes_and_beginnings_are_read_and_order_is_given_up():
    (one,) = parsed("'it''s \\\\ <-> ':*").lexemes()

    assert (one.text, one.prefix) == ("it's \\ <-> ", True)
    assert unordered("'a <-> b' <-> 'c' <12> 'd'") == "'a <-> b' & 'c' & 'd'"


@pytest.mark.django_db
def test_the_rest_follows_when_more_match_than_are_compared(monkeypatch, client):
    titled = [make_study(editions={"en": {"title": "Kafala", "issued": "1999"}}) for _ in range(2)]
    others = [
        make_study(
            editions={"en": {"abstract": "On kafala.", "issued": str(2000 + n)}, "fr": {"abstract": "La kafala."}}
        )
        for n in range(5)
    ]  # fmt: skip
    monkeypatch.setattr(search, "PAGE", 3)
    monkeypatch.setattr(ordering, "RANKED", 4)

    pages = [search.found(search.Query(text="kafala", page=page)) for page in (1, 2, 3, 4)]

    assert {page.total for page in pages} == {7}
    assert not any(page.ranked for page in pages)
    found = [hit.study_id for page in pages for hit in page.hits]
    assert set(found[:2]) == {one.pk for one in titled}
    assert sorted(found) == sorted(one.pk for one in titled + others)
    assert "follow by where the words stand" in client.get("/studies/?q=kafala").content.decode()


@pytest.mark.django_db
def test_a_phrase_is_looked_for_in_so_many_editions_and_the_page_says_so(monkeypatch, client):
    for year in ("2001", "2002", "2003"):
        make_study(
            editions={"en": {"title": "Labour market", "issued": year}},
            countries=("PER",) if year == "2001" else ("MEX",),
        )
    monkeypatch.setattr(ordering, "CHECKED", 2)

    page = client.get("/studies/", {"q": '"labour market"'}).content.decode()
    narrow = client.get("/studies/", {"q": '"labour market"', "country": "PER"}).content.decode()
    answer = client.get("/api/v1/studies/", {"q": '"labour market"'}).json()

    assert "At least 2 studies" in page
    assert "looked for in the 2 likeliest" in page
    assert "Numbers with + are at least so many" in page
    assert re.search(r'<span>2<span\s+aria-hidden="true"\s*>\+</span></span>', page)
    assert "At least" not in narrow
    assert "1 study" in narrow
    assert (answer["count"], answer["count_is_minimum"]) == (2, True)
    assert answer["facet_counts_are_minimum"]
    answer = client.get("/api/v1/studies/", {"q": '"labour market"', "country": "PER"}).json()
    assert (answer["count"], answer["count_is_minimum"]) == (1, False)
    assert answer["facet_counts_are_minimum"]


@pytest.mark.django_db
def test_a_beginning_with_a_hyphen_is_found():
    made = make_study(editions={"en": {"title": "Cross-border work"}})

    assert [hit.study_id for hit in search.found(search.Query(text="cross-bor*")).hits] == [made.pk]


@pytest.mark.django_db
def test_the_base_is_built_when_enough_is_newer_and_not_otherwise(monkeypatch):
    made = [make_study() for _ in range(3)]
    assert refresh_postings() == 0
    monkeypatch.setattr(postings, "SMALLEST", 3)
    monkeypatch.setattr(postings, "MOST_NEWER", 1)

    assert refresh_postings() == 3
    assert refresh_postings() == 0
    search_entries.index(made[0])
    assert refresh_postings() == 0
    search_entries.index(made[1])
    assert refresh_postings() == 3


@pytest.mark.django_db(transaction=True)
def test_an_edit_during_a_build_is_not_lost(monkeypatch):
    made = make_study(editions={"en": {"title": "Kafala", "abstract": "x"}})
    whole = postings._batches

    def edit_in_between(*laid):
        yield from whole(*laid)
        thread = threading.Thread(target=edit)
        thread.start()
        thread.join(30)

    def edit():
        Edition.objects.filter(study=made).update(title="Quota")
        search_entries.index(made)
        connection.close()

    monkeypatch.setattr(postings, "_batches", edit_in_between)
    assert postings.build() == 1

    assert shelf().base is not None
    assert len(shelf().newer) == 1
    assert not search.found(search.Query(text="kafala")).total
    assert search.found(search.Query(text="quota")).total == 1


@pytest.mark.django_db(transaction=True)
def test_two_builds_at_once_are_one_and_a_killed_one_leaves_nothing(monkeypatch):
    make_study(editions={"en": {"title": "Kafala"}})
    results, inside, goes_on = [], threading.Event(), threading.Event()
    whole = postings._batches

    def slowly(*laid):
        inside.set()
        goes_on.wait(30)
        yield from whole(*laid)

    def first():
        results.append(postings.build())
        connection.close()

    with monkeypatch.context() as patch:
        patch.setattr(postings, "_batches", slowly)
        thread = threading.Thread(target=first)
        thread.start()
        assert inside.wait(30)
        assert search.found(search.Query(text="kafala")).total == 1
        assert postings.build() == 0
        goes_on.set()
        thread.join(30)
    assert results == [1]

    before = SearchBase.objects.get().number, SearchPosting.objects.count()
    ended = False
    for number in range(1, 40):
        ended = killed_at(number, postings.build)
        if ended:
            break
        assert (SearchBase.objects.get().number, SearchPosting.objects.count()) == before
        assert search.found(search.Query(text="kafala")).total == 1
    assert ended
    assert SearchBase.objects.get().number != before[0]
