"""Webhooks: messages are queued in the transaction of their reason, and sent by a worker until they arrive.

They follow standardwebhooks.com: `webhook-id`, `webhook-timestamp` and `webhook-signature`, an HMAC-SHA256
over the three parts. A message holds numbers and states, never a name or an address: the program reads
those by the API, with the rights of its token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import ssl
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.http import outgoing
from core.rows import each_row
from core.sealing import box
from regions.models import Commission
from workshops import access
from workshops.models import Registration, Webhook, WebhookDelivery, Workshop
from workshops.models.webhooks import EVENTS, TEST

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from core.models import User

State = WebhookDelivery.State
MOST = 20
"""Webhooks of a workshop, or of a commission."""
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long a message that did not arrive waits after each try; after the last it is given up."""
LOG_DAYS = 30
GONE = 410
PREFIX = "whsec_"


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


@transaction.atomic
def create(
    *,
    address: str,
    events: Collection[str],
    by,
    at: datetime,
    workshop: Workshop | None = None,
    commission: Commission | None = None,
) -> tuple[Webhook, str]:
    """A webhook of a workshop or of a commission, and its secret, which is shown once.

    Raises AddressRefused, PortalError.
    """
    if not events or not set(events) <= EVENTS.keys():
        raise PortalError(_("Choose at least one event."), status=422)
    if len(address) > 500:
        raise PortalError(_("Write an address of at most 500 characters."), status=422)
    outgoing.target_of(address)
    if workshop is not None:
        Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    elif commission is not None:
        Commission.objects.select_for_update(of=("self",)).get(pk=commission.pk)
    rows = Webhook.objects.filter(workshop=workshop, commission=commission)
    if rows.filter(address=address).exists():
        raise PortalError(
            _("This address is told already. See its log for a new secret."), status=409
        )
    if rows.count() >= MOST:
        raise PortalError(_("There are too many webhooks already. Remove one."), status=409)
    secret = _new_secret()
    webhook = Webhook.objects.create(
        workshop=workshop,
        commission=commission,
        address=address,
        events=[event for event in EVENTS if event in events],
        sealed_secret=box("webhooks").encrypt(secret.encode()).decode(),
        created_by=by,
        created_at=at,
    )
    return webhook, secret


def renew_secret(webhook: Webhook) -> str:
    """A new secret in the place of the old one, which ends at once."""
    secret = _new_secret()
    webhook.sealed_secret = box("webhooks").encrypt(secret.encode()).decode()
    webhook.save(update_fields=["sealed_secret"])
    return secret


def stop(webhook: Webhook) -> None:
    """Tell it nothing more; what waits is kept."""
    webhook.is_active = False
    webhook.save(update_fields=["is_active"])


def start(webhook: Webhook, *, by: User) -> None:
    """Tell it again what happens. Who starts it answers for it from now on, as whoever made it did."""
    webhook.is_active, webhook.created_by = True, by
    webhook.save(update_fields=["is_active", "created_by"])


def of_workshop(workshop: Workshop) -> Any:
    """The webhooks that are told of the workshop: its own and those of its host."""
    return Webhook.objects.filter(Q(workshop=workshop) | Q(commission=workshop.host_id))


def queue(event: str, registration: Registration, *, at: datetime, **data: Any) -> int:
    """Queue the event for every webhook that is to be told of it; how many."""
    webhooks = of_workshop(registration.workshop).filter(is_active=True, events__contains=[event])
    webhooks = [
        webhook
        for webhook in webhooks.select_related("created_by")
        if _is_answered_for(webhook, registration.workshop)
    ]
    message = {
        "workshop": registration.workshop.code,
        "registration": registration.pk,
        "state": registration.state,
        **data,
    }
    rows = [_delivery(webhook, event, message, at) for webhook in webhooks]
    return len(WebhookDelivery.objects.bulk_create(rows)) if rows else 0


