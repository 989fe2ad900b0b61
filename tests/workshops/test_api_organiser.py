"""The API by which programs do what organisers do: rights, rules of the pages, once for each key."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from core import personal_data, tokens
from core.models import ApiToken, IdempotentRequest
from migration_portal.api_reference import schema
from tests.studies.making import make_user
from tests.workshops.making import helper, make_workshop, organiser, register
from workshops import access
from workshops.models import Attendance, Mail, Registration, ScanRefusal, Workshop
from workshops.services import registrations
from workshops.services.personal_data import person_of

pytestmark = pytest.mark.django_db
BODY = {
    "action": "register",
    "given": "Ana",
    "family": "Example",
    "email": "ana@example.org",
    "country": "THA",
    "representation": "delegation",
    "stakeholder": "gov_labour",
    "organisation": "Ministry",
    "mode": "in_person",
}


def token_for(user, *scopes, objects=(), name="t"):
    """A secret with the scopes, given past the page, which offers only what the account has."""
    token, secret = tokens.create(user=user, name=name, at=timezone.now())
    token.scopes, token.objects_allowed = list(scopes), list(objects)
    token.save()
    return secret


@pytest.fixture
def workshop(db):
    return make_workshop(capacity=2)


@pytest.fixture
def owner(workshop):
    return helper(workshop, "owner")


class Program:
    """A program with a token that calls addresses of one workshop."""

    def __init__(self, workshop, secret):
        self.base, self.secret = f"/api/v1/workshops/{workshop.code}/", secret

    def call(self, method, path="people/", body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        address = path if path.startswith("/") else self.base + path
        content = (
            {"data": json.dumps(body), "content_type": "application/json"}
            if body is not None
            else {}
        )
        return getattr(Client(raise_request_exception=False), method)(
            address, headers=headers, **content
        )


@pytest.fixture
def program(workshop, owner):
    return Program(workshop, token_for(owner, *access.SCOPES))


def calls(registration, session):
    """Method, path, body and scope of every address."""
    people = f"people/{registration.pk}/"
    return [
        ("get", "people/", None, "workshops:people:read"),
        ("post", "people/", BODY, "workshops:people:write"),
        ("get", people, None, "workshops:people:read"),
        ("patch", people, {"given": "Anna"}, "workshops:people:write"),
        ("post", f"{people}decisions/", {"state": "confirmed"}, "workshops:decisions:write"),
        (
            "post",
            "attendance/",
            {"person": registration.pk, "session": session.pk, "kind": "present"},
            "workshops:attendance:write",
        ),
        (
            "post",
            "attendance/scans/",
            {"session": session.pk, "scans": [{"code": registration.code}]},
            "workshops:attendance:write",
        ),
        ("post", "letters/", {"kind": "remind_unconfirmed"}, "workshops:letters:write"),
    ]


def session_now(workshop):
    """The first session, which begins now."""
    session, now = workshop.sessions.first(), timezone.now()
    workshop.sessions.filter(pk=session.pk).update(
        starts_at=now, ends_at=now + timedelta(minutes=60)
    )
    return session


def headers_for(path):
    return {"Idempotency_Key": "k1", "If_Match": "*"} if path != "people/" else {}


def test_every_address_needs_its_scope_and_the_duty_of_the_account(workshop, subtests):
    registration, session = register(workshop), workshop.sessions.first()
    people = {role: helper(workshop, role) for role in ("owner", "moderator", "desk", "evaluation")}
    people |= {"organiser": organiser(), "stranger": make_user(), "other": organiser("ECA")}
    may = {"registrations": {"owner", "moderator", "organiser"}}
    may["attendance"] = may["registrations"] | {"desk"}
    for method, path, body, scope in calls(registration, session):
        rest = [other for other in access.SCOPES if other != scope]
        for role, user in people.items():
            with subtests.test(f"{method} {path} {role}"):
                ApiToken.objects.all().delete()
                Registration.objects.filter(email=BODY["email"]).delete()
                Registration.objects.filter(pk=registration.pk).update(state="accepted")
                allowed = role in may[access.SCOPE_DUTIES[scope]]
                answer = Program(workshop, token_for(user, scope)).call(
                    method, path, body, **headers_for(path)
                )
                assert (answer.status_code < 300) == allowed, answer.content
                if not allowed:
                    assert answer.status_code == 404
                answer = Program(workshop, token_for(user, *rest, name="b")).call(
                    method, path, body
                )
                assert answer.status_code == 403
                assert answer.json()["code"] == "scope_missing"
        answer = Program(workshop, "").call(method, path, body)
        assert answer.status_code == 401
        elsewhere = token_for(people["owner"], scope, objects=["workshop:0"], name="c")
        answer = Program(workshop, elsewhere).call(method, path, body)
        assert answer.json()["code"] == "other_object"


def test_a_token_loses_what_its_account_loses(workshop, owner, program):
    assert program.call("get").status_code == 200
    owner.workshop_roles.all().delete()
    assert program.call("get").status_code == 404


@pytest.mark.wide
def test_people_are_read_in_pages_and_stored_nowhere(workshop, program):
    for _n in range(3):
        register(workshop)
    answer = program.call("get")
    assert answer.json()["count"] == 3
    assert answer.headers["Cache-Control"] == "no-store"
    assert {one["state"] for one in answer.json()["results"]} == {"accepted", "waitlisted"}
    assert program.call("get", "people/?state=waitlisted").json()["count"] == 1
    assert program.call("get", "people/?q=nobody").json()["count"] == 0
    assert program.call("get", "people/?page=2").status_code == 404
    assert program.call("get", "people/?nonsense=2").status_code == 400


@pytest.mark.wide
def test_a_page_of_people_takes_a_constant_number_of_queries(workshop, program):
    program.call("get")  # notes the day on which the token was used
    counts = []
    for _n in range(2):
        register(workshop)
        register(workshop)
        with CaptureQueriesContext(connection) as queries:
            program.call("get")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_answers_and_examples_are_as_the_document_says(workshop, program, subtests):
    document = schema()
    registration, session = register(workshop), workshop.sessions.first()
    values = {"code": workshop.code, "id": str(registration.pk)}
    documented = {
        (method, path.format(**values))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if {} not in operation["security"]
    }
    asked = {
        (method, program.base + path)
        for method, path, _body, _scope in calls(registration, session)
    }
    assert asked == documented
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if {} in operation["security"]:
                continue
            assert operation["security"] == [{"token": []}]
            Registration.objects.filter(pk=registration.pk).update(state="accepted")
            with subtests.test(f"{method} {path}"):
                _check_operation(
                    document,
                    operation,
                    program,
                    method,
                    path.format(**values),
                    calls(registration, session),
                )


def _check_operation(document, operation, program, method, path, rows):
    body = next(row[2] for row in rows if (row[0], program.base + row[1]) == (method, path))
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        shape = {**content["schema"], "components": document["components"]}
        Draft202012Validator(shape).validate(body)
        assert content["examples"]
        for example in content["examples"].values():
            Draft202012Validator(shape).validate(example["value"])
    answer = program.call(method, path, body, Idempotency_Key=f"{method}{path}", If_Match="*")
    shape = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    Draft202012Validator({**shape, "components": document["components"]}).validate(answer.json())
    assert answer.status_code < 300


@pytest.mark.wide
def test_a_person_is_registered_by_the_rules_of_the_page(workshop, program):
    answer = program.call("post", "people/", BODY)
    assert answer.status_code == 201, answer.content
    registration = Registration.objects.get(pk=answer.json()["id"])
    assert (registration.state, registration.country.code) == ("accepted", "THA")
    assert registration.consent_processing is None
    assert Mail.objects.filter(registration=registration, kind="accepted").exists()

    again = program.call("post", "people/", BODY)
    assert (again.status_code, again.json()["code"]) == (409, "registered_already")
    wrong = {
        "email": "nonsense",
        "country": "XXX",
        "stakeholder": "king",
        "extra": 1,
        "given": "a\x00",
    }
    answer = program.call("post", "people/", BODY | wrong)
    assert answer.status_code == 400
    no_country = program.call("post", "people/", BODY | {"email": "c@example.org", "country": None})
    assert set(no_country.json()["fields"]) == {"country"}
    unknown = program.call(
        "post", "people/", BODY | {"answers": {"99": "x"}, "email": "d@example.org"}
    )
    assert set(unknown.json()["fields"]) == {"answers.99"}


def test_a_person_is_invited(workshop, program):
    answer = program.call("post", "people/", BODY | {"action": "invite"})
    assert (answer.status_code, answer.json()["state"]) == (201, "invited")
    assert Mail.objects.filter(kind="invited").count() == 1


def test_a_correction_needs_what_it_was_made_from(workshop, program):
    registration = register(workshop)
    path = f"people/{registration.pk}/"
    assert program.call("patch", path, {"family": "New"}).status_code == 428
    tag = program.call("get", path).headers["ETag"]
    answer = program.call("patch", path, {"family": "New"}, If_Match=tag)
    assert (answer.status_code, answer.json()["family"]) == (200, "New"), answer.content
    assert answer.headers["ETag"] != tag
    late = program.call("patch", path, {"family": "Other"}, If_Match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    registration.refresh_from_db()
    assert registration.family == "New"
    change = registration.changes.get()
    assert (change.field, change.actor) == ("family", "organiser")
    assert program.call("get", path).headers["ETag"] == answer.headers["ETag"]


def test_a_new_address_is_written_to_first(workshop, program):
    registration = register(workshop)
    path = f"people/{registration.pk}/"
    answer = program.call("patch", path, {"email": "new@example.org"}, If_Match="*")
    assert answer.json()["email"] == registration.email
    assert Mail.objects.get(kind="confirm_address").to == "new@example.org"


def test_decisions_keep_seats_and_reasons(workshop, program):
    first, _second, third = register(workshop), register(workshop), register(workshop)
    refused = program.call("post", f"people/{third.pk}/decisions/", {"state": "accepted"})
    assert refused.status_code == 409
    reason = program.call(
        "post", f"people/{first.pk}/decisions/", {"state": "cancelled_by_organiser"}
    )
    assert reason.json()["code"] == "reason_needed"
    tag = program.call("get", f"people/{first.pk}/").headers["ETag"]
    done = program.call(
        "post",
        f"people/{first.pk}/decisions/",
        {"state": "cancelled_by_organiser", "reason": "Asked for it."},
        If_Match=tag,
    )
    assert done.json()["state"] == "cancelled_by_organiser"
    third.refresh_from_db()
    assert third.state in ("offered", "accepted")
    stale = program.call(
        "post", f"people/{first.pk}/decisions/", {"state": "accepted"}, If_Match=tag
    )
    assert stale.status_code == 412


def test_attendance_is_recorded_and_codes_are_scanned(workshop, program):
    registration, session = register(workshop), session_now(workshop)
    body = {"person": registration.pk, "session": session.pk, "kind": "present", "minutes": 45}
    answer = program.call("post", "attendance/", body)
    assert (answer.json()["minutes"], answer.json()["method"]) == (45, "manual")
    assert answer.json()["person_state"] == "checked_in"
    other = register(workshop)
    scans = [{"code": other.code}, {"code": other.code.lower()}, {"code": "ZZZZ"}]
    answer = program.call("post", "attendance/scans/", {"session": session.pk, "scans": scans})
    assert [one["result"] for one in answer.json()["results"]] == ["new", "already", "refused"]
    assert Attendance.objects.count() == 2
    assert ScanRefusal.objects.count() == 1
    elsewhere = make_workshop().sessions.first()
    assert program.call("post", "attendance/", body | {"session": elsewhere.pk}).status_code == 404


@pytest.mark.wide
def test_letters_are_queued_once_and_wait_in_the_outbox(workshop, program):
    registration = register(workshop)
    Mail.objects.all().delete()
    body = {
        "texts": {"en": {"subject": "Room", "body": "Dear {name}, it is room 5."}},
        "recipients": {"state": ["accepted"]},
    }
    assert program.call("post", "letters/", body).json()["code"] == "idempotency_key_needed"
    preview = program.call("post", "letters/", body | {"preview": True}, Idempotency_Key="p")
    assert preview.json() == {"recipients": [registration.pk], "written": 0, "leaves_at": None}
    assert not Mail.objects.exists()
    first = program.call("post", "letters/", body, Idempotency_Key="a")
    again = program.call("post", "letters/", body, Idempotency_Key="a")
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    letter = Mail.objects.get()
    assert (letter.state, letter.kind) == ("queued", "bulk")
    assert registration.name in letter.body
    assert letter.next_at > timezone.now()
    wrong = {"texts": {"en": {"subject": "x", "body": "{nonsense}"}}}
    refused = program.call("post", "letters/", body | wrong, Idempotency_Key="b")
    assert 400 <= refused.status_code < 500
    kind = program.call("post", "letters/", {"kind": "remind_unconfirmed"}, Idempotency_Key="c")
    assert kind.json()["written"] == 1, kind.content
    assert Mail.objects.filter(kind="remind_unconfirmed").count() == 1


def test_a_key_gives_the_same_answer_for_a_day_to_the_same_request_alone(workshop, program):
    first = program.call("post", "people/", BODY, Idempotency_Key="a")
    again = program.call("post", "people/", BODY, Idempotency_Key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["ETag"] == again.headers["ETag"]
    other = program.call("post", "people/", BODY | {"given": "B"}, Idempotency_Key="a")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    refusal = program.call("post", "people/", BODY, Idempotency_Key="b")
    assert refusal.status_code == 409
    assert program.call("post", "people/", BODY, Idempotency_Key="b").json() == refusal.json()
    IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert program.call("post", "people/", BODY, Idempotency_Key="a").status_code == 409
    assert program.call("post", "people/", BODY, Idempotency_Key="ä").status_code == 400
    assert personal_data.purge(timezone.now()) == 1


def test_an_erased_person_is_in_no_answer_and_a_repeated_request_does_nothing(workshop, program):
    program.call("post", "people/", BODY, Idempotency_Key="a")
    other = BODY | {"email": "other@example.org", "given": "Other", "family": "Person"}
    kept = program.call("post", "people/", other, Idempotency_Key="b")
    assert kept.status_code == 201, kept.content
    one = Registration.objects.get(email=BODY["email"])
    person = person_of(one, everywhere=True)
    held = personal_data.export(person)["core.IdempotentRequest"]
    assert [row["status"] for row in held] == [201]

    personal_data.erase(person, timezone.now())

    again = program.call("post", "people/", BODY, Idempotency_Key="a")
    assert again.status_code == 201
    assert BODY["email"] not in again.content.decode()
    assert not Registration.objects.filter(email=BODY["email"]).exists()
    assert program.call("post", "people/", other, Idempotency_Key="b").json() == kept.json()


def test_a_name_with_quotation_marks_is_erased_from_answers_too(workshop, program):
    one = register(workshop, given='Ana "Nana"', family="Santos")
    Registration.objects.filter(pk=one.pk).update(state="rejected")
    body = {"session": session_now(workshop).pk, "scans": [{"code": one.code}]}
    answer = program.call("post", "attendance/scans/", body, Idempotency_Key="a")
    assert "Nana" in answer.json()["results"][0]["problem"]

    personal_data.erase(person_of(Registration.objects.get(pk=one.pk)), timezone.now())

    again = program.call("post", "attendance/scans/", body, Idempotency_Key="a")
    assert "Nana" not in again.content.decode()


def test_keys_belong_to_a_token(workshop, owner, program):
    other = Program(workshop, token_for(owner, *access.SCOPES, name="other"))
    assert program.call("post", "people/", BODY, Idempotency_Key="a").status_code == 201
    assert other.call("post", "people/", BODY, Idempotency_Key="a").status_code == 409


def test_a_fault_leaves_neither_the_key_nor_the_work(workshop, program, monkeypatch):
    def fail(**_values):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(registrations, "_review", lambda *_args: fail())
        assert program.call("post", "people/", BODY, Idempotency_Key="a").status_code == 500
    assert not Registration.objects.exists()
    assert not IdempotentRequest.objects.exists()
    assert program.call("post", "people/", BODY, Idempotency_Key="a").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_a_key_sent_by_many_at_once_is_done_once(workshop, program):
    barrier, answers = threading.Barrier(6), []

    def send():
        barrier.wait(20)
        try:
            answers.append(program.call("post", "people/", BODY, Idempotency_Key="a"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Registration.objects.count() == 1
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 409}
    assert statuses.count(201) >= 1
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "idempotency_key_in_use"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b"[" * 5000, 400),
        (b'{"given": "\\ud800"}', 400),
        (b'{"given": "\\u0000"}', 400),
        (b'{"\\u0000": 1}', 400),
        (b'{"given": "' + b"x" * 3_000_000 + b'"}', 413),
    ],
)
def test_a_bad_body_is_refused_in_the_one_shape(program, body, status):
    answer = Client(raise_request_exception=False).post(
        program.base + "people/",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.secret}"},
    )
    assert answer.status_code == status, answer.content[:300]
    assert set(answer.json()) == {"code", "message", "fields"}


def test_only_json_is_read(program):
    for content in (
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ):
        answer = Client(raise_request_exception=False).post(
            program.base + "people/",
            b"--x--",
            content_type=content,
            headers={"Authorization": f"Bearer {program.secret}"},
        )
        assert answer.status_code == 415


def test_a_cancelled_workshop_takes_nobody(workshop, program):
    Workshop.objects.filter(pk=workshop.pk).update(status="cancelled", status_reason="No money.")
    assert program.call("post", "people/", BODY).status_code == 409


def test_the_page_of_tokens_offers_scopes_and_workshops(client, workshop):
    user = helper(workshop, "desk")
    client.force_login(user)
    page = client.get("/account/tokens/").content.decode()
    assert "workshops:attendance:write" in page
    assert "workshops:people:read" not in page
    data = {
        "name": "door",
        "days": "30",
        "scope": ["workshops:attendance:write"],
        "object": [f"workshop:{workshop.pk}"],
    }
    assert client.post("/account/tokens/", data).status_code == 201
    token = ApiToken.objects.get()
    assert token.scopes == ["workshops:attendance:write"]
    assert token.expires_on > timezone.localdate()
    more = data | {"name": "more", "scope": ["workshops:people:read"]}
    assert client.post("/account/tokens/", more).status_code == 400
