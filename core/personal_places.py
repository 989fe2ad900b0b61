"""Personal data of accounts, and what lies in the cache (setting PERSONAL_DATA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.api import idempotency
from core.models import IdempotentRequest
from core.personal_data import Person, Place, Term, days_after, delete_rows, emptied, until

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
            term=until(_("As long as the account.")),
            erasure=_("An administrator, who deletes the account."),
        ),
        Place(
            name="core.ApiToken",
            fields=("name",),
            whose=ACCOUNTS,
            purpose=_("Calls of the API in the name of an account."),
            term=until(_("As long as the account.")),
            erasure=_("Deletion with the account."),
        ),
        Place(
            name="core.IdempotentRequest",
            fields=("body", "headers"),
            whose=_("people whom a program registered or changed through the API"),
            purpose=_("Answering a repeated request of a program without doing its work twice."),
            term=days_after("created_at", lambda: idempotency.DAYS),
            erasure=_("Emptying of the answers that name the person; the key still counts."),
            find=_answers,
            # The row stays: a request that is sent again must not register the person anew.
            clear=emptied(body="", headers={}),
            purge=delete_rows,
            export=_export_answers,
        ),
        Place(
            name="admin.LogEntry",
            fields=("object_repr", "change_message"),
            whose=ACCOUNTS,
            purpose=_("Telling what administrators changed."),
            term=days_after("action_time", lambda: settings.RETENTION_NAMES_DAYS),
            erasure=_("Deletion at the end of the term."),
            clear=delete_rows,
        ),
        Place(
            name="files: erasures",
            fields=("registrations", "addresses", "names"),
            whose=_("people who were erased"),
            purpose=_(
                "Erasing them again in a restored backup; sealed with a key that is not with the files."
            ),
            term=Term(
                lambda: (
                    ngettext("%(days)s day.", "%(days)s days.", settings.BACKUP_DAYS)
                    % {"days": settings.BACKUP_DAYS}
                )
            ),
            erasure=_("Deletion at the end of the term."),
        ),
        Place(
            name="cache: uploaded lists",
            fields=("rows",),
            whose=_("people in a list that is imported"),
            purpose=_("The preview before an import; sealed with a key that is not in the cache."),
            term=until(HOUR),
            erasure=_("The end of the hour."),
        ),
        Place(
            name="cache: unsent forms",
            fields=("fields",),
            whose=_("people with an account, and whom they write about"),
            purpose=_(
                "A form that was typed when the sign-in had ended; sealed with a key in the browser."
            ),
            term=until(HOUR),
            erasure=_("The end of the hour."),
        ),
    ]


def _answers(person: Person) -> QuerySet[IdempotentRequest]:
    """Answers of the API in which an address or the full name stands."""
    named = Q(pk__in=[])
    for text in person.addresses | person.names:
        # As JSON writes it: a name may have a nickname in quotation marks.
        named |= Q(body__icontains=orjson.dumps(text).decode()[1:-1])
    return IdempotentRequest.objects.filter(named)


def _export_answers(person: Person) -> list[dict[str, Any]]:
    """When programs were answered about the person; an answer may name others, so it stays out."""
    rows = _answers(person).order_by("pk")
    return [{"created_at": row.created_at, "status": row.status} for row in rows]