def _is_answered_for(webhook: Webhook, workshop: Workshop) -> bool:
    """Whether who made it, or started it last, may still do so; it is stopped where their role is gone or over."""
    by = webhook.created_by
    duty = "plan" if webhook.workshop_id else "copy"
    if by is None or access.may(by, workshop, duty):
        return True
    stop(webhook)
    return False


def queue_test(webhook: Webhook, *, at: datetime) -> WebhookDelivery:
    """A message that says nothing but that the webhook is tried."""
    delivery = _delivery(webhook, TEST, {}, at)
    delivery.save()
    return delivery


def _delivery(webhook: Webhook, event: str, data: dict[str, Any], at: datetime) -> WebhookDelivery:
    body = orjson.dumps({"type": event, "timestamp": at, "data": data}).decode()
    return WebhookDelivery(webhook=webhook, event=event, body=body, created_at=at, next_at=at)


@transaction.atomic
def resend(delivery: WebhookDelivery, *, at: datetime) -> WebhookDelivery:
    """Send a message again under its identity, so that its reader can tell that it knows it."""
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    delivery.state, delivery.tries, delivery.next_at, delivery.problem = State.QUEUED, 0, at, ""
    delivery.save(update_fields=["state", "tries", "next_at", "problem"])
    return delivery


def signature(secret: str, uid: str, timestamp: int, body: str) -> str:
    """What the header `webhook-signature` holds."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{uid}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def send_due(now: datetime, limit: int = 100) -> int:
    """Send the messages that are due, each under its row's lock; how many arrived.

    A webhook that fails once is left alone for the rest of the run, so it holds up no other.
    """
    due = WebhookDelivery.objects.filter(
        state=State.QUEUED, next_at__lte=now, webhook__is_active=True
    )
    failing: set[int] = set()

    def send(pk: int) -> bool:
        rows = due.select_for_update(skip_locked=True, of=("self",)).select_related("webhook")
        delivery = rows.filter(pk=pk).exclude(webhook__in=failing).first()
        if delivery is None:
            return False
        _send(delivery, now)
        if delivery.state != State.SENT:
            failing.add(delivery.webhook_id)
        return delivery.state == State.SENT

    waiting = due.order_by("next_at", "pk").values_list("pk", flat=True)[: limit * 10]
    return each_row(waiting, send, what="webhook", most=limit).total


def _send(delivery: WebhookDelivery, now: datetime) -> None:
    delivery.tries += 1
    try:
        delivery.status = _post(delivery, int(now.timestamp()))
    except outgoing.FAILURES as problem:
        delivery.status = None
        _later(delivery, now, _problem_text(problem))
    else:
        if 200 <= delivery.status < 300:
            delivery.state, delivery.sent_at, delivery.problem = State.SENT, now, ""
        elif delivery.status == GONE:
            stop(delivery.webhook)
            delivery.state, delivery.problem = State.FAILED, _("The address is gone for good.")
        elif 300 <= delivery.status < 400:
            _later(delivery, now, _("The address leads elsewhere; write the one it leads to."))
        else:
            _later(delivery, now, "")
    delivery.save()


def _post(delivery: WebhookDelivery, timestamp: int) -> int:
    secret = box("webhooks").decrypt(delivery.webhook.sealed_secret.encode()).decode()
    uid = f"msg_{delivery.uid.hex}"
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "UNRC-Webhooks",
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, uid, timestamp, delivery.body),
    }
    return outgoing.post(delivery.webhook.address, delivery.body.encode(), headers)


def _problem_text(problem: Exception) -> str:
    if isinstance(problem, PortalError):
        return problem.message[:300]
    if isinstance(problem, ssl.SSLError):
        return _("No secure connection could be made.")
    if isinstance(problem, TimeoutError):
        return _("No answer came in time.")
    return _("The address could not be reached, or did not answer as a web server.")


def _later(delivery: WebhookDelivery, now: datetime, problem: str) -> None:
    delivery.problem = problem
    if delivery.tries > len(PAUSES):
        delivery.state = State.FAILED
    else:
        delivery.next_at = now + PAUSES[delivery.tries - 1]
