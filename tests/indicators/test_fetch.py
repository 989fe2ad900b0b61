"""Fetching from a provider that answers in pages, fails for a while, or answers nonsense."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from core.jobs import run
from core.models import Job
from indicators.models import Snapshot
from indicators.selectors import published_table
from indicators.services import calculations, fetches, jobs
from tests import published

FIGURES = {"PHL": {2019: 3.5e10, 2020: 3.4e10}, "TJK": {2019: 2.3e9, 2020: 2.1e9}}
REMIN = "BX.TRF.PWKR.CD.DT"


class Provider(BaseHTTPRequestHandler):
    """Answers as the World Bank's API does: two pages for remittances, a 502 at first, an error for the rest."""

    updated = "2024-02-01"
    scale = 1.0
    failures = 0

    def do_GET(self):
        parts = urlsplit(self.path)
        code, page = parts.path.rsplit("/", 1)[1], int(parse_qs(parts.query)["page"][0])
        if code != REMIN:
            return self.answer(200, [{"message": [{"id": "120", "value": "not valid here"}]}])
        if type(self).failures > 0:
            type(self).failures -= 1
            return self.answer(502, "<html>bad gateway</html>")
        area = ("PHL", "TJK")[page - 1]
        rows = [
            {
                "indicator": {"id": REMIN, "value": ""},
                "country": {"id": area[:2], "value": area},
                "countryiso3code": area,
                "date": str(year),
                "value": value * self.scale,
                "obs_status": "",
            }
            for year, value in FIGURES[area].items()
        ]
        head = {"page": page, "pages": 2, "per_page": 2, "total": 4, "lastupdated": self.updated}
        return self.answer(200, [head, rows])

    def answer(self, status, body):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def prepared_once(django_db_setup, django_db_blocker):
    with published.kept(django_db_blocker):
        published.prepare()
        yield


@pytest.fixture
def prepared(prepared_once, db):
    """Reference data and catalogue without any figure."""


@pytest.fixture
def provider(settings, monkeypatch):
    kind = type("OneProvider", (Provider,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    monkeypatch.setattr(fetches, "RETRY", fetches.RETRY.new(backoff_factor=0.01))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.PROVIDER_ADDRESSES = {"wdi": address}
    yield kind
    server.shutdown()
    thread.join()
    server.server_close()


def values(**choice):
    table = published_table("REM_IN_USD", areas=["PHL", "TJK"], **choice)
    return {(row.area, row.year): row.value for row in table.rows}


def test_pages_are_put_together_and_one_bad_series_loses_nothing(prepared, provider):
    provider.failures = 2

    said = fetches.fetch("wdi")
    calculations.refresh()

    assert values() == {(a, y): v for a, years in FIGURES.items() for y, v in years.items()}
    assert said.startswith("1 new, 0 unchanged")
    assert "not valid here" in said
    assert Snapshot.objects.get(state=Snapshot.State.LOADED).vintage == date(2024, 2, 1)


def test_the_same_answer_again_is_unchanged(prepared, provider):
    fetches.fetch("wdi")

    assert fetches.fetch("wdi").startswith("0 new, 1 unchanged")


def test_a_fetch_with_many_problems_ends_and_tells_them(prepared, provider):
    job = Job.objects.create(kind="fetch", key="wdi")

    run(job.pk)

    job.refresh_from_db()
    failed = len(fetches.downloads("wdi")) - 1
    assert job.state == Job.State.DONE
    assert job.step.startswith(f"1 new, 0 unchanged, {failed} failed\n")
    told = job.step.count("not valid here")
    assert job.step.endswith(f"and {failed - told} more problems")
    assert job.error.count("not valid here") == failed


def test_an_earlier_day_reads_the_earlier_vintage(prepared, provider):
    fetches.fetch("wdi")
    provider.updated, provider.scale = "2025-03-01", 2.0
    fetches.fetch("wdi")
    calculations.refresh()

    assert values()["PHL", 2020] == 6.8e10
    assert values(as_of=date(2025, 2, 28))["PHL", 2020] == 3.4e10
    assert values(as_of=date(2025, 3, 1))["PHL", 2020] == 6.8e10


def test_an_unreachable_provider_changes_nothing_and_says_so(prepared, settings):
    settings.PROVIDER_ADDRESSES = {"wdi": "http://127.0.0.1:9"}
    settings.FETCH_TIMEOUT = 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetches, "RETRY", fetches.RETRY.new(total=0))
        with pytest.raises(fetches.Unreachable, match="works on with what it has"):
            fetches.fetch("wdi")

    assert not Snapshot.objects.exists()


def test_each_source_has_one_fetch_under_way(prepared, provider):

    assert [fetches.request_fetches(), fetches.request_fetches()] == [1, 0]
    assert Job.objects.filter(kind="fetch").count() == 1


def test_one_refresh_waits_at_most(prepared):
    assert jobs.request_refresh() == jobs.request_refresh()


def test_a_second_refresh_computes_and_publishes_nothing(prepared):
    release = published.publish()

    assert calculations.refresh() == (release, 0)


def test_only_what_depends_on_a_new_file_is_computed_anew(prepared):
    published.publish()
    published.load(published.observations(remout={"PHL": {2020: 2.0e8}}))

    _release, computed = calculations.refresh()

    changed = {"REM_OUT_USD", "REM_OUT_GDP", "REM_NET_USD"}
    assert 0 < computed <= len(changed)
