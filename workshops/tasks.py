"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.jobs import RETRY, JobKind, declare
from workshops.services import certificate_packs

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


@shared_task(name="workshops.send_mail", **RETRY)
def send_mail() -> dict[str, int]:
    """Send the letters that are due."""
    from core.mail.outbox import send_due
    from workshops.models import Mail

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


@shared_task(name="workshops.print_certificates", acks_late=True, **RETRY)
def print_certificates() -> int:
    """Make the PDFs of some certificates; who issues many asks several times, and beat for the rest."""
    from workshops.services.certificates import AT_A_TIME, print_due

    return print_due(AT_A_TIME)


@shared_task(name="workshops.purge", **RETRY)
def purge() -> int:
    """Delete personal data whose time is over."""
    from workshops.services.certificate_packs import forget_old as forget_packs
    from workshops.services.nominations import expire_old
    from workshops.services.passports import purge as old
    from workshops.services.registrations import purge_unconfirmed
    from workshops.services.retention import clear_due, erase_old
    from workshops.services.webhooks import forget_old

    today, now = timezone.localdate(), timezone.now()
    forget_old(now)
    forget_packs(now)
    cleared = old(today) + clear_due(today) + erase_old(today)
    return cleared + expire_old(now) + purge_unconfirmed(now)
