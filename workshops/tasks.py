"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import outboxes
from core.job_kinds import JobKind, declare
from core.jobs import RETRY
from workshops.models import Mail, WebhookDelivery
from workshops.services import certificate_packs, certificates

declare(
    JobKind(
        certificates.PRINT,
        _("Print a certificate"),
        certificates.print_certificate,
        about=certificates.about,
        most_tries=10,
        kept_days=30,
    )
)
declare(
    JobKind(
        certificate_packs.PACK,
        _("Put all certificates into one file"),
        certificate_packs.make,
        about=certificate_packs.about,
        public=True,
        most_tries=3,
    )
)
outboxes.declare(outboxes.Outbox("workshops", _("Letters about workshops"), Mail.objects.all))
outboxes.declare(
    outboxes.Outbox(
        "webhooks",
        _("Messages to webhooks"),
        lambda: WebhookDelivery.objects.filter(webhook__is_active=True),
    )
)


@shared_task(name="workshops.send_mail", **RETRY)
def send_mail() -> dict[str, int]:
    """Send the letters that are due."""
    from core.mail.outbox import send_due

    return send_due(Mail)


@shared_task(name="workshops.write_scheduled_letters", **RETRY)
def write_scheduled_letters() -> int:
    """Write the letters that go out by themselves and whose day has come."""
    from workshops.services.scheduled_letters import send_due

    return send_due(timezone.now())


@shared_task(name="workshops.send_webhooks", **RETRY)
def send_webhooks() -> int:
    """Send the messages to webhooks that are due."""
    from workshops.services.webhooks import send_due

    return send_due(timezone.now())


@shared_task(name="workshops.expire_offers", **RETRY)
def expire_offers() -> int:
    """End offers that nobody answered, and pass the seats on."""
    from workshops.services.waiting_list import expire_offers as expire

    return expire(timezone.now())


@shared_task(name="workshops.expire_nominations", **RETRY)
def expire_nominations() -> int:
    """End nominations that were never submitted in time, and reserves of workshops that began."""
    from workshops.services.nominations import expire_old

    return expire_old(timezone.now())
