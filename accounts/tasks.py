"""Celery tasks of accounts: letters."""

from celery import shared_task

from core.jobs import RETRY


@shared_task(name="accounts.send_letters", **RETRY)
def send_letters() -> dict[str, int]:
    """Send the letters about accounts that are due."""
    from accounts.services.letters import send

    return send()
