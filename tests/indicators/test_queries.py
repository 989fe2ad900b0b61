"""The page of queries without a browser: what it weighs is said first, and files stand beside it."""

import gzip
import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from core.http.middleware import ENGINE_POLICY
from core.http.static_files import HashedStaticFilesStorage
from indicators.models import ReleaseFile
from indicators.pages import queries
from indicators.services import release_steps
from tests import published
from tests.jobs import run_waiting

ENGINE = finders.find(queries.WASM)


@pytest.fixture(scope="module")
def built_once(django_db_setup, django_db_blocker, files_once):
    with published.kept(django_db_blocker):
        release = published.publish()
        run_waiting(release_steps.FINISH)
        yield release


@pytest.fixture
def built(built_once, db):
    return built_once


@pytest.fixture(autouse=True)
def _own_files():
    """The files of the release serve every test."""


def test_tables_of_the_newest_release_are_named_with_their_files(built, client):
    page = client.get("/explore/query/").content.decode()
    tables = (
        json.loads(re.search(r'id="query-tables"[^>]*>(.*?)</script>', page)[1]) if ENGINE else []
    )

    assert f"/releases/{built}/files/theme-remittances.parquet" in page
    assert {table["name"] for table in tables} >= {"remittances", "context"} or not ENGINE
    for table in tables:
        assert client.get(table["arrow"]).status_code == 200
    assert client.get(f"/explore/query/?release={built}").status_code == 200
    for wrong in ("999", "x", "9" * 40, "²"):
        assert client.get("/explore/query/", {"release": wrong}).status_code == 404


def test_a_table_too_large_for_a_browser_is_a_file_only(built, client):
    ReleaseFile.objects.filter(code="remittances").update(rows=queries.MOST_ROWS + 1)
    page = client.get("/explore/query/").content.decode()
    address = f"/releases/{built}/files/theme-remittances"

    assert "too large for a browser" in page
    assert "theme-remittances.arrow" not in page
    assert client.get(f"{address}.arrow").status_code == 404
    assert client.head(f"{address}.parquet").status_code == 200


@pytest.mark.skipif(ENGINE is None, reason="the query engine is not installed (make assets)")
def test_the_engine_is_loaded_by_a_click_that_says_its_weight(built, client):
    response = client.get("/explore/query/")
    page = response.content.decode()

    assert re.search(r"Load the query engine, \d+\.\d MB", page)
    assert "Queries need JavaScript" in page
    assert "wasm" not in response.headers["Content-Security-Policy"], "only its worker compiles"
    for name in (queries.WASM, queries.WORKER):
        file = client.head(f"/static/{name}")
        assert file.headers["Content-Security-Policy"] == ENGINE_POLICY


def test_without_an_engine_the_page_leads_to_the_files(built, client, monkeypatch):
    monkeypatch.setattr(queries.finders, "find", lambda _path: None)
    page = client.get("/explore/query/").content.decode()

    assert "not installed here" in page
    assert "<textarea" not in page
    assert "theme-remittances.csv" in page


def test_before_the_first_files_it_says_so(built, client):
    ReleaseFile.objects.all().delete()
    assert "No files yet" in client.get("/explore/query/").content.decode()


def test_examples_read_only_tables_that_there_are(built):
    shown = queries.context(None)["examples"]

    assert 2 <= len(shown) < len(queries.EXAMPLES)
    for example in queries.EXAMPLES:
        assert all(re.search(rf"\b{table}\b", example.sql) for table in example.tables)


def test_a_large_file_keeps_the_twin_that_it_came_with(tmp_path, settings):
    storage = HashedStaticFilesStorage(location=str(tmp_path), base_url="/static/")
    data, twin = b"\0asm" * 1000, gzip.compress(b"\0asm" * 1000, 9, mtime=0)
    storage.save("vendor/engine.wasm", ContentFile(data))
    storage.save("vendor/engine.wasm.gz", ContentFile(twin))
    paths = {
        f"vendor/{name}": (storage, f"vendor/{name}") for name in ("engine.wasm", "engine.wasm.gz")
    }
    list(storage.post_process(paths))
    named = tmp_path / storage.hashed_files["vendor/engine.wasm"]

    assert named.read_bytes() == data
    assert named.with_name(f"{named.name}.gz").read_bytes() == twin
    kept = {one.name for one in (tmp_path / "vendor").iterdir()}
    assert kept == {named.name, f"{named.name}.gz"}, "no second copy of it"
