"""Fetching from a provider that answers in pages, fails for a while, or answers nonsense."""

import json
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

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
    total = 4
    status = 200
    retry_after = ""
    file = b""

    def do_GET(self):
        self.agents.append(self.headers["User-Agent"])
        if self.file:
            return self.answer_file()
        if self.status != 200:
            return self.answer(self.status, "<html>not for you</html>")
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
        head = {
            "page": page,
            "pages": 2,
            "per_page": 2,
            "total": self.total,
            "lastupdated": self.updated,
        }
        return self.answer(200, [head, rows])

    def answer_file(self):
        is_known = self.headers["If-None-Match"] == '"one"'
        self.statuses.append(304 if is_known else 200)
        self.send_response(self.statuses[-1])
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", "0" if is_known else str(len(self.file)))
        self.end_headers()
        if not is_known:
            self.wfile.write(self.file)

    def answer(self, status, body):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        if self.retry_after and status == 502:
            self.send_header("Retry-After", self.retry_after)
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
    kind = type("OneProvider", (Provider,), {"agents": [], "statuses": []})
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


def test_a_source_is_asked_a_few_times_a_day_and_ever_more_rarely_after_failures(
    prepared, provider
):
    now = timezone.now()

    def job(state, days):
        made = Job.objects.create(
            kind="fetch", key="wdi", state=state, error="away", finished_at=now
        )
        Job.objects.filter(pk=made.pk).update(created_at=now - timedelta(days=days))

    for _number in range(3):
        job(Job.State.DONE, 0.1)
    assert not fetches.may_be_asked("wdi")
    Job.objects.all().delete()
    for days, may in ((0.5, False), (1.0, True)):
        job(Job.State.FAILED, days)
        assert fetches.may_be_asked("wdi") == may
        Job.objects.all().delete()
    for days in (12, 11, 9, 5):
        job(Job.State.FAILED, days)
    assert not fetches.may_be_asked("wdi"), "after four failures eight days"
    Job.objects.filter(kind="fetch").update(created_at=now - timedelta(days=8))
    assert fetches.may_be_asked("wdi")


def test_we_say_who_we_are_and_never_wait_as_long_as_a_provider_may_ask(prepared, provider):
    provider.failures = 1
    provider.retry_after = "86400"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetches, "MOST_PAUSE", 0.01)
        fetches.fetch("wdi")

    assert "MigrationPortal" in provider.agents.pop()


def test_an_answer_shorter_than_the_providers_count_is_not_taken(prepared, provider):
    provider.total = 5

    job = Job.objects.create(kind="fetch", key="wdi")
    run(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    refused = Snapshot.objects.get(filename=f"worldbank_{REMIN}.json")
    assert "has 4 observations; the provider counts 5" in refused.problem


def test_403_and_an_answer_that_drips_fail_without_harm(prepared, provider, settings, monkeypatch):
    provider.status = 403
    with pytest.raises(fetches.Unreachable, match="status 403"):
        fetches.fetch("wdi")
    provider.status = 200
    monkeypatch.setattr(fetches, "SLOWEST", -1)
    with pytest.raises(fetches.Unreachable, match="too slowly"):
        fetches.fetch("wdi")
    assert not Snapshot.objects.exists()


def test_a_whole_file_is_asked_for_only_if_it_has_changed(prepared, provider, settings):
    address = settings.PROVIDER_ADDRESSES["wdi"]
    settings.PROVIDER_ADDRESSES = {"undesa_stock": f"{address}/file.csv"}
    provider.file = b"dest,origin,year,sex,n,data_type\nKWT,IND,2020,male,700000,B\n"

    assert fetches.fetch("undesa_stock").startswith("1 new")
    assert fetches.fetch("undesa_stock").startswith("0 new, 1 unchanged")
    assert provider.statuses == [200, 304]


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
