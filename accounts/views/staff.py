"""The people who work here: who they are, what they may do, who gave it, and the yearly review."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import links, roles
from accounts.forms import InvitationForm, RoleForm
from accounts.models import StaffEvent
from accounts.services import endings, grants, invitations, staff
from core.errors import PortalError
from core.i18n.languages import reader_language
from core.models import User
from core.web import confirm
from core.web.actions import actor_of, run_action
from core.web.confirm import Confirmation
from core.web.once import once_per_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from accounts.roles import Grant

PAGE = 50
EVENTS_SHOWN = 50
STATES = {
    "active": gettext_lazy("Active"),
    "invited": gettext_lazy("Invited"),
    "inactive": gettext_lazy("Deactivated"),
}


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For administrators; to everybody else who signed in there is no such page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise Http404(_("There is no such page."))
        return view(request, *args, **kwargs)

    return login_required(never_cache(checked))


@administrators_only
@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, with their roles."""
    text = request.GET.get("q", "").strip()[:100]
    state, role = request.GET.get("state", ""), request.GET.get("role", "")
    users = _in_state(_matching(User.objects.all(), text), state)
    kind = roles.kinds().get(role.partition(":")[0])
    if kind is not None:
        users = users.filter(_holders(kind, role.partition(":")[2]))
    page = Paginator(users.order_by("last_name", "first_name", "username"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "members": staff.members(list(page.object_list)),
        "q": text,
        "state": state if state in STATES else "",
        "states": STATES.items(),
        "role": role,
        "role_groups": [
            (group.label, [(f"{group.name}:{item.code}", item.label) for item in group.roles])
            for group in roles.kinds().values()
        ],
        "to_review": staff.to_review(timezone.now()).count(),
        "is_filtered": bool(text or state or role),
    }
    return render(request, "accounts/staff.html", context)


def _matching(users: QuerySet[User], text: str) -> QuerySet[User]:
    for word in text.replace("\0", "").split()[:5]:
        users = users.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    return users


def _in_state(users: QuerySet[User], state: str) -> QuerySet[User]:
    invited = staff.invited_accounts().values("pk")
    if state == "active":
        return users.filter(is_active=True)
    if state == "invited":
        return users.filter(pk__in=invited)
    if state == "inactive":
        return users.filter(is_active=False).exclude(pk__in=invited)
    return users


def _holders(kind: roles.RoleKind, role: str) -> Q:
    if kind.table is None:
        return Q(is_superuser=True)
    return Q(pk__in=kind.table._default_manager.current().filter(role=role).values("user"))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_form
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by letter."""
    form = InvitationForm(request.POST or None, initial={"language": reader_language()})
    if request.method == "POST" and form.is_valid():
        values, grant = form.cleaned_data, form.grant()
        try:
            invitation = invitations.invite(
                email=values["email"],
                first_name=values["first_name"],
                last_name=values["last_name"],
                language=values["language"],
                first_roles=[grant] if grant else [],
                reason=values["reason"],
                **actor_of(request),
            )
        except PortalError as problem:
            form.add_error("email" if problem.status == 422 else None, problem.message)
        else:
            messages.success(
                request, _("%(address)s is invited.") % {"address": invitation.user.email}
            )
            return redirect("staff_member", invitation.user_id)
    context = {"form": form, "days": invitations.VALID.days}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/staff_invite.html", context, status=status)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, its trail, and what can be done with it."""
    user = get_object_or_404(User, pk=pk)
    act = request.POST.get("act", "")
    if act in ACTIONS:
        return ACTIONS[act](request, user)
    form = RoleForm(request.POST if act == "give" else None)
    if act == "give" and form.is_valid():
        try:
            grant = form.grant() or {}
            changed = grants.give(
                user=user, reason=form.cleaned_data["reason"], **grant, **actor_of(request)
            )
        except PortalError as problem:
            form.add_error(None, problem.message)
        else:
            if changed:
                messages.success(request, _("The role is given."))
            else:
                messages.info(request, _("The account has this role already."))
            return redirect(_page_of(user))
    elif request.method == "POST" and act != "give":
        return redirect(_page_of(user))
    row = staff.members([user])[0]
    pending = user.invitations.filter(accepted_at=None, withdrawn_at=None).first()
    context = {
        "member": row,
        "account": user,
        "state": STATES[row.state],
        "form": form,
        "events": _events(user.staff_events.all()[:EVENTS_SHOWN]),
        "confirmed_at": staff.with_confirmation(User.objects.filter(pk=user.pk)).get().confirmed_at,
        "pending": pending,
        "is_over": pending is not None and not pending.is_open(timezone.now()),
        "link": _link_to_pass_on(pending),
        "is_self": user.pk == request.user.pk,
    }
    return render(
        request, "accounts/staff_member.html", context, status=422 if form.errors else 200
    )


def _link_to_pass_on(pending: Any) -> str:
    """Without a mail server no letter leaves: administrators pass the link on by themselves."""
    if pending is None or settings.EMAIL_HOST or not pending.is_open(timezone.now()):
        return ""
    return settings.PORTAL_ADDRESS + links.invitation(pending.pk)


def _page_of(user: User) -> str:
    return reverse("staff_member", args=[user.pk])


def _grant_of(user: User, key: str) -> Grant | None:
    return next((grant for grant in roles.grants_of(user) if grant.key == key), None)


def _take(request: HttpRequest, user: User) -> HttpResponse:
    """Take one role away, once it is confirmed."""
    grant = _grant_of(user, request.POST.get("grant", "")[:80])
    if confirm.is_repeated(request) or grant is None:
        messages.info(request, _("This role is gone already."))
        return redirect(_page_of(user))
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
        reverse(leads_to) if leads_to else _page_of(user),
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
        return redirect(_page_of(user))
    return confirm.run_confirmed(
        request,
        _page_of(user),
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
        return redirect(_page_of(user))
    return confirm.run_confirmed(
        request,
        _page_of(user),
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
        return redirect(_page_of(user))
    current = [grant for grant in roles.grants_of(user) if not grant.is_over]
    return confirm.run_confirmed(
        request,
        _page_of(user),
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
    back = reverse("staff_review") if request.POST.get("from") == "review" else _page_of(user)
    return run_action(
        request,
        back,
        lambda: staff.confirm(user=user, **actor_of(request)),
        _("%(person)s is confirmed for a year.") % {"person": user.display_name},
    )


def _send_again(request: HttpRequest, user: User) -> HttpResponse:
    return run_action(
        request,
        _page_of(user),
        lambda: invitations.send_again(user=user, **actor_of(request)),
        _("The invitation is sent again. The link of before works no more."),
    )


def _withdraw(request: HttpRequest, user: User) -> HttpResponse:
    """End the invitation, once it is confirmed."""
    if confirm.is_repeated(request) or not user.invitations.filter(
        accepted_at=None, withdrawn_at=None
    ):
        messages.info(request, _("There is no invitation that waits."))
        return redirect(_page_of(user))
    return confirm.run_confirmed(
        request,
        _page_of(user),
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


@administrators_only
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """Who has not been confirmed for a year."""
    users = staff.to_review(timezone.now())
    page = Paginator(users, PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "page": page,
        "members": staff.members(rows),
        "days": staff.REVIEW_AFTER.days,
    }
    return render(request, "accounts/staff_review.html", context)


@administrators_only
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Who gave what to whom when and why, the newest first."""
    text = request.GET.get("q", "").strip()[:100]
    rows = StaffEvent.objects.all()
    if text:
        people = _matching(User.objects.all(), text).values("pk")
        rows = rows.filter(Q(user__in=people) | Q(by__in=people))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = page.object_list.select_related("user", "by")
    context = {"page": page, "events": _events(page.object_list), "q": text}
    return render(request, "accounts/staff_trail.html", context)


def _events(rows: QuerySet[StaffEvent]) -> list[dict[str, Any]]:
    """Events with their roles in words."""
    kinds = roles.kinds()
    return [
        {
            "event": row,
            "role": kinds[row.role_kind].label_of(row.role) if row.role_kind in kinds else row.role,
        }
        for row in rows.select_related("user", "by")
    ]
