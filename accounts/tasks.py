"""Celery tasks of accounts: letters."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountLetter
from core import outboxes
from core.jobs import RETRY

outboxes.declare(
    outboxes.Outbox("accounts", _("Letters about accounts"), AccountLetter.objects.all)
)


@shared_task(name="accounts.send_letters", **RETRY)
def send_letters() -> dict[str, int]:
    """Send the letters about accounts that are due."""
    from accounts.services.letters import send

    return send()


@shared_task(name="accounts.remind_of_ending_roles", **RETRY)
def remind_of_ending_roles() -> int:
    """Write to people whose roles end soon; once for each, however often it runs."""
    from accounts.services.reminders import write_due

    return write_due(timezone.now())
