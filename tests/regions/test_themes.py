"""Taxonomies, profiles, partners; side by side; the coverage matrix with its zeros."""

import csv
import io
import re
from datetime import date

import pytest
from django.utils import translation

from regions.hooks.themes import coverage, side_by_side
from regions.models import Area, Commission, Focus, Partner, Term
from regions.selectors.shapes import drawn
from regions.services.reference import load
from studies.services import works
from tests.studies.making import NOW, load_regions, make_recommendation, make_study

pytestmark = pytest.mark.django_db
SIX = {"en", "fr", "es", "ar", "ru", "zh"}


@pytest.fixture(autouse=True)
def _regions(db):
    load_regions()


def test_the_taxonomies_are_whole_and_in_six_languages():
    counts = {v: Term.objects.filter(vocabulary=v).count() for v in Term.Vocabulary.values}

    assert counts == {"theme": 7, "gcm": 23, "sdg": 8}
    for term in Term.objects.all():
        assert {code for code, name in term.names.items() if name} == SIX, term.code
        assert len(set(term.names.values())) == 6, term.code
    codes = Term.objects.filter(vocabulary="sdg").values_list("code", flat=True)
    assert {code[4:] for code in codes} == {
        "5.2",
        "8.7",
        "8.8",
        "10.7",
        "10.c",
        "17.16",
        "17.17",
        "17.18",
    }


def test_every_commission_has_a_profile_in_six_languages(client):
    for commission in Commission.objects.all():
        assert set(commission.mandate) == SIX
        assert all(commission.mandate.values())
        assert commission.resolution
    page = client.get("/es/commissions/ECLAC/").content.decode()
    assert "Contribuye al desarrollo" in page
    assert "ECOSOC resolution 106 (VI)" in page
    assert "francés" in page.lower()


def test_loading_again_changes_nothing_and_mends_what_differs():
    Term.objects.filter(code="remittances").update(names={"en": "Money"})
    before = Term.objects.count(), Partner.objects.count()

    load()

    assert (Term.objects.count(), Partner.objects.count()) == before
    assert Term.objects.get(code="remittances").names["es"] == "Remesas"


@pytest.mark.skipif(not drawn(), reason="the drawing of the world is not there (make assets)")
def test_the_map_shows_members_told_by_kind_and_the_list_names_them_all(client):
    page = client.get("/commissions/ECLAC/").content.decode()
    commission = Commission.objects.get(area__code="ECLAC")

    for row in commission.memberships.filter(until=None).select_related("country"):
        assert f'href="/countries/{row.country.code}/"' in page
        if row.country.code in drawn():
            kind = "other" if not row.is_regional else row.status
            kind = "regional" if kind == "member" else kind
            assert (
                f'<use class="{kind}" href="/static/vendor/plotly/world.svg#{row.country.code}">'
                in page
            )
    countries = set(Area.objects.countries().values_list("code", flat=True))
    members = set(commission.memberships.values_list("country__code", flat=True))
    assert len(members & drawn()) >= len(members) - 5
    assert len(countries & drawn()) > 190


def test_partners_have_their_years_and_how_they_are_known(client):
    page = client.get("/partners/").content.decode()

    assert "International Labour Organization" in page
    assert "2006–2018" in page
    assert "Unsure" in page
    assert Partner.objects.filter(since=2006).count() == 10


def test_a_year_of_joining_that_was_not_read_in_a_source_says_so(client):
    page = client.get("/commissions/ESCWA/").content.decode()
    kinds = [
        " ".join(text.split()) for text in re.findall(r"since (\d{4}.*?)</small>", page, re.DOTALL)
    ]
    bahrain = client.get("/countries/BHR/").content.decode()
    palestine = client.get("/countries/PSE/").content.decode()
    answer = client.get("/api/v1/countries/AGO/").json()

    assert "1973 (likely)" in kinds
    assert "1977" in kinds
    assert "Likely: the year" in page
    assert "Assumed:" not in page
    assert re.search(r"since 1973\s+\(likely\)", bahrain)
    assert "Likely: the year" in bahrain
    assert re.search(r"since 1977\s*</small>", palestine)
    assert "Likely:" not in palestine
    assert re.search(r"since 1976\s+\(assumed\)", client.get("/countries/AGO/").content.decode())
    assert answer["memberships"][0]["confidence"] == "assumed_un_admission"


def test_themes_and_countries_and_commissions_lead_to_each_other(client):
    study = make_study(countries=("PER",), terms=("remittances", "gcm-20", "sdg-10.c"))
    own = f'href="/studies/{study.pk}/"'
    for address in (
        "/countries/PER/",
        "/commissions/ECLAC/",
        "/themes/remittances/",
        "/themes/gcm-20/",
        "/themes/sdg-10.c/",
    ):
        assert own in client.get(address).content.decode(), address
    page = client.get(study.get_absolute_url()).content.decode()
    for address in (
        "/countries/PER/",
        "/commissions/ECLAC/",
        "/themes/remittances/",
        "/themes/gcm-20/",
    ):
        assert f'href="{address}"' in page


def test_a_theme_that_is_not_there_is_told(client):
    assert client.get("/themes/money/").status_code == 404


