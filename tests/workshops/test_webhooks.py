"""Webhooks: queued with their reason, signed, tried again, never into a private network; their page."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import personal_data
from core.http import outgoing
from migration_portal.api_reference import schema
from tests.confirming import post_and_confirm
from tests.workshops.making import helper, make_workshop, organiser, register
from workshops.models import Attendance, Webhook, WebhookDelivery
from workshops.services import attendance, certificates, corrections, webhooks
from workshops.services.personal_data import person_of
from workshops.tasks import send_webhooks

pytestmark = pytest.mark.django_db
LOOPBACK = ["127.0.0.0/8"]
ALL = tuple(webhooks.EVENTS)


class Receiver:
    """A program that is told: it notes every message and answers as it is set."""

    def __init__(self):
        self.status, self.headers, self.delay, self.messages = 200, {}, 0.0, []


@contextmanager
def receiver_on_loopback():
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.messages.append((self.path, dict(self.headers), body))
            time.sleep(receiver.delay)
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.address = f"http://127.0.0.1:{server.server_port}/hook?x=1"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with receiver_on_loopback() as receiver:
        yield receiver


@pytest.fixture
def workshop(db):
    return make_workshop()


def add(workshop, receiver, events=ALL, **fields):
    fields = fields or {"workshop": workshop}
    return webhooks.create(
        address=receiver.address, events=events, by=None, at=timezone.now(), **fields
    )


def types():
    return sorted(WebhookDelivery.objects.values_list("event", flat=True))


def test_a_message_is_signed_by_the_standard_and_names_nobody(workshop, receiver):
    _webhook, secret = add(workshop, receiver, ["registration.created"])
    registration = register(workshop)
    assert send_webhooks() == 1

    ((path, headers, body),) = receiver.messages
    headers = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert path == "/hook?x=1"
    message = json.loads(body)
    assert message["type"] == "registration.created"
    assert message["data"]["registration"] == registration.pk
    for value in (registration.family, registration.email, registration.organisation):
        assert value not in body.decode()
    assert secret not in Webhook.objects.get().sealed_secret
    assert send_webhooks() == 0
    assert WebhookDelivery.objects.get().state == "sent"


def test_messages_go_with_the_person_they_are_about(workshop, receiver):
    add(workshop, receiver, ["registration.created"])
    first, second = register(workshop), register(workshop)
    message = WebhookDelivery.objects.get(body__contains=f'"registration":{second.pk},')
    person = person_of(first, everywhere=True)
    assert len(personal_data.export(person)["workshops.WebhookDelivery"]) == 1

    personal_data.erase(person, timezone.now())

    assert WebhookDelivery.objects.get() == message


def test_every_event_is_told_in_the_transaction_of_its_reason(workshop, receiver):
    add(workshop, receiver)
    at = timezone.now()
    registration = register(workshop)
    assert types() == ["registration.created", "registration.state", "registration.state"]
    WebhookDelivery.objects.all().delete()
    corrections.correct(
        registration=registration, values={"family": "New"}, answers={}, actor="organiser", at=at
    )
    attendance.record(
        registration=registration,
        session=workshop.sessions.first(),
        method=Attendance.Method.MANUAL,
        at=at,
    )
    assert types() == ["attendance.recorded", "registration.changed", "registration.state"]
    changed = WebhookDelivery.objects.get(event="registration.changed")
    assert json.loads(changed.body)["data"]["fields"] == ["family"]
    WebhookDelivery.objects.all().delete()
    certificates._make(certificates.Eligible(registration, "speaker", 1, 1), None, at)
    assert types() == ["certificate.issued"]
    WebhookDelivery.objects.all().delete()
    with transaction.atomic():
        register(workshop)
        transaction.set_rollback(True)
    assert types() == []


def test_messages_are_as_the_document_says(workshop, receiver):
    from jsonschema import Draft202012Validator

    add(workshop, receiver)
    registration = register(workshop)
    at = timezone.now()
    attendance.record(
        registration=registration,
        session=workshop.sessions.first(),
        method=Attendance.Method.MANUAL,
        at=at,
    )
    corrections.correct(
        registration=registration, values={"family": "New"}, answers={}, actor="organiser", at=at
    )
    certificates._make(certificates.Eligible(registration, "speaker", 1, 1), None, at)
    documented = schema()["webhooks"]
    assert set(documented) == set(ALL) == set(types())
    for delivery in WebhookDelivery.objects.all():
        content = documented[delivery.event]["post"]["requestBody"]["content"]["application/json"]
        validator = Draft202012Validator(content["schema"])
        validator.validate(json.loads(delivery.body))
        validator.validate(content["examples"]["message"]["value"])


def test_only_those_who_asked_are_told(workshop, receiver):
    add(workshop, receiver, ["certificate.issued"])
    stopped, _secret = add(workshop, receiver, ["registration.created"], commission=workshop.host)
    webhooks.stop(stopped)
    register(workshop)
    assert types() == []
    webhooks.start(stopped, by=None)
    register(make_workshop())
    register(make_workshop(host="ECA"))
    assert types() == ["registration.created"]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_what_does_not_arrive_is_tried_again_with_growing_pauses(workshop, receiver, status):
    webhook, _secret = add(workshop, receiver)
    delivery = webhooks.queue_test(webhook, at=timezone.now())
    receiver.status, now, pauses = status, timezone.now(), []
    for _n in range(len(webhooks.PAUSES) + 1):
        webhooks.send_due(now)
        delivery.refresh_from_db()
        pauses.append(delivery.next_at - now)
        assert webhooks.send_due(now) == 0
        now = max(delivery.next_at, now) + timedelta(milliseconds=1)
    assert pauses[:3] == list(webhooks.PAUSES[:3])
    assert (delivery.state, delivery.status) == ("failed", status)
    assert len(receiver.messages) == len(webhooks.PAUSES) + 1
    ids = {headers["webhook-id"] for _path, headers, _body in receiver.messages}
    assert len(ids) == 1
    receiver.status = 204
    webhooks.resend(delivery, at=now)
    assert webhooks.send_due(now) == 1


def test_a_redirect_is_not_followed(workshop, receiver):
    webhook, _secret = add(workshop, receiver)
    with receiver_on_loopback() as other:
        receiver.status, receiver.headers = 307, {"Location": other.address}
        delivery = webhooks.queue_test(webhook, at=timezone.now())
        assert send_webhooks() == 0
        assert other.messages == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status) == ("queued", 307)
    assert delivery.problem


def test_an_address_that_is_gone_is_told_no_more(workshop, receiver):
    webhook, _secret = add(workshop, receiver)
    receiver.status = 410
    webhooks.queue_test(webhook, at=timezone.now())
    send_webhooks()
    webhook.refresh_from_db()
    assert not webhook.is_active
    register(workshop)
    assert types() == ["webhook.test"]


def test_a_slow_address_is_left_and_holds_up_no_other(workshop, receiver, monkeypatch):
    monkeypatch.setattr(outgoing, "DEADLINE", 0.5)
    slow, _secret = add(workshop, receiver)
    receiver.delay = 3.0
    with receiver_on_loopback() as other:
        quick, _secret = add(workshop, other)
        at = timezone.now()
        for _n in range(3):
            webhooks.queue_test(slow, at=at)
        webhooks.queue_test(quick, at=at)
        began = time.monotonic()
        assert send_webhooks() == 1
        assert time.monotonic() - began < 3
        assert len(other.messages) == 1
    assert len(receiver.messages) == 1
    assert WebhookDelivery.objects.filter(webhook=slow, tries=1).count() == 1


def test_a_handshake_that_is_drawn_out_ends_with_the_deadline(monkeypatch, settings):
    """A byte now and then is an answer in time for every single step, and none for all of them."""
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    monkeypatch.setattr(outgoing, "DEADLINE", 0.3)

    def drip(listening):
        connection, _address = listening.accept()
        with connection, suppress(OSError):
            connection.recv(4096)
            for byte in b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc" + bytes(20):
                connection.sendall(bytes([byte]))
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, args=(listening,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(outgoing.FAILURES):
            outgoing.post(f"https://127.0.0.1:{listening.getsockname()[1]}/", b"{}", {})

    assert time.monotonic() - began < 1


def test_nobody_there_is_a_failure_that_waits(workshop, receiver, settings):
    webhook, _secret = add(workshop, receiver)
    Webhook.objects.update(address="http://127.0.0.1:9/")
    webhooks.queue_test(webhook, at=timezone.now())
    assert send_webhooks() == 0
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status) == ("queued", None)
    assert delivery.problem


def test_an_address_that_became_private_is_refused_when_it_is_sent(workshop, receiver, settings):
    webhook, _secret = add(workshop, receiver)
    webhooks.queue_test(webhook, at=timezone.now())
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    assert send_webhooks() == 0
    assert receiver.messages == []
    assert "private" in WebhookDelivery.objects.get().problem


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "ftp://example.org/",
        "https://",
        "https://user:secret@127.0.0.1/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://192.0.0.192/opc/v1/instance/",
        "https://168.63.129.16/machine",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[::ffff:0:7f00:1]/",
        "https://[100:0:0:1::1]/",
        "https://[4000::1]/",
        "https://[fd00::1]/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "http://93.184.216.34/",
        "https://93.184.216.34:99999/",
        "https://93.184.216.34/a b",
        "https://93.184.216.34/\r\nX: 1",
        "https://93.184.216.34/#part",
        "https://[nonsense/",
    ],
)
def test_private_and_odd_addresses_are_refused(address):
    with pytest.raises(outgoing.AddressRefused):
        outgoing.target_of(address)


def test_a_public_address_is_taken():
    target = outgoing.target_of("https://93.184.216.34/hook?a=b")
    assert (target.address, target.port, target.path) == ("93.184.216.34", 443, "/hook?a=b")


def test_a_private_network_can_be_allowed_but_never_without_tls(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.0.0.0/8"]
    assert outgoing.target_of("https://10.0.0.1/").address == "10.0.0.1"
    with pytest.raises(outgoing.AddressRefused):
        outgoing.target_of("http://10.0.0.1/")


def page_of(workshop, *args):
    return reverse(f"workshops:webhook{'' if args else 's'}", args=[workshop.code, *args])


def test_the_page_makes_tries_and_removes_a_webhook(client, workshop, receiver):
    client.force_login(helper(workshop, "owner"))
    data = {"address": receiver.address, "event": ["registration.state"], "scope": "commission"}
    answer = client.post(page_of(workshop), data)
    assert answer.status_code == 201
    assert "whsec_" in answer.content.decode()
    webhook = Webhook.objects.get()
    assert webhook.workshop == workshop  # an owner is no organiser of the commission
    assert "whsec_" not in client.get(page_of(workshop)).content.decode()
    assert client.post(page_of(workshop), data).status_code == 409

    own = page_of(workshop, webhook.pk)
    client.post(own, {"act": "test"})
    assert send_webhooks() == 1
    page = client.get(own).content.decode()
    assert "webhook.test" in page
    client.post(own, {"act": "resend", "delivery": webhook.deliveries.get().pk})
    assert send_webhooks() == 1
    old = webhook.sealed_secret
    assert "whsec_" in client.post(own, {"act": "secret"}).content.decode()
    webhook.refresh_from_db()
    assert webhook.sealed_secret != old
    client.post(own, {"act": "stop"})
    webhook.refresh_from_db()
    assert not webhook.is_active
    assert client.post(own, {"act": "nonsense"}).status_code == 404
    client.post(own, {"act": "remove"})
    assert Webhook.objects.exists()
    post_and_confirm(client, own, {"act": "remove"})
    assert not Webhook.objects.exists()


def test_the_page_says_what_is_wrong_beside_the_field(client, workshop):
    client.force_login(helper(workshop, "owner"))
    answer = client.post(
        page_of(workshop), {"address": "https://10.0.0.1/", "event": ["registration.state"]}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="address-error"' in page
    assert "https://10.0.0.1/" in page
    assert client.post(page_of(workshop), {"address": "https://93.184.216.34/"}).status_code == 422


def test_webhooks_of_a_commission_belong_to_its_organisers(client, workshop, receiver):
    client.force_login(organiser())
    data = {"address": receiver.address, "event": ["registration.state"], "scope": "commission"}
    client.post(page_of(workshop), data)
    webhook = Webhook.objects.get()
    assert webhook.commission == workshop.host
    client.force_login(helper(workshop, "owner"))
    own = page_of(workshop, webhook.pk)
    assert client.get(own).status_code == 200
    assert client.post(own, {"act": "stop"}).status_code == 404
    elsewhere = make_workshop(host="ECA")
    client.force_login(helper(elsewhere, "owner"))
    assert client.get(page_of(elsewhere, webhook.pk)).status_code == 404


def test_a_webhook_ends_with_the_role_of_who_answers_for_it(client, workshop, receiver):
    """Whoever set it up chose the address: with their role, gone or over, it is told nothing more."""
    leaving, staying = helper(workshop, "owner"), helper(workshop, "owner")
    commissions = organiser()
    own, _secret = webhooks.create(
        address=receiver.address, events=ALL, by=leaving, at=timezone.now(), workshop=workshop
    )
    shared, _secret = webhooks.create(
        address=receiver.address,
        events=ALL,
        by=commissions,
        at=timezone.now(),
        commission=workshop.host,
    )
    register(workshop)
    before = own.deliveries.count(), shared.deliveries.count()
    assert min(before) > 0

    leaving.workshop_roles.update(expires_on=timezone.localdate())
    commissions.commission_roles.all().delete()
    register(workshop)

    assert (own.deliveries.count(), shared.deliveries.count()) == before
    own.refresh_from_db()
    assert not own.is_active, "and the page says so"
    client.force_login(staying)
    client.post(page_of(workshop, own.pk), {"act": "start"})
    register(workshop)
    assert own.deliveries.count() > before[0]


def test_old_messages_are_forgotten(workshop, receiver):
    webhook, _secret = add(workshop, receiver)
    sent, waiting = (webhooks.queue_test(webhook, at=timezone.now()) for _n in range(2))
    old = timezone.now() - timedelta(days=31)
    WebhookDelivery.objects.update(created_at=old)
    WebhookDelivery.objects.filter(pk=sent.pk).update(state="sent")
    personal_data.purge(timezone.now())
    assert WebhookDelivery.objects.get() == waiting
