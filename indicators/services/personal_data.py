"""Personal data of alerts by mail (setting PERSONAL_DATA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.personal_data import Person, Place
from indicators.models import AlertMail, Subscription

if TYPE_CHECKING:
    from datetime import datetime

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
            term=lambda: _("Until the person ends it; a week where it is not confirmed."),
            erasure=_("Deletion."),
            task="indicators.forget_unconfirmed",
            export=_subscriptions_held,
            erase=_erase,
        ),
        Place(
            name="indicators.AlertMail",
            fields=("to", "subject", "body", "problem"),
            whose=subscribers,
            purpose=_("Sending each alert once."),
            term=lambda: _("Ninety days after it was written."),
            erasure=_("Deletion with the subscription."),
            task="indicators.forget_unconfirmed",
            export=_letters_held,
        ),
    ]  # fmt: skip


def _subscriptions(person: Person) -> QuerySet[Subscription]:
    """Where everything is meant: an alert is no part of a workshop."""
    found = Q(pk__in=[])
    if person.workshop is None:
        for address in person.addresses:
            found |= Q(email__iexact=address)
    return Subscription.objects.filter(found)


def _subscriptions_held(person: Person) -> list[dict[str, Any]]:
    rows = _subscriptions(person).values("email", "indicator__code", "area__code", "created_at")
    return [dict(row) for row in rows]


def _letters_held(person: Person) -> list[dict[str, Any]]:
    letters = AlertMail.objects.filter(subscription__in=_subscriptions(person))
    rows = letters.values("to", "subject", "body", "created_at", "state")
    return [dict(row) for row in rows]


def _erase(person: Person, _at: datetime) -> None:
    _subscriptions(person).delete()
