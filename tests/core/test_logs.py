"""What handlers write of requests that fail, and workers of tasks: no link that opens something."""

import io
import logging
import re
from pathlib import Path

import pytest
from celery.signals import setup_logging
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.urls import get_resolver
from django.urls.converters import StringConverter

from core import logs
from core import tasks as of_core
from evaluations import tasks as of_evaluations
from migration_portal import celery
from tests.evaluations.making import OwnForm, opened

TOKEN = "WzU3LDI5OV0:1vXyZa:MSn8q0cJ5rVYb3kQe7hT2uWp9dLf6gRz4xNsAoBiCmE"
PUBLIC = {
    "area",
    "code",
    "ending",
    "extension",
    "id",
    "kind",
    "language",
    "name",
    "period",
    "section",
}
"""Names of parts of addresses that open nothing."""
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def routes(resolver=None, before="", parts=()):
    """(address as written, names of its parts that take any text) of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        names = [
            *parts,
            *(n for n, c in pattern.pattern.converters.items() if type(c) is StringConverter),
        ]
        written = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern, "" if written in {"", "en/"} else written, names)
        else:
            yield written, names


SECRET = sorted({route for route, parts in routes() if set(parts) - PUBLIC})


def address(route, language):
    filled = re.sub(r"<(?:str:)?(?:token|secret|key|serial|room_code)>", TOKEN, route)
    filled = re.sub(r"<(?:slug|workshop):\w+>", "some-code", re.sub(r"<int:\w+>", "7", filled))
    filled = re.sub(r"<str:(?:area|code|form|period)>", "X", filled)
    assert "<" not in filled
    return f"/{filled}" if language == "en" else f"/{language}/{filled}"


@pytest.fixture
def written(monkeypatch):
    """What the handler of the settings has written so far."""
    handlers = {handler.name: handler for handler in logging.getLogger().handlers}
    stream = io.StringIO()
    monkeypatch.setattr(handlers["stderr"], "stream", stream)
    return stream.getvalue


class Failing:
    """Middleware under which every page fails, with the address in the error."""

    kind: type[Exception] = LookupError

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        raise self.kind(f"{request.get_full_path()} of {kwargs}")


class Forbidding(Failing):
    """The same, refused."""

    kind = PermissionDenied


def test_no_handler_beside_the_masking_one_writes(db):
    names = ["", "django", "django.request", "django.security", "django.server", "workshops"]
    handlers = {handler for name in names for handler in logging.getLogger(name or None).handlers}
    ours = {handler for handler in handlers if not type(handler).__module__.startswith("_pytest")}

    assert {handler.name for handler in ours} == {"stderr"}
    assert all(any(type(f) is logs.MaskSecrets for f in handler.filters) for handler in ours)


def test_every_secret_part_of_an_address_is_known():
    assert {"registration/<str:token>/", "alerts/<str:key>/end"} <= set(SECRET)
    assert len(SECRET) >= 10


@pytest.mark.parametrize("kind", ["Failing", "Forbidding"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_links_are_masked_in_what_is_written_of_errors(db, client, written, language, kind):
    client.raise_request_exception = False
    middleware = [*settings.MIDDLEWARE, f"{__name__}.{kind}"]

    with override_settings(MIDDLEWARE=middleware):
        for route in SECRET:
            answer = client.get(address(route, language), {"token": TOKEN, "serial": TOKEN})
            assert answer.status_code == {"Failing": 500, "Forbidding": 403}[kind]

    log = written()
    assert log.count("django.request: ") >= len(SECRET)
    assert log.count("Traceback") >= len(SECRET)
    assert ("Forbidden (Permission denied)" in log) == (kind == "Forbidding")
    assert "MSn8q0" not in log
    assert "WzU3" not in log


def test_short_secrets_are_masked_by_where_they_stand(db, client, written):
    client.raise_request_exception = False
    middleware = [*settings.MIDDLEWARE, f"{__name__}.Failing"]

    with override_settings(MIDDLEWARE=middleware):
        for route in SECRET:
            client.get(address(route, "fr").replace(TOKEN, "Kq7-x_2Z"))
            client.get(address(route, "en").replace(TOKEN, "Kq7-x_2Z"))

    assert "Kq7-x_2Z" not in written()
    assert "/organise/some-code/certificates/***" in written()


def test_real_links_are_not_written_when_something_lacks(db, client, written):
    client.raise_request_exception = False
    round_ = opened(people=1)
    invitation = round_.invitations.get()
    link, registration = invitation.link(), invitation.registration.link()

    statuses = [
        client.post(link, {"page": "1", "act": "next", "REL2": "4"}).status_code,
        OwnForm(client, link).post({"page": "1", "act": "next", "REL2": "4"}).status_code,
        client.get(link[:-1] + "x/").status_code,
        client.get(registration[:-1] + "x/").status_code,
        client.put(registration).status_code,
    ]

    assert all(400 <= status < 500 for status in statuses), statuses
    assert "django.request" in written()
    for token in (link, registration):
        assert token.strip("/").rsplit("/", 1)[1][:12] not in written()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("/organise/x/evaluation/12/people/", "/organise/x/evaluation/12/people/"),
        ("/ar/evaluation/answers/", "/ar/evaluation/answers/"),
        ("/evaluation/room/482913/", "/evaluation/room/***/"),
        ("next=%2Fregistration%2Fabc%2F&x=1", "next=%2Fregistration%2F***%2F&x=1"),
        ("https://data.example.org/zh-hans/nominate/abc/?x", "https://data.example.org/zh-hans/nominate/***/?x"),
        ("DETAIL: Key (key)=(abc) already exists.", "DETAIL: ***"),
        ("with arguments {'token': 'abc', 'pk': 7}", "with arguments {'token': '***', 'pk': 7}"),
        ("12:30:59 and a:b stay", "12:30:59 and a:b stay"),
    ],
)  # fmt: skip
def test_what_is_masked_and_what_stays(text, masked):
    assert logs.mask(text) == masked


def test_wrong_arguments_of_a_message_are_masked_too(db, written):
    logging.getLogger("workshops").warning("%s and %d", f"/registration/{TOKEN}/", "no number")

    assert "/registration/***/" in written()
    assert TOKEN not in written()


def test_the_worker_does_not_tell_whether_answers_came(db, written):
    of_core.resume_jobs.apply()
    result = of_evaluations.run_rounds.apply()

    assert "core.resume_jobs" in written()
    assert "run_rounds" not in written()
    assert result.get() is None


def test_celery_adds_no_handlers_of_its_own(monkeypatch):
    configured = []
    monkeypatch.setattr(celery, "dictConfig", configured.append)

    answers = setup_logging.send(sender=None, loglevel="INFO", logfile=None, format="", colorize=0)

    assert configured == [settings.LOGGING]
    assert answers, "with a receiver Celery leaves the handlers alone"


def test_the_web_server_keeps_no_access_log():
    root = Path(settings.BASE_DIR)
    files = ["Dockerfile", "docker-compose.yml", "stack/supervisor.py"]

    for name in files:
        text = (root / name).read_text(encoding="utf-8")
        assert not re.search(r"--access-log|GRANIAN_LOG_ACCESS", text), name


@pytest.mark.parametrize(
    ("address", "host"), [("/studies/?q=a%00b", "testserver"), ("/", "other.example")]
)
def test_a_malformed_request_writes_one_line(db, client, written, address, host):
    assert client.get(address, headers={"host": host}).status_code == 400

    assert "Traceback" not in written()
    assert 1 <= len(written().splitlines()) <= 2
