"""Personal data of accounts, and what lies in the cache (setting PERSONAL_DATA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import IdempotentRequest
from core.personal_data import Person, Place

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

from datetime import timedelta

from django.conf import settings

ACCOUNTS = _("people with an account")
HOUR = _("One hour.")


def places() -> list[Place]:
    """Accounts, what they did, and what is kept for an hour."""
    return [
        Place(
            name="core.User",
            fields=("username", "first_name", "last_name", "email"),
            whose=ACCOUNTS,
            purpose=_("Signing in, and telling who decided what."),
            term=lambda: _("As long as the account."),
            erasure=_("An administrator, who deletes the account."),
        ),
        Place(
            name="core.ApiToken",
            fields=("name",),
            whose=ACCOUNTS,
            purpose=_("Calls of the API in the name of an account."),
            term=lambda: _("As long as the account."),
            erasure=_("Deletion with the account."),
        ),
        Place(
            name="core.IdempotentRequest",
            fields=("body", "headers"),
            whose=_("people whom a program registered or changed through the API"),
            purpose=_("Answering a repeated request of a program without doing its work twice."),
            term=lambda: _("24 hours."),
            erasure=_("Emptying of the answers that name the person; the key still counts."),
            task="core.forget_requests",
            export=_export_answers,
            erase=_empty_answers,
        ),
        Place(
            name="admin.LogEntry",
            fields=("object_repr", "change_message"),
            whose=ACCOUNTS,
            purpose=_("Telling what administrators changed."),
            term=lambda: _("%(days)s days.") % {"days": settings.RETENTION_NAMES_DAYS},
            erasure=_("Deletion at the end of the term."),
            task="core.purge",
        ),
        Place(
            name="cache: uploaded lists",
            fields=("rows",),
            whose=_("people in a list that is imported"),
            purpose=_("The preview before an import; sealed with a key that is not in the cache."),
            term=lambda: HOUR,
            erasure=_("The end of the hour."),
        ),
        Place(
            name="cache: unsent forms",
            fields=("fields",),
            whose=_("people with an account, and whom they write about"),
            purpose=_(
                "A form that was typed when the sign-in had ended; sealed with a key in the browser."
            ),
            term=lambda: HOUR,
            erasure=_("The end of the hour."),
        ),
    ]


def _answers(person: Person) -> QuerySet[IdempotentRequest]:
    """Answers of the API in which an address or the full name stands."""
    named = Q(pk__in=[])
    for text in person.addresses | person.names:
        named |= Q(body__icontains=text)
    return IdempotentRequest.objects.filter(named)


def _export_answers(person: Person) -> list[dict[str, Any]]:
    """When programs were answered about the person; an answer may name others, so it stays out."""
    rows = _answers(person).order_by("pk")
    return [{"created_at": row.created_at, "status": row.status} for row in rows]


def _empty_answers(person: Person, _at: datetime) -> None:
    """The row stays: a request that is sent again must not register the person anew."""
    _answers(person).update(body="", headers={})


def purge(now: datetime) -> int:
    """Delete old entries of the administration; how many."""
    before = now - timedelta(days=settings.RETENTION_NAMES_DAYS)
    return LogEntry.objects.filter(action_time__lt=before).delete()[0]
