"""Releases in the open: what each changed, files in ranges, citations, addresses that stay."""

import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core import jobs
from indicators.models import Release, ReleaseChange, ReleaseFile
from indicators.services import calculations, release_steps
from tests import published
from tests.jobs import run_waiting
from tests.published import REMITTANCES


def revise(updated: str = "2026-01-31", times: int = 2) -> int:
    """A newer vintage: the Philippines doubled in 2020, Kazakhstan without 2019, Tajikistan with 2021."""
    newer = {
        "PHL": REMITTANCES["PHL"] | {2020: times * REMITTANCES["PHL"][2020]},
        "TJK": REMITTANCES["TJK"] | {2021: 2.5e9},
        "KAZ": {2020: REMITTANCES["KAZ"][2020]},
    }
    published.load(published.world_bank(newer, updated), "API_BX.csv")
    release, _computed = calculations.refresh()
    return release


@pytest.fixture(scope="module")
def pair_once(django_db_setup, django_db_blocker, files_once):
    with published.kept(django_db_blocker):
        first = published.publish()
        second = revise()
        run_waiting(release_steps.FINISH)
        yield first, second


@pytest.fixture
def pair(pair_once, db):
    """Two releases and their files, made once; what a test changes is undone after it."""
    return pair_once


@pytest.fixture(autouse=True)
def _own_files():
    """The files of the pair serve every test."""


def counts(release, code, area):
    row = ReleaseChange.objects.get(release=release, indicator__code=code, area__code=area)
    return row.added, row.removed, row.changed, row.revised


def test_a_release_counts_what_was_added_removed_and_revised(pair):
    _first, second = pair

    assert counts(second, "REM_IN_USD", "PHL") == (0, 0, 1, 1)
    assert counts(second, "REM_IN_USD", "TJK") == (1, 0, 0, 0)
    assert counts(second, "REM_IN_USD", "KAZ") == (0, 1, 0, 0)
    largest = ReleaseChange.objects.get(
        release=second, indicator__code="REM_IN_USD", area__code="PHL"
    )
    assert (largest.period, largest.before, largest.after, largest.share) == (
        "2020",
        REMITTANCES["PHL"][2020],
        2 * REMITTANCES["PHL"][2020],
        1.0,
    )
    assert not ReleaseChange.objects.filter(release=second, indicator__code="GDP_USD").exists()


def test_its_page_says_so_and_stays_under_its_permanent_address(pair, client):
    first, second = pair
    page = client.get(f"/releases/{second}/").content.decode()

    assert f"What changed since release {first}" in page
    assert "Philippines" in page
    assert "100.0" in page
    assert "19 Jun 2025 → 31 Jan 2026" in " ".join(page.split())
    moved = client.get(f"/id/releases/{second}")
    assert moved.headers["Location"] == f"/releases/{second}/"
    assert (
        client.get(f"/id/releases/{second}", headers={"Accept": "application/x-bibtex"})
        .headers["Location"]
        .endswith("cite.bib")
    )
    assert f"release {second}" in client.get(f"/releases/{second}/cite.bib").content.decode()
    assert client.get(f"/releases/{second}/cite.ris").content.startswith(b"TY  - DATA")
    assert "The first release" in client.get(f"/releases/{first}/").content.decode()
    assert "There is nothing" in client.get(f"/releases/{first}/").content.decode()
    assert client.get("/releases/9999/").status_code == 404
    assert client.get("/fr/releases/").status_code == 200


def test_the_list_of_releases_takes_a_constant_number_of_queries(
    pair, client, django_assert_max_num_queries
):
    client.get("/releases/")
    for more in (0, 2):
        for number in range(more):
            revise(f"2026-02-0{number + 1}", times=number + 3)
        run_waiting(release_steps.FINISH)

        with django_assert_max_num_queries(8):
            page = client.get("/releases/").content.decode()
        assert page.count("Release ") >= 2 + more


def test_files_are_sent_in_ranges_and_known_by_their_digest(pair, client):
    _first, second = pair
    file = ReleaseFile.objects.get(release=second, kind="theme", code="remittances")
    address = file.get_absolute_url()
    whole = client.get(address)
    data = b"".join(whole)

    assert len(data) == file.size
    assert whole.headers["ETag"] == f'"{file.sha256}"'
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, b"".join(part)) == (206, data[10:20])
    assert client.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.get(address, headers={"Range": f"bytes={file.size}-"}).status_code == 416
    assert client.get(f"/releases/{second}/files/theme-nothing.zip").status_code == 404
    latest = client.get("/releases/latest/files/theme-remittances.zip")
    assert latest.headers["Location"] == address


