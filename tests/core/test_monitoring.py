"""The portal says how it does: to probes, to a monitoring system, and to administrators in words."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import redis
import yaml
from django.conf import settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import AccountLetter
from core.models import Job, SetAside, User
from tests.workshops.making import make_workshop, register
from workshops.models import Registration

pytestmark = pytest.mark.django_db
OPS = Path(settings.BASE_DIR, "ops")


def scrape(client, **headers):
    """{(name, labels as text): value} of /metrics."""
    response = client.get("/metrics", **headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    return {
        (sample.name, *sorted(f"{k}={v}" for k, v in sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_probes_tell_life_from_readiness(client, settings):
    assert client.get("/health/live").json() == {"status": "up"}
    assert client.get("/health/ready").json()["parts"] == {
        "database": "up",
        "tables": "up",
        "broker": "up",
    }
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/ready").status_code == 200


@pytest.mark.wide
def test_a_process_lives_without_its_database_and_is_not_ready():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
        "DATABASE_URL": "postgres://nobody:none@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "x" * 50,
        "HTTPS": "no",
    }
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "for path in ('/health/live', '/health/ready', '/metrics'):\n"
        "    print(Client(SERVER_NAME='localhost').get(path).status_code)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert run.stdout.split() == ["200", "503", "200"], run.stderr


def test_metrics_count_requests_by_view_and_never_by_address(client):
    name = ("portal_requests_total", "status=2xx", "view=health_live")
    before = scrape(client).get(name, 0)
    client.get("/health/live?name=Planted")
    client.get("/no/such/Planted/")
    response = client.get("/metrics").text

    assert scrape(client)[name] == before + 1
    assert "Planted" not in response
    assert 'portal_request_seconds_bucket{le="0.05",part="portal"}' in response


@pytest.mark.wide
def test_processes_of_one_server_are_added_up(client, tmp_path):
    """As granian's workers: each counts for itself, and any of them may be asked."""
    environment = {**os.environ, "METRICS_FOLDER": str(tmp_path), "HTTPS": "no"}
    environment |= {"DJANGO_SETTINGS_MODULE": "migration_portal.settings", "SECRET_KEY": "x" * 50}
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(SERVER_NAME='localhost')\n"
        "client.get('/health/live')\n"
        "print(client.get('/metrics').content.decode())\n"
    )
    for _process in range(3):
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            timeout=110,
            check=True,
        )

    assert 'portal_requests_total{status="2xx",view="health_live"} 3.0' in run.stdout


def test_metrics_tell_jobs_letters_offers_and_rows(client):
    now = timezone.now()
    Job.objects.create(kind="refresh_all", next_at=now - timedelta(hours=2))
    kind = "refresh_all"
    user = User.objects.create_user("amal", password="a-long-enough-one")
    AccountLetter.objects.create(
        user=user,
        reason="r",
        to="amal@example.org",
        language="en",
        subject="Planted",
        body="Planted",
        created_at=now - timedelta(hours=3),
    )
    SetAside.objects.create(what="send a letter", row="7", reason="OSError in x.py")
    row = register(make_workshop())
    Registration.objects.filter(pk=row.pk).update(
        state="offered", offered_until=now - timedelta(hours=1)
    )

    measures = scrape(client)

    assert measures["portal_jobs", f"kind={kind}", "state=waiting"] == 1
    assert 7000 < measures["portal_job_wait_seconds", f"kind={kind}"] < 7400
    assert measures["portal_outbox_waiting", "outbox=accounts"] == 1
    assert 10_000 < measures["portal_outbox_age_seconds", "outbox=accounts"] < 11_200
    assert measures["portal_rows_set_aside", "work=send a letter"] == 1
    assert measures["portal_offers", "which=late"] == 1
    assert measures["portal_up", "part=database"] == 1
    assert measures["portal_up", "part=worker"] == 0
    text = client.get("/metrics").text
    assert "amal" not in text
    assert "Planted" not in text


def test_metrics_are_for_the_token_or_the_same_machine(client, settings):
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404
    settings.METRICS_TOKEN = "a-token-of-the-monitoring"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer another").status_code == 404
    right = {"HTTP_AUTHORIZATION": "Bearer a-token-of-the-monitoring", "REMOTE_ADDR": "10.0.0.9"}
    assert client.get("/metrics", **right).status_code == 200


def _expressions():
    rules = yaml.safe_load((OPS / "alerts.yml").read_text(encoding="utf-8"))
    board = json.loads((OPS / "grafana.json").read_text(encoding="utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            assert {"summary", "action"} <= set(rule["annotations"]), rule["alert"]
            yield rule["expr"]
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def test_alerts_and_board_name_what_there_is(client, release):
    client.get("/health/live")
    types = set(re.findall(r"^# TYPE (\w+) ", client.get("/metrics").text, re.MULTILINE))
    named = {name for text in _expressions() for name in re.findall(r"\bportal_\w+", text)}

    assert {name.removesuffix("_bucket") for name in named} <= types
    # And nothing is measured that nobody looks at.
    assert types <= {name.removesuffix("_bucket") for name in named}


def test_the_status_page_says_in_words_what_is_wrong_and_what_to_do(client):
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.set("alive:beat", 1, ex=60)
    Job.objects.create(kind="refresh_all", next_at=timezone.now() - timedelta(hours=2))
    assert client.get("/account/status/").status_code == 302
    client.force_login(User.objects.create_user("amal", password="a-long-enough-one"))
    assert client.get("/account/status/").status_code == 404
    client.force_login(User.objects.create_superuser("root", password="a-long-enough-one"))

    page = client.get("/account/status/").text

    assert "No worker gives a sign of life" in page
    assert "Start a worker, and look at the end of its log." in page
    assert "Jobs have been due for more than half an hour" in page
    assert "Beat gives no sign" not in page
    assert client.get("/ar/account/status/").status_code == 200


def test_the_status_page_of_a_portal_that_works_says_so(client):
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.set("alive:beat", 1, ex=60)
        valkey.set("alive:worker", 1, ex=60)
    client.force_login(User.objects.create_superuser("root", password="a-long-enough-one"))

    assert "Everything works, as of" in client.get("/account/status/").text
