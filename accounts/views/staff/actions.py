"""What the buttons of the page of an account do, most of it once it is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import roles
from accounts.services import endings, grants, invitations, staff
from core.web import confirm
from core.web.actions import actor_of, run_action
from core.web.confirm import Confirmation

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.roles import Grant
    from core.models import User


def member_url(user: User) -> str:
    """The page of an account."""
    return reverse("staff_member", args=[user.pk])


def _grant_of(user: User, key: str) -> Grant | None:
    return next((grant for grant in roles.grants_of(user) if grant.key == key), None)


def _take(request: HttpRequest, user: User) -> HttpResponse:
    """Take one role away, once it is confirmed."""
    grant = _grant_of(user, request.POST.get("grant", "")[:80])
    if confirm.is_repeated(request) or grant is None:
        messages.info(request, _("This role is gone already."))
        return redirect(member_url(user))
    names = {"role": grant.label, "person": user.display_name, "scope": grant.scope_label}
    if grant.scope:
        question = _("Take the role “%(role)s” (%(scope)s) away from %(person)s?") % names
    else:
        question = _("Take the role “%(role)s” away from %(person)s?") % names
    consequences = [_("%(person)s can no longer do it from this moment.") % names]
    if grant.kind.table is None and (sent := endings.sent_invitations(user)).count:
        consequences.append(sent.sentence)
    if user.pk == request.user.pk:
        consequences.insert(
            0, _("This is your own role: you may not be able to give it back to yourself.")
        )
    leads_to = "home" if user.pk == request.user.pk and grant.kind.table is None else ""
    return confirm.run_confirmed(
        request,
        reverse(leads_to) if leads_to else member_url(user),
        Confirmation(
            question=question,
            consequences=consequences,
            button=_("Take the role away"),
            state=[user.pk, grant.key],
            reason=True,
            reason_hint=_("Administrators read it in the trail."),
        ),
        lambda: grants.take(
            user=user,
            kind=grant.kind.name,
            role=grant.role,
            scope=grant.scope,
            reason=request.POST.get("reason", "")[:300],
            **actor_of(request),
        ),
        _("The role is taken away."),
    )


def _take_all(request: HttpRequest, user: User) -> HttpResponse:
    """Take every role away, once it is confirmed; the account stays."""
    grants_held = roles.grants_of(user)
    if confirm.is_repeated(request) or not grants_held:
        messages.info(request, _("The account has no role any more."))
        return redirect(member_url(user))
    return confirm.run_confirmed(
        request,
        member_url(user),
        Confirmation(
            question=_("Take all roles away from %(person)s?") % {"person": user.display_name},
            consequences=[str(grant) for grant in grants_held],
            button=_("Take all roles away"),
            state=user.pk,
            reason=True,
            reason_hint=_("Administrators read it in the trail."),
        ),
        lambda: grants.take_all(
            user=user, reason=request.POST.get("reason", "")[:300], **actor_of(request)
        ),
        _("All roles are taken away."),
    )


def _deactivate(request: HttpRequest, user: User) -> HttpResponse:
    """Close the account, once it is confirmed with all that ends."""
    if confirm.is_repeated(request) or not user.is_active:
        messages.info(request, _("The account is deactivated already."))
        return redirect(member_url(user))
    return confirm.run_confirmed(
        request,
        member_url(user),
        Confirmation(
            question=_("Deactivate the account of %(person)s?") % {"person": user.display_name},
            consequences=[
                _("Nobody can sign in with it, and its roles give nothing."),
                *(ending.sentence for ending in endings.of_account(user)),
                _("It can be activated again, with the roles it has; what ends now stays ended."),
            ],
            button=_("Deactivate the account"),
            state=user.pk,
            reason=True,
            reason_hint=_("Administrators read it in the trail."),
        ),
        lambda: staff.deactivate(
            user=user, reason=request.POST.get("reason", "")[:300], **actor_of(request)
        ),
        _("The account is deactivated."),
    )


def _reactivate(request: HttpRequest, user: User) -> HttpResponse:
    """Open the account again, once the roles that count again were read."""
    if confirm.is_repeated(request) or user.is_active:
        messages.info(request, _("The account is active already."))
        return redirect(member_url(user))
    current = [grant for grant in roles.grants_of(user) if not grant.is_over]
    return confirm.run_confirmed(
        request,
        member_url(user),
        Confirmation(
            question=_("Activate the account of %(person)s again?") % {"person": user.display_name},
            consequences=[
                _("The person can sign in as before, with the same password and second factor."),
                *(_("This role counts again: %(role)s") % {"role": grant} for grant in current),
            ],
            button=_("Activate the account"),
            state=user.pk,
            reason=True,
            reason_hint=_("Administrators read it in the trail."),
        ),
        lambda: staff.reactivate(
            user=user, reason=request.POST.get("reason", "")[:300], **actor_of(request)
        ),
        _("The account is active again."),
    )


def _confirm(request: HttpRequest, user: User) -> HttpResponse:
    """Note that the person still works here; back to where the button was."""
    back = reverse("staff_review") if request.POST.get("from") == "review" else member_url(user)
    return run_action(
        request,
        back,
        lambda: staff.confirm(user=user, **actor_of(request)),
        _("%(person)s is confirmed for a year.") % {"person": user.display_name},
    )


def _send_again(request: HttpRequest, user: User) -> HttpResponse:
    return run_action(
        request,
        member_url(user),
        lambda: invitations.send_again(user=user, **actor_of(request)),
        _("The invitation is sent again. The link of before works no more."),
    )


def _withdraw(request: HttpRequest, user: User) -> HttpResponse:
    """End the invitation, once it is confirmed."""
    if confirm.is_repeated(request) or not user.invitations.filter(
        accepted_at=None, withdrawn_at=None
    ):
        messages.info(request, _("There is no invitation that waits."))
        return redirect(member_url(user))
    return confirm.run_confirmed(
        request,
        member_url(user),
        Confirmation(
            question=_("Withdraw the invitation of %(person)s?") % {"person": user.email},
            consequences=[
                _("The link in the letter works no more."),
                *(
                    _("This role is taken away: %(role)s") % {"role": grant}
                    for grant in roles.grants_of(user)
                ),
            ],
            button=_("Withdraw the invitation"),
            state=user.pk,
        ),
        lambda: invitations.withdraw(user=user, **actor_of(request)),
        _("The invitation is withdrawn."),
    )


ACTIONS: dict[str, Callable[[HttpRequest, User], HttpResponse]] = {
    "take": _take,
    "take_all": _take_all,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "confirm": _confirm,
    "send_again": _send_again,
    "withdraw": _withdraw,
}
"""What the buttons of the page of an account do."""
