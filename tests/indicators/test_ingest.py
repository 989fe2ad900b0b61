"""Files are kept as received and loaded whole or refused whole, also when a worker dies."""

import gzip
from datetime import date

import pytest
from django.db import connection

from indicators.models import Observation, Snapshot, SnapshotSeries
from indicators.services import ingest
from tests.studies.making import load_regions

TODAY = date(2026, 11, 23)
HEADER = "iso3,var_code,source_code,year,value,unit\n"
PHL = "PHL,remin,BX.TRF.PWKR.CD.DT,2020,34913312000,USD\n"
TJK = "TJK,remin,BX.TRF.PWKR.CD.DT,2020,2187034000,USD\n"
GDP = "PHL,gdp,NY.GDP.MKTP.CD,2020,361751000000,USD\n"


@pytest.fixture
def reference_data(db):
    load_regions()
    ingest.ensure_catalogue()


def receive(text: str, name: str = "observations_wdi.csv") -> Snapshot:
    return ingest.receive(name=name, data=text.encode(), retrieved_on=TODAY)[0].snapshot


def test_a_file_is_kept_byte_for_byte_and_its_figures_can_be_traced(reference_data):
    text = HEADER + PHL + TJK + GDP

    snapshot = ingest.load(receive(text).pk)

    assert snapshot.state == Snapshot.State.LOADED, snapshot.problem
    assert bytes(snapshot.content.data) == text.encode()
    assert (snapshot.rows_read, snapshot.rows_kept) == (3, 3)
    found = Observation.objects.filter(snapshot=snapshot).values_list(
        "series__code", "area__code", "year", "value", "status"
    )
    assert set(found) == {
        ("remin", "PHL", 2020, 34913312000.0, "A"),
        ("remin", "TJK", 2020, 2187034000.0, "A"),
        ("gdp", "PHL", 2020, 361751000000.0, "A"),
    }
    assert dict(SnapshotSeries.objects.values_list("series__code", "rows")) == {
        "remin": 2,
        "gdp": 1,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + PHL + PHL, "2"),
        (HEADER + PHL.replace("PHL", "QQQ"), "QQQ"),
        (HEADER + PHL.replace("34913312000", "much"), "much"),
        (HEADER + PHL.replace("2020", "20200"), "20200"),
    ],
)
def test_a_bad_file_leaves_nothing_but_its_reason(reference_data, text, said):
    snapshot = ingest.load(receive(text).pk)

    assert snapshot.state == Snapshot.State.REFUSED
    assert said in snapshot.problem
    assert not Observation.objects.exists()
    assert not SnapshotSeries.objects.exists()


def test_a_refusal_may_quote_a_file_with_nul(reference_data):
    received = ingest.receive(
        name="a.csv", data=b"se\x00ries\n", retrieved_on=TODAY, reader="national"
    )

    snapshot = ingest.load(received[0].snapshot.pk)

    assert snapshot.state == Snapshot.State.REFUSED
    assert "unknown columns: se\ufffdries" in snapshot.problem


def test_the_same_bytes_again_are_the_same_file(reference_data):
    first = ingest.receive(name="a.csv", data=(HEADER + PHL).encode(), retrieved_on=TODAY)[0]
    again = ingest.receive(name="b.csv", data=(HEADER + PHL).encode(), retrieved_on=TODAY)[0]

    assert (first.is_new, again.is_new) == (True, False)
    assert first.snapshot == again.snapshot


def test_loading_twice_changes_nothing(reference_data):
    snapshot = receive(HEADER + PHL)

    ingest.load(snapshot.pk)
    ingest.load(snapshot.pk)

    assert Observation.objects.count() == 1


def test_a_gzip_file_is_kept_compressed_as_it_came(reference_data):
    data = gzip.compress((HEADER + PHL).encode())

    snapshot = ingest.receive(name="wdi.csv.gz", data=data, retrieved_on=TODAY)[0].snapshot

    assert bytes(snapshot.content.data) == data
    assert ingest.load(snapshot.pk).state == Snapshot.State.LOADED


def test_what_no_reader_knows_is_refused_by_name(reference_data):
    with pytest.raises(ingest.NotAProviderFile, match=r"holiday\.txt"):
        ingest.receive(name="holiday.txt", data=b"sun and sea", retrieved_on=TODAY)


def test_a_vintage_never_overwrites_another(reference_data):
    first = ingest.load(receive(HEADER + PHL).pk)
    second = ingest.load(receive(HEADER + PHL.replace("34913312000", "34913312001")).pk)

    values = Observation.objects.order_by("snapshot_id").values_list("snapshot_id", "value")
    assert list(values) == [(first.pk, 34913312000.0), (second.pk, 34913312001.0)]


def test_flags_of_the_source_survive_in_their_column(reference_data):
    text = "dest,origin,year,sex,n,data_type\nKWT,IND,2020,male,700000,CR\nKWT,OOO,2020,male,5,I\n"

    snapshot = ingest.load(receive(text, "migrant_stock.csv").pk)

    assert snapshot.state == Snapshot.State.LOADED, snapshot.problem
    with connection.cursor() as cursor:
        cursor.execute("SELECT flag, status FROM indicators_observation ORDER BY value DESC")
        assert cursor.fetchall() == [("CR", "E"), ("I", "I")]
