"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import outboxes
from core.job_kinds import JobKind, declare
from core.jobs import RETRY
from workshops.models import Mail, WebhookDelivery
from workshops.services import certificates

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


@shared_task(name="workshops.purge", **RETRY)
def purge() -> int:
    """Delete personal data whose time is over."""
    from workshops.services.nominations import expire_old
    from workshops.services.passports import purge as old
    from workshops.services.registrations import purge_unconfirmed
    from workshops.services.retention import clear_due, erase_old
    from workshops.services.webhooks import forget_old

    today, now = timezone.localdate(), timezone.now()
    forget_old(now)
    cleared = old(today) + clear_due(today) + erase_old(today)
    return cleared + expire_old(now) + purge_unconfirmed(now)