def test_the_figures_alone_have_addresses_of_their_own(pair, client):
    _first, second = pair
    file = ReleaseFile.objects.get(release=second, kind="theme", code="remittances")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.get(file.get_absolute_url()))))
    address = f"/releases/{second}/files/theme-remittances"
    whole = client.get(f"{address}.parquet")
    data = b"".join(whole)
    part = client.get(f"{address}.parquet", headers={"Range": "bytes=-8"})
    table = pq.read_table(io.BytesIO(data))

    assert data == archive.read("data.parquet")
    assert int(whole.headers["Content-Length"]) == len(data)
    assert (part.status_code, b"".join(part)) == (206, data[-8:])
    assert part.headers["Content-Range"] == f"bytes {len(data) - 8}-{len(data) - 1}/{len(data)}"
    tag = {"If-None-Match": whole.headers["ETag"]}
    assert client.get(f"{address}.parquet", headers=tag).status_code == 304
    assert client.get(f"{address}.zip", headers=tag).status_code == 200

    plain = client.get(f"{address}.csv")
    packed = client.get(f"{address}.csv", headers={"Accept-Encoding": "gzip"})
    text, gzipped = b"".join(plain), b"".join(packed)
    assert text == gzip.decompress(gzipped) == archive.read("data.csv")
    assert [int(one.headers["Content-Length"]) for one in (plain, packed)] == [
        len(text),
        len(gzipped),
    ]
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]

    arrow = pa.ipc.open_stream(client.get(f"{address}.arrow").content).read_all()
    assert arrow.to_pylist() == table.to_pylist()


@pytest.mark.parametrize("ending", ["zip", "parquet", "csv", "arrow"])
def test_the_latest_file_keeps_the_kind_asked_for(pair, client, ending):
    _first, second = pair
    moved = client.get(f"/releases/latest/files/theme-remittances.{ending}")

    assert moved.headers["Location"] == f"/releases/{second}/files/theme-remittances.{ending}"
    assert client.get(f"/releases/latest/files/theme-nothing.{ending}").status_code == 404
    assert client.get("/releases/latest/files/theme-remittances.exe").status_code == 404


def test_the_latest_file_is_that_of_the_newest_release_that_has_it(pair, client):
    first, second = pair
    Release.objects.filter(pk=first).update(built_at=timezone.now())
    file = ReleaseFile.objects.get(release=second, kind="theme", code="remittances")
    file.pk, file.release_id = None, first
    file.save()
    address = "/releases/latest/files/theme-remittances.zip"

    assert client.get(address).headers["Location"].startswith(f"/releases/{second}/")
    ReleaseFile.objects.filter(release=second).delete()
    assert client.get(address).headers["Location"].startswith(f"/releases/{first}/")


def test_unchanged_figures_share_their_file_and_a_second_run_writes_nothing(pair):
    _first, second = pair
    files = ReleaseFile.objects.filter(release=second)
    before = {one.pk: (one.sha256, one.stored) for one in files}
    published.load(published.observations(remout={"PHL": {2020: 1.0e9}}), "more.csv")
    third, _computed = calculations.refresh()
    run_waiting(release_steps.FINISH)
    jobs.run(jobs.ask(release_steps.FINISH, third).pk)
    assert {one.pk: (one.sha256, one.stored) for one in files.all()} == before
    shared = set(files.values_list("stored", flat=True)) & set(
        ReleaseFile.objects.filter(release=third).values_list("stored", flat=True)
    )
    assert len(shared) >= 1
    Release.objects.filter(pk=third).update(built_at=None)
    one = ReleaseFile.objects.filter(release=third).first()
    default_storage.delete(one.stored)
    one.delete()
    jobs.run(jobs.ask(release_steps.FINISH, third).pk)
    again = ReleaseFile.objects.get(release=third, kind=one.kind, code=one.code)
    assert (again.sha256, again.size) == (one.sha256, one.size)