def test_side_by_side_tells_what_commissions_share_and_where_they_differ():
    gcm = {code: Term.objects.get(code=code) for code in ("gcm-20", "gcm-6")}
    make_recommendation(make_study(commissions=("ECLAC",)), objective=gcm["gcm-20"])
    make_recommendation(
        make_study(commissions=("ESCWA",)), objective=gcm["gcm-20"], addressee="labour"
    )
    make_recommendation(make_study(commissions=("ESCWA",)), objective=gcm["gcm-6"])
    Focus.objects.create(
        commission=Commission.objects.get(area__code="ECA"),
        term=Term.objects.get(code="remittances"),
        statements={"en": "Said."},
        source="E/1",
    )

    row = next(row for row in side_by_side() if row.theme.code == "remittances")

    assert row.active == ["ECA", "ECLAC", "ESCWA"]
    assert row.shared[0].codes == ["ECLAC", "ESCWA"]
    shared = {(aspect.label[:20], aspect.commissions) for aspect in row.shared}
    single = {(aspect.label[:20], aspect.commissions) for aspect in row.single}
    both = frozenset({"ECLAC", "ESCWA"})
    assert ("Compact objective 20", both) in shared
    assert ("Compact objective 6 ", frozenset({"ESCWA"})) in single
    assert any("Ministries of labour" in aspect.label for aspect in row.single)
    cell = next(cell for cell in row.cells if cell.commission.code == "ESCWA")
    assert [(work.count) for work in cell.works] == [2, 2]


def test_side_by_side_shows_every_commission_on_every_theme_also_when_empty(client):
    page = client.get("/side-by-side/").content.decode()

    assert page.count("Nothing here yet") == 35
    assert len(side_by_side()) == 7


def test_the_matrix_has_every_commission_stage_and_year_with_zeros(client):
    study = make_study(editions={"en": {"issued": "2010"}, "fr": {"issued": "2012"}})
    make_study(commissions=("ECE", "ESCAP"), editions={"en": {"issued": "2009"}})
    make_study(state="draft", commissions=("ECA",), editions={"en": {"issued": "2009"}})
    works.record_uptake(
        recommendation=make_recommendation(study),
        country=Area.objects.get(code="MEX"),
        status="presented",
        on=date(2011, 5, 5),
        evidence="x",
        by=None,
        at=NOW,
    )

    matrix = coverage(2008, 2012)

    assert matrix.years == [2008, 2009, 2010, 2011, 2012]
    assert len(matrix.rows) == 5 * len(matrix.stages) == 20
    cells = {
        (row.commission.code, row.stage.code): [count for _y, count, _u in row.cells]
        for row in matrix.rows
    }
    assert cells["ECLAC", "studies"] == [0, 0, 1, 0, 0]
    assert cells["ECE", "studies"] == cells["ESCAP", "studies"] == [0, 1, 0, 0, 0]
    assert cells["ECA", "studies"] == [0] * 5
    assert cells["ECLAC", "uptake"] == [0, 0, 0, 1, 0]
    assert {commission.code for commission in matrix.silent} == {"ECA", "ESCWA"}
    page = client.get("/coverage/?from=2008&to=2012").content.decode()
    assert "Nothing in these years:" in page
    assert page.count('class="zero"') == 100 - 4
    link = "/studies/?commission=ECLAC&amp;from=2010&amp;to=2010"
    assert link in page
    assert "1 study" in client.get(link.replace("&amp;", "&")).content.decode()


def test_the_matrix_is_a_file_and_an_answer_of_the_api_too(client):
    make_study(editions={"en": {"issued": "2010"}})
    rows = list(
        csv.DictReader(
            io.StringIO(
                client.get("/coverage/?from=2009&to=2010&format=csv").content.decode("utf-8-sig")
            )
        )
    )
    answer = client.get("/api/v1/coverage/?from=2009&to=2010").json()["results"]

    assert len(rows) == len(answer) == 40
    assert sum(int(row["count"]) for row in rows) == sum(row["count"] for row in answer) == 1
    assert client.get("/coverage/?format=xlsx").content[:2] == b"PK"


def test_years_to_come_are_zeros_and_not_an_error(client):
    make_study(editions={"en": {"issued": "2010"}})

    assert coverage(2090).years == [2090]
    assert client.get("/coverage/?from=2090&format=csv").status_code == 200
    page = " ".join(client.get("/coverage/?from=2090&to=x").content.decode().split())
    assert 'name="to" inputmode="numeric" value="x"' in page


@pytest.mark.parametrize("query", ["from=x", "to=1", "from=2012&to=2010", f"to={'9' * 5000}"])
def test_wrong_years_are_named(client, query):
    assert client.get(f"/coverage/?{query}").status_code == 400
    assert client.get(f"/api/v1/coverage/?{query}").status_code == 400


def test_names_are_in_the_language_of_the_reader(client):
    with translation.override("ar"):
        assert Term.objects.get(code="remittances").name == "التحويلات المالية"
    assert "汇款" in client.get("/zh-hans/themes/sdg-10.c/").content.decode()


@pytest.mark.parametrize(
    "address", ["/side-by-side/", "/coverage/", "/commissions/ECLAC/", "/themes/remittances/"]
)
def test_pages_take_a_constant_number_of_queries(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_recommendation(make_study())
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for code in ("ECA", "ECE", "ESCAP", "ESCWA", "ECLAC", "ECLAC"):
        make_recommendation(make_study(commissions=(code, "ECLAC"), editions={"en": {}, "fr": {}}))
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) <= len(few) + 1, [query["sql"][:100] for query in many]
