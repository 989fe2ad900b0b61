"""Giving roles and taking them away: the one way, for every kind of role and every page that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import PortalRole
from accounts.roles import NO_END, PORTAL, RoleKind
from accounts.services import trail
from core.errors import Refused
from core.models import User

if TYPE_CHECKING:
    from datetime import date, datetime


class NotAllowed(Refused):
    """Somebody gives or takes what they do not hold themselves."""

    code, status = "not_allowed", 403


class LastAdministrator(Refused):
    """Without this account nobody could administer the portal."""

    code = "last_administrator"


def lock_accounts(*accounts: User | None) -> dict[int, User]:
    """Fresh rows of the accounts and of all administrators, locked in one order to the end of the transaction.

    Whoever changes accounts or roles waits here for the other: of two administrators who deactivate
    each other at once, the second is one no more when it is their turn.
    """
    pks = [account.pk for account in accounts if account is not None]
    rows = User.objects.filter(Q(pk__in=pks) | Q(is_superuser=True))
    return {row.pk: row for row in rows.select_for_update(no_key=True).order_by("pk")}


def administers(user: User | None) -> bool:
    """Whether the account may do everything; None, the portal itself, may."""
    return user is None or (user.is_active and user.is_superuser)


def check_administers(by: User | None, locked: dict[int, User]) -> None:
    """Raises NotAllowed for who is no administrator, by now."""
    if by is not None and not administers(locked.get(by.pk)):
        raise NotAllowed(_("Administrators alone do this."))


def check_not_last(user: User) -> None:
    """Raises LastAdministrator unless another administrator can sign in. Call it with accounts locked."""
    if not (user.is_superuser and user.is_active):
        return
    others = list(
        User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).order_by("pk")
    )
    accounts = SocialAccount.objects.filter(user__in=others)
    connected = set(accounts.values_list("user_id", flat=True))
    if not any(other.has_usable_password() or other.pk in connected for other in others):
        raise LastAdministrator(
            _("This is the last administrator who can sign in. Make another one first.")
        )


@transaction.atomic
def give(
    *,
    user: User,
    kind: str,
    role: str,
    scope: Any = None,
    expires_on: date | None = None,
    by: User | None,
    at: datetime,
    reason: str = "",
    by_rule: bool = False,
) -> bool:
    """Give a role, or another end to one that is held; False where nothing changes.

    `by` is None for commands and single sign-on. With `by_rule` the portal gives what comes with what
    `by` did, as the task of an owner to whoever sets up a workshop: it ends with the role by which they
    could do it. Raises NotAllowed, Refused.
    """
    role_kind = _checked_kind(kind, role, scope)
    _check_end(role_kind, expires_on, at)
    if scope is not None:
        role_kind.lock(scope)
    locked = lock_accounts(user, by)
    user = locked[user.pk]
    if by_rule:
        expires_on = _own_end(role_kind, role, scope, expires_on, by, locked)
    else:
        _check_may_give(role_kind, role, scope, expires_on, by, locked)
    event = _store(role_kind, user, role, scope, expires_on, by, at, reason)
    if event is None:
        return False
    set_flags(user)
    trail.note(
        event,
        user,
        by=by,
        at=at,
        role=(kind, role),
        scope=scope,
        expires_on=expires_on,
        reason=reason,
    )
    if not by_rule:
        role_kind.noted(is_given=True, user=user, role=role, scope=scope, by=by, at=at)
    return True


@transaction.atomic
def take(
    *,
    user: User,
    kind: str,
    role: str,
    scope: Any = None,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> bool:
    """Take a role away: it gives nothing from this moment. False where it was not held any more.

    Raises NotAllowed, LastAdministrator.
    """
    role_kind = _checked_kind(kind, role, scope, is_taken=True)
    if scope is not None:
        role_kind.lock(scope)
    locked = lock_accounts(user, by)
    user = locked[user.pk]
    _check_may_give(role_kind, role, scope, None, by, locked, is_taken=True)
    if role_kind.table is None:
        if not user.is_superuser:
            return False
        check_not_last(user)
        user.is_superuser = False
    elif not role_kind.rows(user, role, scope).delete()[0]:
        return False
    set_flags(user)
    trail.note(trail.Kind.TAKEN, user, by=by, at=at, role=(kind, role), scope=scope, reason=reason)
    role_kind.noted(is_given=False, user=user, role=role, scope=scope, by=by, at=at)
    return True


@transaction.atomic
def take_all(*, user: User, by: User | None, at: datetime, reason: str = "") -> int:
    """Take every role of an account away; how many."""
    return sum(
        take(
            user=user,
            kind=grant.kind.name,
            role=grant.role,
            scope=grant.scope,
            by=by,
            at=at,
            reason=reason,
        )
        # That of an administrator last: with it goes the right to take one's own others.
        for grant in sorted(roles.grants_of(user), key=lambda grant: grant.kind.table is None)
    )


@transaction.atomic
def renew_flags(user: User) -> None:
    """Set the flags anew where a role may have ended, whatever was given since the account was read."""
    if fresh := lock_accounts(user).get(user.pk):
        set_flags(fresh)


def set_flags(user: User) -> None:
    """Let `/admin/` open for whom a role opens it, and close for others. Saves the flag of administrators.

    Call it with a fresh row of a locked account.
    """
    opening = {role.code for role in roles.kinds()[PORTAL].roles if role.opens_administration}
    held = PortalRole.objects.current().filter(user=user, role__in=opening)
    user.is_staff = user.is_superuser or held.exists()
    user.save(update_fields=["is_staff", "is_superuser"])


def _checked_kind(name: str, role: str, scope: Any, *, is_taken: bool = False) -> RoleKind:
    kind = roles.kinds().get(name)
    role_of_kind = kind.role(role) if kind else None
    if kind is None or (role_of_kind is None and not is_taken):
        raise Refused(_("There is no such role."), status=422)
    if role_of_kind and role_of_kind.scope == "needed" and scope is None:
        raise Refused(_("Say what the role is for."), status=422)
    if role_of_kind and not role_of_kind.scope and scope is not None:
        raise Refused(_("This role is not for one commission or workshop."), status=422)
    return kind


def _check_end(kind: RoleKind, expires_on: date | None, at: datetime) -> None:
    if expires_on is None:
        return
    if expires_on <= at.date():
        raise Refused(_("The end lies in the future."), status=422)
    if not kind.can_end():
        text = _(
            "The role of an administrator has no end. Take it away when it is not needed any more."
        )
        raise Refused(text, status=422)


def _check_may_give(
    kind: RoleKind,
    role: str,
    scope: Any,
    expires_on: date | None,
    by: User | None,
    locked: dict[int, User],
    *,
    is_taken: bool = False,
) -> None:
    if by is None:
        return
    giver = locked.get(by.pk)
    if giver is None or not giver.is_active:
        raise NotAllowed(_("Your account cannot do this any more."))
    if giver.is_superuser:
        return
    until = kind.holds_until(giver, role, scope)
    if until is None:
        raise NotAllowed(_("You can give and take only roles that you hold yourself."))
    if not is_taken and until != NO_END and (expires_on is None or expires_on > until):
        raise NotAllowed(
            _("Your own role ends on %(day)s. Give a role that ends by then.")
            % {"day": until.isoformat()}
        )


def _own_end(
    kind: RoleKind,
    role: str,
    scope: Any,
    expires_on: date | None,
    by: User | None,
    locked: dict[int, User],
) -> date | None:
    """The end of what comes by rule: not later than the end of what `by` holds of it already."""
    if by is None or administers(locked.get(by.pk)):
        return expires_on
    until = kind.holds_until(locked[by.pk], role, scope)
    if until is None or until == NO_END:
        return expires_on
    return min(until, expires_on or NO_END)


def _store(
    kind: RoleKind,
    user: User,
    role: str,
    scope: Any,
    expires_on: date | None,
    by: User | None,
    at: datetime,
    reason: str,
) -> trail.StaffEvent.Kind | None:
    """Write it; the event that this is, None where it was so already."""
    if kind.table is None:
        if user.is_superuser:
            return None
        user.is_superuser = True
        return trail.Kind.GIVEN
    row = kind.rows(user, role, scope).first()
    if row is None:
        where = {kind.scope: scope} if kind.scope else {}
        row = kind.table(user=user, role=role, **where)
        event = trail.Kind.GIVEN
    elif row.expires_on == expires_on:
        return None
    else:
        event = trail.Kind.GIVEN if row.is_over else trail.Kind.CHANGED
    row.expires_on, row.given_by, row.given_at, row.reason = expires_on, by, at, reason[:300]
    row.save()
    return event
