"""Celery tasks of accounts: letters, and what is no longer needed."""

from celery import shared_task

from core.jobs import RETRY


@shared_task(name="accounts.send_letters", **RETRY)
def send_letters() -> dict[str, int]:
    """Send the letters about accounts that are due."""
    from accounts.services.letters import send

    return send()


@shared_task(name="accounts.purge", **RETRY)
def purge() -> dict[str, int]:
    """Delete sessions that ended, and events whose time is over."""
    from accounts.services import events, sessions

    return {"sessions": sessions.purge(), "events": events.purge()}
