"""Celery tasks of accounts: letters."""

from celery import shared_task
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
