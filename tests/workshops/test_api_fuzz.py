"""Calls that the OpenAPI document allows and forbids, made by schemathesis: never a fault of the server."""

import json
import os

import pytest
import schemathesis
from django.db import transaction
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from rest_framework.settings import api_settings

from migration_portal.api_reference import schema
from tests.workshops.making import make_workshop, organiser, register
from tests.workshops.test_api_organiser import token_for
from workshops import access
from workshops.models import AccessCode, Registration

pytestmark = [pytest.mark.django_db, pytest.mark.wide]
EXAMPLES = int(os.environ.get("PORTAL_FUZZ_EXAMPLES", "4"))
"""Calls of each address and way of making them."""


def _operations():
    document = json.loads(json.dumps(schema()))
    document.pop("webhooks", None)
    for path, methods in list(document["paths"].items()):
        for method, operation in list(methods.items()):
            if {} in operation["security"]:
                del methods[method]
        if not methods:
            del document["paths"][path]
    loaded = schemathesis.openapi.from_dict(document)
    return [result.ok() for result in loaded.get_all_operations()]


@pytest.fixture
def unlimited():
    rates = dict.fromkeys(api_settings.DEFAULT_THROTTLE_RATES)
    framework = {
        "DEFAULT_THROTTLE_RATES": rates,
        "DEFAULT_SCHEMA_CLASS": api_settings.DEFAULT_SCHEMA_CLASS,
    }
    with override_settings(REST_FRAMEWORK=framework):
        yield


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_no_call_is_a_fault_of_the_server(unlimited, mode, subtests):
    workshop = make_workshop(capacity=50)
    workshop.questions.create(kind="text", texts={"en": "Why?"})
    registration = register(workshop)
    secret = token_for(organiser(), *access.SCOPES)
    known = {
        "code": workshop.code,
        "id": registration.pk,
        "person": registration.pk,
        "session": workshop.sessions.first().pk,
    }
    operations = _operations()
    assert len(operations) == 8
    for operation in operations:
        with subtests.test(operation.label):
            _try_many(operation, mode, known, secret)
    assert Registration.objects.count() == 1
    assert not AccessCode.objects.exists()


def _try_many(operation, mode, known, secret):
    @rules(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
    def call(case, is_real):
        with transaction.atomic():
            _call(case, known if is_real else {}, secret)
            transaction.set_rollback(True)

    call()


def _call(case, known, secret):
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", str(known.get(name, value)))
    body = case.body if isinstance(case.body, dict | list | str | int | float | None) else None
    if isinstance(body, dict):
        body = {
            name: known.get(name, value) if name in ("person", "session") else value
            for name, value in body.items()
        }
    headers = {
        str(name): str(value)
        for name, value in (case.headers or {}).items()
        if name.lower() in ("idempotency-key", "if-match") and not set(str(value)) & {"\r", "\n"}
    }
    client = Client(raise_request_exception=False)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    address = "/".join(_quoted(part) for part in path.split("/"))
    if case.method == "GET":
        answer = client.get(address, _query(case.query), headers=headers)
    else:
        if case.method == "PATCH":
            headers["If-Match"] = "*"
        answer = client.generic(
            case.method,
            address,
            json.dumps(body, default=str).encode(errors="replace"),
            content_type="application/json",
            headers=headers,
        )
    assert answer.status_code < 500, (case.method, address, body, answer.content[:500])
    if answer.status_code >= 400 and answer.headers["Content-Type"].startswith("application/json"):
        assert set(answer.json()) == {"code", "message", "fields"}
    return answer.status_code


def _query(query):
    return {str(name): str(value) for name, value in (query or {}).items()}


def _quoted(part):
    from urllib.parse import quote

    return quote(part.encode(errors="replace"), safe="")
