"""What leaves for a Sentry-compatible service: the kind of an error and its place, and nobody's name."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

PLANTED = ("Amal", "Haddad", "amal@example.org", "secret-link", "203.0.113.7")
BROKEN = """
import logging
from django.conf import settings
from django.test import Client
import sentry_sdk
settings.MIDDLEWARE.append("tests.core.test_error_reports.break_in_a_view")
client = Client(SERVER_NAME="localhost", raise_request_exception=False, REMOTE_ADDR="203.0.113.7")
answer = client.post(
    "/health/live?who=Amal",
    {"family": "Haddad", "email": "amal@example.org"},
    HTTP_COOKIE="name=secret-link",
    HTTP_REFERER="https://example.org/registration/secret-link/",
)
assert answer.status_code == 500, answer.status_code
try:
    raise KeyError("Amal Haddad")
except KeyError:
    logging.getLogger("portal.test").exception("About %s", "amal@example.org")
logging.getLogger("portal.test").error("Letter to %s", "amal@example.org")
logging.getLogger("portal.test").error(f"Letter to {'amal@example.org'}")
sentry_sdk.flush(10)
"""


def break_in_a_view(get_response):
    """Middleware that fails as code does that quotes what people wrote."""

    def middleware(request):
        given = request.POST["family"]
        raise ValueError(f"{given} of amal@example.org is not known")

    return middleware


@pytest.fixture
def service():
    """A server that takes what a Sentry-compatible one takes: its address as a DSN, and what came."""
    came = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
            body = unpack.get(self.headers.get("Content-Encoding"), bytes)(body)
            came.append((self.path, body.decode()))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://public@127.0.0.1:{server.server_port}/7", came
    server.shutdown()
    server.server_close()


@pytest.mark.wide
def test_errors_are_reported_and_nothing_of_people(service, run_in_new_process, monkeypatch):
    dsn, came = service
    monkeypatch.setenv("SENTRY_DSN", dsn)

    run_in_new_process(BROKEN)

    events = [
        json.loads(line)
        for path, body in came
        if path == "/api/7/envelope/"
        for line in body.splitlines()
        if '"level"' in line
    ]
    errors = [event["exception"]["values"][0] for event in events if "exception" in event]
    text = json.dumps(came)
    assert {"ValueError", "KeyError"} <= {error["type"] for error in errors}
    assert [word for word in PLANTED if word in text] == []
    broken = next(event for event in events if "ValueError" in json.dumps(event))
    assert broken["transaction"] == "health_live"
    assert len(broken["tags"]["request_id"]) == 32
    frames = broken["exception"]["values"][0]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "middleware"
    assert all("vars" not in frame and "context_line" not in frame for frame in frames)
    # The text in the code is told, what was put into it is not.
    assert "Letter to %s" in text
    assert not {"user", "request", "contexts", "extra", "breadcrumbs", "modules"} & set(broken)
