"""Invitations of staff: by letter, with a link that is accepted once and ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import links, roles
from accounts.models import Invitation, new_nonce
from accounts.services import grants, letters, trail
from core.errors import Refused
from core.i18n.languages import interface_code
from core.i18n.numbers import day
from core.mail import placeholders
from core.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

VALID = timedelta(days=7)
"""How long a link of an invitation works."""


class InvitationOver(Refused):
    """The link was used, has ended, or was withdrawn."""

    code, status = "invitation_over", 410


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    language: str,
    first_roles: Sequence[dict[str, Any]],
    by: User,
    at: datetime,
    reason: str = "",
) -> Invitation:
    """Make an account that opens to nobody yet, with its roles, and write the letter.

    `first_roles` are roles as `grants.give` takes them: kind, role, scope, expires_on. Raises Refused for an
    address that an account has.
    """
    locked = grants.lock_accounts(by)  # two who invite the same address wait for each other
    grants.check_administers(by, locked)
    email = email.lower()  # as addresses are compared when somebody signs in
    _check_free(email)
    user = User(
        # A name for the top of the pages; people sign in by the address.
        username=get_adapter().generate_unique_username([email]),
        email=email,
        first_name=first_name,
        last_name=last_name,
        is_active=False,
        date_joined=at,
    )
    user.set_unusable_password()
    user.save()
    trail.note(trail.Kind.INVITED, user, by=by, at=at, reason=reason)
    for role in first_roles:
        grants.give(user=user, by=by, at=at, reason=reason, **role)
    invitation = Invitation.objects.create(
        user=user, language=language, invited_by=by, invited_at=at, ends_at=at + VALID
    )
    _write_letter(invitation, at)
    return invitation


@transaction.atomic
def send_again(*, user: User, by: User, at: datetime) -> Invitation:
    """Another letter with another link; the link of before works no more.

    Raises Refused where the person accepted, or where a letter went out less than a minute ago.
    """
    grants.check_administers(by, grants.lock_accounts(user, by))
    if user.invitations.exclude(accepted_at=None).exists():
        raise Refused(_("The invitation is accepted already."))
    last = user.invitations.select_for_update().first()
    if last is None:
        raise Refused(_("This account was not made by an invitation."))
    if last.withdrawn_at is None and last.invited_at > at - timedelta(minutes=1):
        raise Refused(_("The invitation has just been sent."))
    if last.withdrawn_at is None:
        invitation = last
        invitation.nonce, invitation.invited_by = new_nonce(), by
        invitation.invited_at, invitation.ends_at = at, at + VALID
        invitation.save()
    else:
        invitation = Invitation.objects.create(
            user=user, language=last.language, invited_by=by, invited_at=at, ends_at=at + VALID
        )
    trail.note(trail.Kind.INVITED_AGAIN, user, by=by, at=at)
    _write_letter(invitation, at)
    return invitation


@transaction.atomic
def withdraw(*, user: User, by: User, at: datetime) -> bool:
    """End the invitation and take the roles away; False where there is none that waits."""
    grants.check_administers(by, grants.lock_accounts(user, by))
    pending = user.invitations.filter(accepted_at=None, withdrawn_at=None)
    if not pending.update(withdrawn_at=at):
        return False
    grants.take_all(user=user, by=by, at=at)
    trail.note(trail.Kind.WITHDRAWN, user, by=by, at=at)
    return True


def read(token: str) -> Invitation | None:
    """The invitation of a link; None for a link that the portal never wrote, that a newer one ended, or that went to
    an address which is not that of the account any more."""
    try:
        pk, nonce, email = signing.loads(token, salt=links.INVITATION_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    invitations = Invitation.objects.select_related("user", "invited_by")
    return invitations.filter(pk=pk, nonce=nonce, user__email=email).first()


@transaction.atomic
def accept(*, invitation: Invitation, at: datetime, password: str | None = None) -> User:
    """Open the account, with a password or for single sign-on. Raises InvitationOver for all but the first."""
    # Accounts first, as whoever withdraws locks them: the other way round each would wait for the other.
    grants.lock_accounts(invitation.user)
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=invitation.pk)
    )
    is_same = (row.nonce, row.user.email) == (invitation.nonce, invitation.user.email)
    if not row.is_open(at) or not is_same:
        raise InvitationOver(_("This invitation was accepted already, or it has ended."))
    user = row.user
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    user.is_active = True
    if password is not None:
        user.set_password(password)
    user.save(update_fields=["is_active", "password"])
    # The link came by letter to this address.
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    trail.note(trail.Kind.ACCEPTED, user, by=user, at=at)
    return user


def _check_free(email: str) -> None:
    accounts = User.objects.filter(
        Q(email__iexact=email) | Q(username__iexact=email) | Q(emailaddress__email__iexact=email)
    )
    if accounts.exists():
        raise Refused(
            _("There is an account with this address. Give it roles, or activate it again."),
            status=422,
        )


def _write_letter(invitation: Invitation, at: datetime) -> None:
    user, inviter = invitation.user, invitation.invited_by
    with translation.override(interface_code(invitation.language)):
        names = [str(grant) for grant in roles.grants_of(user)]
        context = {
            "roles": [placeholders.escape(name) for name in names],
            "day": day(_last_day(invitation)),
            "inviter": placeholders.escape(inviter.display_name if inviter else ""),
            "mark": f"{{invitation:{invitation.pk}}}",
        }
    letters.write(
        user, letters.INVITATION, user.email, context, at=at, language=invitation.language
    )


def _last_day(invitation: Invitation) -> date:
    return invitation.ends_at.date()
