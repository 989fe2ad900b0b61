"""Everybody with an account: found by name, state and role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import roles
from accounts.services import staff
from accounts.views.staff.access import administrators_only
from core.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE = 50
STATES = {
    "active": gettext_lazy("Active"),
    "invited": gettext_lazy("Invited"),
    "inactive": gettext_lazy("Deactivated"),
}


@administrators_only
@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, with their roles."""
    text = request.GET.get("q", "").strip()[:100]
    state, role = request.GET.get("state", ""), request.GET.get("role", "")
    users = _in_state(matching(User.objects.all(), text), state)
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


def matching(users: QuerySet[User], text: str) -> QuerySet[User]:
    """Those whose names or address have every word of a search."""
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
