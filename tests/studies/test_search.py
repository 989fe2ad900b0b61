"""The search of the portal: what is found, in which order, and what its page says."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from core.i18n import languages
from regions.models import Area, Commission, Term
from studies.forms.search import SearchForm
from studies.models import SearchEntry
from studies.search import ordering, search
from studies.services import search_entries, workflow
from tests.studies import making
from tests.studies.making import NOW, make_recommendation, make_study, make_user

pytestmark = pytest.mark.django_db


def works(text="", **filters):
    return [hit.study_id for hit in search.search_studies(search.Query(text=text, **filters)).hits]


@pytest.mark.parametrize(
    ("language", "title", "query"),
    [
        ("en", "Migrants sending remittances", "remittance"),
        ("en", "Migrants sending remittances", "MIGRANT"),
        ("es", "Los envíos de los trabajadores", "trabajador"),
        ("es", "Los envíos de los trabajadores", "envios"),
        ("fr", "Les travailleurs qualifiés à l’étranger", "travailleur etranger"),
        ("ru", "Денежные переводы трудящихся", "перевод"),
        ("ar", "حقوق العمال المهاجرين", "المهاجرون"),
        ("ar", "إصلاح نظام الكفالة", "الكفاله"),
        ("ar", "مستشفي العمال", "مستشفى"),
        ("ar", "أثر التحويلات في التنمية", "تحويلات"),
        ("ar", "أثر تحويلات العاملين", "التحويلات"),
        ("ar", "دراسات عن الهجرة", "الدراسات"),
        ("ar", "الاستفادة من الدراسات وللعاملات", "دراسات"),
        ("ar", "حماية للعاملات في المنازل", "عاملات"),
        ("zh", "移徙妇女与留守儿童", "留守儿童"),
        ("zh", "移徙妇女与留守儿童", "妇女"),
        ("pt", "Migração e desenvolvimento", "migracao"),
    ],
)
def test_a_word_is_found_in_its_other_forms_and_without_accents(language, title, query):
    study = make_study(editions={language: {"title": title, "abstract": "–"}})
    make_study(
        editions={"en": {"title": "Something else", "abstract": "Of no interest"}},
        pages={"en": ("Nothing of it.",)},
        terms=("trends",),
        countries=(),
    )

    assert works(query) == [study.pk]


def test_the_reader_does_not_say_which_language_they_type():
    study = make_study(editions={"es": {"title": "Las remesas familiares"}})

    with translation.override("zh-hans"):
        assert works("remesa") == [study.pk]


def test_a_phrase_keeps_its_order_and_a_star_begins_a_word():
    study = make_study(editions={"en": {"title": "Labour market access", "abstract": "x"}})
    make_study(editions={"en": {"title": "Access to the market of labour", "abstract": "x"}})

    assert works('"labour market"') == [study.pk]
    assert len(works("labour market")) == 2
    assert len(works("labo*")) == 2
    assert works("labo* -phrase -access") == []


def test_what_is_left_out_is_left_out_in_its_forms_and_a_phrase_only_as_a_phrase():
    in_title = make_study(editions={"en": {"title": "Kafala and the labour market"}})
    in_file = make_study(
        editions={"en": {"title": "Kafala under one roof"}}, pages={"en": ("The labour market.",)}
    )
    apart = make_study(
        editions={"en": {"title": "Kafala of labour"}}, pages={"en": ("On the market.",)}
    )

    assert set(works("kafala")) == {in_title.pk, in_file.pk, apart.pk}
    assert works('kafala -"labour market"') == [apart.pk]
    assert works("kafala -markets -roofs") == []
    assert works("kafala -roofs -phrases") == [in_title.pk, apart.pk][::-1]
    assert set(works('kafala "labour market"')) == {in_title.pk, in_file.pk}
    assert works('-"labour market"') == []


@pytest.mark.parametrize(
    "text", ["'", '"', "* & | ! ( ) :*", "-", "\\", "a'b:*", "%", "‘", "🙂", '"" ""', "-*"]
)
def test_no_text_breaks_the_search(text, client):
    make_study()

    assert client.get("/studies/", {"q": text}).status_code == 200


def test_a_title_stands_before_an_abstract_and_that_before_a_file():
    third = make_study(pages={"en": ("The kafala system",)}, editions={"en": {"issued": "2020"}})
    second = make_study(editions={"en": {"abstract": "On kafala.", "issued": "2015"}})
    first = make_study(editions={"en": {"title": "Kafala reform", "issued": "2001"}})

    assert works("kafala") == [first.pk, second.pk, third.pk]
    assert works("kafala", sort="newest") == [third.pk, second.pk, first.pk]


def test_only_what_is_public_is_found():
    public = make_study()
    make_study(state="draft")
    make_study(state="in_review")
    withdrawn = make_study()
    tomorrow = timezone.localdate() + timedelta(days=1)
    embargoed = make_study(embargo_until=tomorrow)
    assert set(works()) == {public.pk, withdrawn.pk}

    workflow.withdraw(study=withdrawn, by=None, at=NOW, note="Wrong figures.")

    assert works() == works("remittances") == [public.pk]
    assert set(works(on=tomorrow)) == {public.pk, embargoed.pk}


def test_an_edition_in_preparation_is_not_found():
    making.load_regions()
    study = make_study()
    making.add_edition(study, "fr", title="Une étude secrète", in_preparation=True)
    workflow.withdraw(study=study, by=None, at=NOW, note="x")
    workflow.publish(study=study, by=None, at=NOW)

    assert works("secrète") == []
    assert SearchEntry.objects.filter(study=study).count() == 1


def test_each_facet_counts_works_and_leaves_its_own_choice_out():
    make_study(commissions=("ECLAC",), countries=("MEX", "PER"), editions={"en": {}, "es": {}})
    make_study(commissions=("ECLAC", "ECE"), countries=("PER",), terms=("gender",))
    make_study(commissions=("ESCWA",), countries=("BHR",), editions={"ar": {"issued": "2009"}})
    codes = {
        commission.code: commission.pk for commission in Commission.objects.select_related("area")
    }

    results = search.search_studies(search.Query(commissions=(codes["ECLAC"],)))

    assert results.total == 2
    assert results.facets["commissions"] == {codes["ECLAC"]: 2, codes["ECE"]: 1, codes["ESCWA"]: 1}
    assert results.facets["countries"][Area.objects.get(code="PER").pk] == 2
    assert Area.objects.get(code="BHR").pk not in results.facets["countries"]
    assert results.facets["languages"] == {"en": 2, "es": 1}
    assert results.facets["years"] == {2011: 2}
    assert results.facets["terms"][Term.objects.get(code="gender").pk] == 1


def test_filters_of_one_kind_widen_and_of_two_kinds_narrow():
    of_eca = make_study(commissions=("ECA",), countries=("MLI",))
    of_escwa = make_study(commissions=("ESCWA",), countries=("BHR",))
    codes = {c.code: c.pk for c in Commission.objects.select_related("area")}
    mali = Area.objects.get(code="MLI").pk

    assert set(works(commissions=(codes["ECA"], codes["ESCWA"]))) == {of_eca.pk, of_escwa.pk}
    assert works(commissions=(codes["ECA"], codes["ESCWA"]), countries=(mali,)) == [of_eca.pk]
    assert works(year_from=2012) == []


def test_a_work_shows_once_in_the_edition_of_the_reader():
    study = make_study(editions={"en": {"title": "Kafala"}, "fr": {"title": "La kafala"}})

    with translation.override("fr"):
        hits = search.search_studies(search.Query(text="kafala")).hits

    assert [(hit.study_id, hit.language) for hit in hits] == [(study.pk, "fr")]


@pytest.mark.parametrize(
    ("language", "title", "typed", "meant"),
    [
        ("ru", "Миграция и переводы", "периводы", "переводы"),
        ("ar", "حقوق المهاجرين والتحويلات", "والتحويلت", "والتحويلات"),
        ("fr", "Les réfugiés et l’économie", "économmie", "économie"),
    ],
)
def test_words_of_every_script_are_corrected(language, title, typed, meant):
    make_study(editions={language: {"title": title}})

    assert search.corrected(search.Query(text=typed)) == meant


def test_a_mistyped_word_is_corrected_when_that_finds_something(client):
    make_study(editions={"en": {"title": "Remittances at home"}})

    page = client.get("/studies/", {"q": "remitances"}).content.decode()

    assert "Did you mean" in page
    assert "q=remittances" in page


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("quispee", "quispe"),
        ("remitance remitances", "remittance remittances"),
        ("quotaa", "quota"),
        ("qqqqqq", ""),
    ],
)
def test_names_recommendations_and_words_of_files_are_known_to_it_too(typed, meant):
    study = make_study(
        editions={"en": {"title": "Remittances of a remittance"}}, pages={"en": ("Every quota.",)}
    )
    make_recommendation(study, "Abolish every quota.")
    search_entries.index_study(study)

    assert search.corrected(search.Query(text=typed)) == meant


def test_a_study_that_names_no_country_is_on_the_whole_region(client):
    whole = make_study(countries=(), editions={"en": {"title": "All of the region"}})
    make_study(commissions=("ESCWA",), countries=(), editions={"en": {"title": "Elsewhere"}})
    of_peru = make_study(countries=("PER",), editions={"en": {"title": "Of Peru"}})
    make_recommendation(whole, "For all members.")

    page = client.get("/countries/PER/").content.decode()
    assert (
        page.index("Of Peru") < page.index("On the whole region") < page.index("All of the region")
    )
    assert "For all members." in page
    assert "Elsewhere" not in page
    assert "On the whole region" not in client.get("/countries/FRO/").content.decode()
    listed = client.get("/studies/?country=REGION&commission=ECLAC").content.decode()
    assert "All of the region" in listed
    assert "Of Peru" not in listed
    answer = client.get("/api/v1/studies/?country=REGION,PER&commission=ECLAC").json()
    assert {row["id"] for row in answer["results"]} == {whole.pk, of_peru.pk}
    assert answer["facets"]["countries"] == {"REGION": 1, "PER": 1}


def test_a_recommendation_is_found_with_its_study_and_on_the_board(client):
    study = make_study()
    make_recommendation(study, "Abolish the exit permit.")
    workflow.withdraw(study=study, by=None, at=NOW, note="x")
    workflow.publish(study=study, by=None, at=NOW)

    assert works("permit") == [study.pk]
    assert "Abolish the exit permit" in client.get("/recommendations/?q=permits").content.decode()
    assert "1 recommendation" in client.get("/studies/?q=permit").content.decode()


def test_the_page_marks_the_words_and_names_the_page_of_the_file(client):
    study = make_study(pages={"en": ("Nothing here.", "They speak of <b>kafala</b> & more.")})

    page = client.get("/studies/?q=kafala").content.decode()

    assert "<mark>kafala</mark>" in page
    assert "<b>" not in page
    assert "On page 2 of" in page
    assert f"/studies/{study.pk}/files/" in page
    assert "#page=2" in page


def test_the_state_is_in_the_address_and_each_filter_can_be_taken_out(client):
    make_study()

    page = client.get("/studies/?q=remittances&commission=ECLAC&from=2010&sort=newest").content

    text = " ".join(page.decode().split())
    assert re.search(r'name="commission" value="ECLAC" checked', text)
    assert 'href="?q=remittances&amp;from=2010&amp;sort=newest"' in text


def test_each_filter_that_is_set_is_named_in_the_language_of_the_reader():
    making.load_regions()
    query = "commission=ECLAC&term=remittances&term=gcm-7&country=DEU&country=REGION&country=XX&language=fr"

    with translation.override("es"):
        labels = [chip["label"] for chip in SearchForm(QueryDict(query)).chips()]

    target = Term.objects.get(code="gcm-7")
    with translation.override("es"):
        wanted = ["ECLAC", "Remesas", target.label, "Alemania", "Toda la región", "XX"]
        assert labels == [*wanted, str(languages.NAMES["fr"])]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("commission=ECX", "ECX"),
        ("from=20x", "From year"),
        ("from=2012&to=2010", "Swap them"),
        ("language=xx", "xx"),
        ("sort=best", "best"),
        ("q=a%00b", "The request holds the character NUL, which cannot be stored."),
    ],
)
def test_a_wrong_filter_is_named_and_the_rest_is_shown(client, query, text):
    make_study()

    answer = client.get(f"/studies/?{query}")

    assert answer.status_code == 400
    page = " ".join(answer.content.decode().split())
    assert text in page
    if query.startswith("from=20"):
        typed = query.partition("&")[0].removeprefix("from=")
        assert f'name="from" inputmode="numeric" value="{typed}"' in page


def test_a_page_beyond_the_last_does_not_exist(client):
    make_study()

    assert client.get("/studies/?page=2").status_code == 404


def test_the_empty_portal_and_the_empty_result_say_what_to_do(client):
    making.load_regions()

    assert "appear when an editor" in client.get("/studies/").content.decode()
    assert "Try fewer" in client.get("/studies/?q=nothing").content.decode()


@pytest.mark.parametrize("address", ["/studies/", "/studies/?q=remittances", "/recommendations/"])
def test_the_number_of_queries_does_not_grow_with_the_works(
    client, django_assert_num_queries, address
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_recommendation(make_study())
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(12):
        study = make_study(
            commissions=("ECA", "ECE"),
            countries=("MLI", "PER"),
            terms=("gender", "gcm-7"),
            editions={"en": {"title": f"Remittances {number}"}, "fr": {}, "es": {}},
        )
        make_recommendation(study)
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) <= len(few) + 1, [query["sql"][:90] for query in many]


def test_facets_and_their_values_are_in_the_language_of_the_reader(client):
    make_study(countries=("DEU",))

    page = client.get("/es/studies/").content.decode()

    assert "Alemania" in page
    assert "Remesas" in page


def test_an_embargo_ends_by_itself(client, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    study = make_study(embargo_until=tomorrow)
    assert client.get(study.get_absolute_url()).status_code == 404

    monkeypatch.setattr(timezone, "localdate", lambda *a, **k: tomorrow)

    assert client.get(study.get_absolute_url()).status_code == 200
    assert works() == [study.pk]


def test_old_works_have_a_year_of_their_own():
    study = make_study(editions={"en": {"issued": "1975"}})
    making.add_edition(study, "fr", issued="2001-01-05")

    assert study.editions.get(language="fr").year == 2001
    assert works(year_to=1980) == [study.pk]


def test_a_stranger_sees_no_way_to_the_editor_pages(client):
    make_study()
    client.force_login(make_user())

    assert "/desk/" not in client.get("/studies/").content.decode()


def test_the_rest_follows_when_more_match_than_are_compared(monkeypatch, client):
    titled = [make_study(editions={"en": {"title": "Kafala", "issued": "1999"}}) for _ in range(2)]
    others = [
        make_study(
            editions={
                "en": {"abstract": "On kafala.", "issued": str(2000 + n)},
                "fr": {"abstract": "La kafala."},
            }
        )
        for n in range(5)
    ]
    monkeypatch.setattr(search, "PAGE", 3)
    monkeypatch.setattr(ordering, "RANKED", 4)

    pages = [search.search_studies(search.Query(text="kafala", page=page)) for page in (1, 2, 3, 4)]

    assert {page.total for page in pages} == {7}
    assert not any(page.ranked for page in pages)
    studies = [hit.study_id for page in pages for hit in page.hits]
    assert set(studies[:2]) == {study.pk for study in titled}
    assert sorted(studies) == sorted(study.pk for study in titled + others)
    assert "follow by where the words stand" in client.get("/studies/?q=kafala").content.decode()


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


def test_a_beginning_with_a_hyphen_is_found():
    study = make_study(editions={"en": {"title": "Cross-border work"}})

    assert [
        hit.study_id for hit in search.search_studies(search.Query(text="cross-bor*")).hits
    ] == [study.pk]
