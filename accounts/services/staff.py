"""Accounts of staff: deactivated with all that they opened, activated again, confirmed each year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts import roles
from accounts.access import SECOND_FACTORS
from accounts.models import Invitation
from accounts.services import endings, grants, trail
from core.errors import Refused
from core.models import User

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.roles import Grant

REVIEW_AFTER = timedelta(days=365)
"""So long after it was accepted or confirmed an account is to be confirmed again."""
CONFIRMING = (trail.Kind.ACCEPTED, trail.Kind.CONFIRMED, trail.Kind.REACTIVATED)


@transaction.atomic
def deactivate(*, user: User, by: User | None, at: datetime, reason: str) -> bool:
    """Close an account and end all that it opened, at once or not at all; False where it is closed already.

    Its roles stay written and count again if it is activated again. Raises NotAllowed, LastAdministrator.
    """
    locked = grants.lock_accounts(user, by)
    grants.check_administers(by, locked)
    user = locked[user.pk]
    if by is not None and by.pk == user.pk:
        raise Refused(_("Nobody deactivates their own account. Ask another administrator."))
    if not user.is_active:
        return False
    grants.check_not_last(user)
    for ending in endings.of_account(user):
        ending.end(at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    trail.note(trail.Kind.DEACTIVATED, user, by=by, at=at, reason=reason)
    return True


@transaction.atomic
def reactivate(*, user: User, by: User | None, at: datetime, reason: str = "") -> bool:
    """Open an account again, with the roles it has; sessions, tokens and links that ended stay so.

    False where it is open. Raises Refused for one that was never accepted: it is invited again.
    """
    locked = grants.lock_accounts(user, by)
    grants.check_administers(by, locked)
    user = locked[user.pk]
    if user.is_active:
        return False
    if invited_accounts().filter(pk=user.pk).exists():
        raise Refused(_("This person has not accepted yet. Send the invitation again."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    trail.note(trail.Kind.REACTIVATED, user, by=by, at=at, reason=reason)
    return True


def invited_accounts() -> QuerySet[User]:
    """Accounts that an invitation made, and that nobody has accepted."""
    accepted = Invitation.objects.exclude(accepted_at=None).values("user")
    invited = Invitation.objects.values("user")
    return User.objects.filter(is_active=False, pk__in=invited).exclude(pk__in=accepted)


@transaction.atomic
def confirm(*, user: User, by: User, at: datetime) -> bool:
    """Confirm that the person still works here with these roles; False where somebody did so today.

    Nobody confirms themselves, unless there is no other administrator. Raises Refused.
    """
    locked = grants.lock_accounts(user, by)
    grants.check_administers(by, locked)
    if by.pk == user.pk and any(
        grants.administers(one) for one in locked.values() if one.pk != by.pk
    ):
        raise Refused(_("Nobody confirms their own account. Ask another administrator."))
    user = locked[user.pk]
    confirmed = user.staff_events.filter(kind=trail.Kind.CONFIRMED)
    if confirmed.filter(at__gt=at - timedelta(days=1)).exists():
        return False
    trail.note(trail.Kind.CONFIRMED, user, by=by, at=at)
    return True


def with_confirmation(users: QuerySet[User]) -> QuerySet[Any]:
    """Accounts with `confirmed_at`: when they were confirmed, accepted or made, whichever came last."""
    last = Max("staff_events__at", filter=Q(staff_events__kind__in=CONFIRMING))
    return users.annotate(confirmed_at=Coalesce(last, F("date_joined")))


def to_review(at: datetime) -> QuerySet[User]:
    """Open accounts that nobody has confirmed for a year, the longest first."""
    due = with_confirmation(User.objects.filter(is_active=True))
    return due.filter(confirmed_at__lte=at - REVIEW_AFTER).order_by("confirmed_at", "pk")


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the list of accounts."""

    user: User
    grants: list[Grant]
    has_second_factor: bool
    state: str
    """`active`, `invited` or `inactive`."""


def members(users: list[User]) -> list[Member]:
    """The accounts of a page with their roles; a handful of queries for all of them."""
    by_user: dict[int, list[Grant]] = {user.pk: [] for user in users}
    for grant in roles.grants_of(*users):
        by_user[grant.user_id].append(grant)
    secured = User.objects.filter(pk__in=by_user, authenticator__type__in=SECOND_FACTORS)
    secured_ids = set(secured.values_list("pk", flat=True))
    invited = set(invited_accounts().filter(pk__in=by_user).values_list("pk", flat=True))
    return [
        Member(user, by_user[user.pk], user.pk in secured_ids, _state(user, user.pk in invited))
        for user in users
    ]


def _state(user: User, is_invited: bool) -> str:
    if user.is_active:
        return "active"
    return "invited" if is_invited else "inactive"
