"""Personal data of alerts by mail (setting PERSONAL_DATA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.personal_data import Person, Place, Term, days_after, delete_rows
from indicators.models import AlertMail, Subscription
from indicators.services import alerts

if TYPE_CHECKING:
    from django.db.models import QuerySet


def places() -> list[Place]:
    """Addresses of subscribers, and the letters to them."""
    subscribers = _("subscribers to alerts")
    return [
        Place(
            name="indicators.Subscription",
            fields=("email",),
            whose=subscribers,
            purpose=_("Telling by mail what a release changed."),
            term=Term(
                lambda: _("Until the person ends it; a week where it is not confirmed."),
                lambda at: Q(confirmed_at=None, created_at__lt=at - alerts.FORGET_AFTER),
            ),
            erasure=_("Deletion."),
            find=_subscriptions,
            clear=delete_rows,
            export=_subscriptions_held,
        ),
        Place(
            name="indicators.AlertMail",
            fields=("to", "subject", "body", "problem"),
            whose=subscribers,
            purpose=_("Sending each alert once."),
            term=days_after("created_at", lambda: alerts.LETTER_DAYS, _days_after_writing),
            erasure=_("Deletion with the subscription."),
            clear=delete_rows,
            holding=~Q(state=AlertMail.State.QUEUED),
            export=_letters_held,
        ),
    ]  # fmt: skip


def _days_after_writing(days: int) -> str:
    return ngettext(
        "%(days)s day after it was written.", "%(days)s days after it was written.", days
    ) % {"days": days}


def _subscriptions(person: Person) -> QuerySet[Subscription]:
    """Where everything is meant: an alert is no part of a workshop."""
    query = Q(pk__in=[])
    if person.workshop is None:
        for address in person.addresses:
            query |= Q(email__iexact=address)
    return Subscription.objects.filter(query)


def _subscriptions_held(person: Person) -> list[dict[str, Any]]:
    rows = _subscriptions(person).values("email", "indicator__code", "area__code", "created_at")
    return [dict(row) for row in rows]


def _letters_held(person: Person) -> list[dict[str, Any]]:
    letters = AlertMail.objects.filter(subscription__in=_subscriptions(person))
    rows = letters.values("to", "subject", "body", "created_at", "state")
    return [dict(row) for row in rows]
