"""Published corridors: stored once per line, read along a corridor, across a period, or by country."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import ComputeRun, CorridorLine, ModelValidation
from indicators.selectors import corridors
from indicators.selectors.published import NotPublished
from indicators.services import calculations, validation
from regions.models import Area
from tests import published

STOCK = b"""dest,origin,year,sex,n,data_type
RUS,TJK,2015,female,100,BR
RUS,TJK,2015,male,300,BR
RUS,TJK,2020,female,150,BR
RUS,TJK,2020,male,250,I
USA,TJK,2020,female,5,BR
USA,TJK,2020,male,5,BR
USA,PHL,2020,female,900,BR
USA,PHL,2020,male,600,BR
USA,OOO,2020,male,7,BR
"""
MATRIX = b"""sender,receiver,usd_mn
RUS,TJK,2000
USA,TJK,100
USA,PHL,33000
"""
INCOME = {"TJK": {2018: 4000.0}, "RUS": {2018: 33000.0}, "USA": {2018: 65000.0}}


@pytest.fixture(scope="module")
def release(django_db_setup, django_db_blocker):
    """One release for the module; its rows go with the transaction that holds them."""
    from django.db import transaction

    with django_db_blocker.unblock():
        held = transaction.atomic()
        held.__enter__()
        published.prepare()
        published.load(published.observations(remin=published.REMITTANCES, income=INCOME))
        published.load(STOCK, "migrant_stock.csv")
        published.load(MATRIX, "bilateral_matrix_2018.csv")
        number, _computed = calculations.refresh()
        yield number
        transaction.set_rollback(True)
        held.__exit__(None, None, None)


pytestmark = pytest.mark.usefixtures("release")


@pytest.fixture(scope="module")
def ids(release):
    return dict(Area.objects.values_list("code", "pk"))


def test_a_matrix_is_one_period_of_one_layer(ids):
    found = corridors.matrix("COR_STOCK", 2020)

    rows = dict(zip(zip(found.home, found.host, strict=True), found.value, strict=True))
    assert rows == {
        (ids["TJK"], ids["RUS"]): 400,
        (ids["TJK"], ids["USA"]): 10,
        (ids["PHL"], ids["USA"]): 1500,
    }
    letters = dict(zip(zip(found.home, found.host, strict=True), found.status, strict=True))
    assert letters[ids["TJK"], ids["RUS"]] == b"I", "one imputed row makes the total imputed"
    assert corridors.matrix("COR_STOCK", "2020", sex="F").value.sum() == 1055


def test_modelled_money_adds_up_to_what_is_reported(ids):
    found = corridors.matrix("BRE_USD", 2019)

    assert found.variant == "V3"
    assert set(found.status.tolist()) == {b"E"}
    assert found.table.is_modelled
    of_tjk = found.value[found.home == ids["TJK"]]
    assert of_tjk.sum() == pytest.approx(published.REMITTANCES["TJK"][2019], rel=1e-12)
    equal = corridors.matrix("BRE_USD", 2020, variant="V1")
    assert equal.value[equal.home == ids["TJK"]].max() == pytest.approx(
        published.REMITTANCES["TJK"][2020] * 400 / 410
    )


def test_a_corridor_has_every_layer_along_its_periods(ids):
    found = corridors.corridor(ids["TJK"], ids["RUS"])

    by_layer = {(one.table.code, one.sex, one.variant): one for one in found}
    assert by_layer["COR_STOCK", "T", ""].figures == (("2015", 400, "E"), ("2020", 400, "I"))
    assert by_layer["COR_STOCK", "M", ""].at("2020") == 250
    assert by_layer["COR_STOCK", "M", ""].at("1990") is None
    assert {key[2] for key in by_layer if key[0] == "BRE_USD"} == {"V1", "V2", "V3"}
    assert by_layer["COR_TOP", "T", ""].at("2020") == 2
    assert corridors.corridor(ids["RUS"], ids["TJK"]) == []


def test_the_corridors_of_a_country_at_either_end_take_one_query_beside_the_table(ids):
    shown = corridors.table("COR_STOCK")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        hosts = corridors.of_area(shown, ids["TJK"], end="home")
        homes = corridors.of_area(shown, ids["USA"], end="host")

    assert [one.host for one in hosts] == sorted([ids["RUS"], ids["USA"]])
    assert {one.home for one in homes} == {ids["TJK"], ids["PHL"]}
    assert len(asked) == 2
    with pytest.raises(ValueError, match="a home and a host"):
        corridors.of_area(shown, ids["USA"], end="both")


def test_the_largest_are_ranked_within_the_scope(ids):
    found = corridors.matrix("COR_STOCK", 2020)

    assert corridors.largest(found, limit=1) == [(1, ids["PHL"], ids["USA"], 1500, "E")]
    scoped = corridors.largest(found, homes=[ids["TJK"]])
    assert [row[:3] for row in scoped] == [(1, ids["TJK"], ids["RUS"]), (2, ids["TJK"], ids["USA"])]


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: corridors.matrix("REM_IN_USD", 2020), "no bilateral indicator REM_IN_USD"),
        (lambda: corridors.matrix("COR_STOCK", 2019), "Choose from 2015 to 2020"),
        (lambda: corridors.matrix("COR_STOCK", 2020, sex="X"), "Sexes: T, F, M"),
        (lambda: corridors.matrix("BRE_USD", 2020, variant="V9"), "Variants: V1, V2, V3"),
        (lambda: corridors.matrix("COR_STOCK", 2020, release=99_999), "no release 99999"),
        (lambda: corridors.table("COST200_CORR"), "none of its sources"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_by_name(ask, says):
    with pytest.raises(NotPublished, match=says):
        ask()


def test_lines_are_stored_once_and_belong_to_their_run():
    release, computed = calculations.refresh()

    assert computed == 0
    run = ComputeRun.objects.get(pk=corridors.table("BRE_USD").run)
    lines = CorridorLine.objects.filter(run=run)
    assert lines.count() == 3 * 3 * 3
    assert all(
        len(line.values) == len(line.status) == len(run.dimensions["periods"]) for line in lines
    )
    assert run.rows == sum(int(np.isfinite(line.values).sum()) for line in lines)
    assert set(corridors.tables(release=release)) == {
        "COR_STOCK",
        "COR_SHARE_O",
        "COR_SHARE_D",
        "COR_TOP",
        "BRE_USD",
    }


def test_the_model_is_compared_with_the_published_matrix_and_the_figures_are_on_the_page(client):
    rows = {one.variant: one for one in ModelValidation.objects.all()}

    assert set(rows) == {"V1", "V2", "V3"}
    assert (rows["V3"].year, rows["V3"].corridors, rows["V3"].shared) == (2018, 3, 3)
    found = corridors.matrix("BRE_USD", 2018)
    ours = dict(zip(zip(found.home, found.host, strict=True), found.value, strict=True))
    ids = dict(Area.objects.values_list("code", "pk"))
    pairs = [("TJK", "RUS", 2e9), ("TJK", "USA", 1e8), ("PHL", "USA", 33e9)]
    gaps = [abs(ours[ids[home], ids[host]] - value) for home, host, value in pairs]
    assert rows["V3"].error == pytest.approx(100 * sum(gaps) / 35.1e9)
    assert rows["V3"].theirs == 35.1e9
    page = client.get("/indicators/BRE_USD/validation/").content.decode()
    assert f"{rows['V3'].correlation:.3f}" in page
    assert f"{rows['V3'].error:.1f}" in page
    assert "never observed" in page
    assert "/BRE_USD/validation/" in client.get("/indicators/BRE_SRC_HHI/").content.decode()
    assert validation.validate() == 0, "compared once"
