"""The number of a request stands in every line that it caused, in web and workers."""

import io
import json
import logging
import re
import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core import request_ids
from core import tasks as of_core
from core.logs import AddRequestId, JsonLines, MaskSecrets
from migration_portal import celery


@pytest.fixture
def lines():
    """What a handler as in the settings writes, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(MaskSecrets())
    handler.addFilter(AddRequestId())
    logger = logging.getLogger("portal.test")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def answer(**headers):
    """Pass a request whose view writes a line."""

    def view(_request):
        logging.getLogger("portal.test").info("done\nin two lines")
        return HttpResponse()

    return request_ids.NumberRequests(view)(RequestFactory().get("/", **headers))


def test_a_line_has_the_number_of_its_request(lines):
    response = answer()

    [line] = lines()
    assert re.fullmatch("[0-9a-f]{32}", line["request_id"])
    assert response.headers["X-Request-ID"] == line["request_id"]
    assert (line["level"], line["logger"]) == ("INFO", "portal.test")
    assert line["message"] == "done\nin two lines"
    assert line["time"].endswith("+00:00")
    assert request_ids.current() == ""


@pytest.mark.parametrize(
    ("behind_proxy", "given", "is_taken"),
    [
        (True, "0123456789abcdef", True),
        (False, "0123456789abcdef", False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, "a line\nbreak of somebody", False),
    ],
)
def test_only_our_own_proxy_gives_numbers(lines, settings, behind_proxy, given, is_taken):
    settings.BEHIND_PROXY = behind_proxy

    answer(HTTP_X_REQUEST_ID=given)

    assert (lines()[0]["request_id"] == given) is is_taken


def test_a_failure_is_one_line_with_its_traceback_and_no_secret(lines):
    try:
        int("amal@example.org")
    except ValueError:
        logging.getLogger("portal.test").exception("At /registration/secret-link/")

    [line] = lines()
    assert "Traceback (most recent call last)" in line["traceback"]
    assert "amal" not in json.dumps(line)
    assert "secret-link" not in json.dumps(line)


def test_a_task_carries_the_number_of_its_request():
    headers = {}
    with request_ids.use("0123456789abcdef"):
        celery.send_the_request_id(headers=headers)

    class Task:
        request = type("Request", (), headers)

    celery.take_the_request_id(task=Task)
    assert request_ids.current() == "0123456789abcdef"
    celery.forget_the_request_id()
    assert request_ids.current() == ""


@pytest.mark.wide
@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_the_number_of_the_request(celery_worker_process, monkeypatch):
    celery_worker_process.kill()
    monkeypatch.setenv("LOG_FORMAT", "json")
    celery_worker_process.start()

    with request_ids.use("fedcba9876543210"):
        of_core.resume_jobs.delay()

    for _try in range(200):
        text = celery_worker_process.log.read_text()
        if '"request_id": "fedcba9876543210"' in text:
            break
        time.sleep(0.1)
    line = next(line for line in text.splitlines() if "fedcba9876543210" in line)
    assert json.loads(line)["logger"].startswith("celery.")
