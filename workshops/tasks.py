"""Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

RETRY = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": 1,
    "retry_backoff_max": 30,
    "max_retries": None,
}
AT_A_TIME = 50
"""Certificates that one task prints, so that all processes of the workers share the work."""


@shared_task(name="workshops.send_mail", **RETRY)
def send_mail() -> dict[str, int]:
    """Send the letters that are due."""
    from core.mail.outbox import send_due
    from workshops.models import Mail

    return send_due(Mail)


@shared_task(name="workshops.expire_offers", **RETRY)
def expire_offers() -> int:
    """End offers that nobody answered, and pass the seats on."""
    from workshops.services.waiting_list import expire_offers as expire

    return expire(timezone.now())


@shared_task(name="workshops.print_certificates", acks_late=True, **RETRY)
def print_certificates() -> int:
    """Make the PDFs of some certificates; who issues many asks several times, and beat for the rest."""
    from workshops.services.certificates import print_due

    return print_due(AT_A_TIME)


@shared_task(name="workshops.run_surveys", **RETRY)
def run_surveys() -> None:
    """Open, invite, remind, mix and close rounds of evaluations, and destroy keys whose time is over.

    Returns nothing: the worker would write each minute whether answers came.
    """
    from evaluations.services.rounds import run

    run(timezone.now())


@shared_task(name="workshops.prepare_results", acks_late=True, **RETRY)
def prepare_results() -> dict[str, int]:
    """Prepare what is due of closed rounds."""
    from evaluations.services.results import prepare_due

    return prepare_due()


@shared_task(name="workshops.prepare_live", **RETRY)
def prepare_live(*, round_id: int) -> None:
    """Work out the shares for the room."""
    from evaluations.services import results

    results.prepare_live(round_id)


@shared_task(name="workshops.make_reports", acks_late=True, **RETRY)
def make_reports() -> int:
    """Make the evaluation reports that were asked for."""
    from evaluations.services.reports import make_due

    return make_due()


@shared_task(name="workshops.purge", **RETRY)
def purge() -> int:
    """Delete personal data whose time is over."""
    from workshops.services.nominations import expire_old
    from workshops.services.passports import purge as old
    from workshops.services.retention import clear_due, erase_old

    today = timezone.localdate()
    return old(today) + clear_due(today) + erase_old(today) + expire_old(timezone.now())
