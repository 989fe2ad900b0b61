"""Languages and reach: what the page counts is what stands in the records."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from regions.models import Area
from studies.models import StudyFile
from studies.selectors import language_audit as audit
from tests.studies.making import make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(db):
    """Works in English and French (14 months later), Spanish alone, Arabic with English; one embargoed."""
    both = make_study(
        countries=("HTI",),
        editions={"en": {"issued": "2010-01"}, "fr": {"issued": "2011-03", "title": "Envois"}},
    )
    StudyFile.objects.filter(edition__study=both, language="fr").update(text_state="refused")
    alone = make_study(
        countries=("MEX", "PER"), editions={"es": {"issued": "2012", "title": "Remesas"}}
    )
    arabic = make_study(
        commissions=("ESCWA", "ECA"),
        countries=(),
        editions={"en": {"issued": "2010-05"}, "ar": {"issued": "2010-05", "title": "دراسة"}},
    )
    vague = make_study(editions={"en": {"issued": "2001"}, "fr": {"issued": "2009-01"}})
    make_study(
        editions={"ru": {"issued": "2010"}}, embargo_until=timezone.localdate() + timedelta(days=9)
    )
    make_study(state="draft", editions={"zh": {"issued": "2010"}})
    return both, alone, arabic, vague


def test_languages_are_counted_with_files_and_months(library):
    rows = {row.language: row for row in audit.by_language()}

    assert {code: row.works for code, row in rows.items()} == {
        "en": 3,
        "fr": 2,
        "es": 1,
        "ar": 1,
        "ru": 0,
        "zh": 0,
    }
    assert all(row.total == 4 for row in rows.values())
    assert rows["fr"].with_file == 1
    assert (rows["fr"].lag, rows["fr"].lags) == (14, 1)
    assert (rows["en"].lag, rows["en"].lags) == (0, 2)
    assert rows["es"].lag is None
    assert [code for code, row in rows.items() if row.is_late] == ["fr"]
    assert [code for code, row in rows.items() if row.is_behind] == ["ru", "zh"]


def test_a_commission_without_works_stays_and_missing_working_languages_are_named(library):
    rows = {row.commission.code: row for row in audit.by_commission(["en", "fr", "ar", "es"])}

    assert {code: row.total for code, row in rows.items()} == {
        "ECA": 1,
        "ECE": 0,
        "ECLAC": 3,
        "ESCAP": 0,
        "ESCWA": 1,
    }
    assert [works for _code, works, _own in rows["ECLAC"].cells] == [2, 2, 0, 1]
    assert [code for code, _works, own in rows["ESCWA"].cells if own] == ["en", "fr", "ar"]
    assert rows["ESCWA"].unserved == ["French"]
    assert rows["ECE"].unserved == []


def test_groups_count_each_country_once(library):
    rows = {row.code: row for row in audit.by_group()}
    members = Area.objects.countries().filter(memberships__until=None, memberships__isnull=False)

    assert rows["ldc"].countries == members.filter(ldc=True).distinct().count()
    assert (rows["ldc"].named, rows["ldc"].works) == (1, 1)
    assert (rows["sids"].named, rows["sids"].works) == (1, 1)
    # Mexico and Peru of one study, Mexico of another.
    assert (rows["none"].named, rows["none"].works) == (2, 2)
    assert sum(row.named for row in rows.values()) >= 3


def test_the_page_lists_what_a_language_misses_and_is_a_file(client, library):
    both, alone, *_rest = library

    page = " ".join(client.get("/studies/languages/?without=es").content.decode().split())
    assert f'href="/studies/{both.pk}/" lang="en"' in page
    assert f'href="/studies/{alone.pk}/"' not in page
    assert "No study in these working languages" in page
    text = client.get("/studies/languages/?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["language"]: row["works"] for row in rows if row["commission"] == "ALL"}[
        "fr"
    ] == "2"
    assert len(rows) == 6 * 6


def test_an_empty_portal_has_its_rows_and_says_so(client, db):
    from tests.studies.making import load_regions

    load_regions()
    page = client.get("/ar/studies/languages/?without=xx").content.decode()

    assert all(row.share is None for row in audit.by_language())
    assert 'class="empty"' in page


def test_the_audit_takes_a_constant_number_of_queries(
    client, library, django_assert_max_num_queries
):
    for _again in range(3):
        make_study(editions={"en": {}, "fr": {}})
    client.get("/studies/languages/")
    with django_assert_max_num_queries(22):
        client.get("/studies/languages/?without=ru")
