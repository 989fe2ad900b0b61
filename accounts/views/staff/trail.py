"""The trail: who gave what to whom when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import roles
from accounts.models import StaffEvent
from accounts.views.staff.access import administrators_only
from accounts.views.staff.members import PAGE, matching
from core.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


@administrators_only
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Who gave what to whom when and why, the newest first."""
    text = request.GET.get("q", "").strip()[:100]
    rows = StaffEvent.objects.all()
    if text:
        people = matching(User.objects.all(), text).values("pk")
        rows = rows.filter(Q(user__in=people) | Q(by__in=people))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "events": in_words(page.object_list), "q": text}
    return render(request, "accounts/staff_trail.html", context)


def in_words(rows: QuerySet[StaffEvent]) -> list[dict[str, Any]]:
    """Events with their roles in words."""
    kinds = roles.kinds()
    return [
        {
            "event": row,
            "role": kinds[row.role_kind].label_of(row.role) if row.role_kind in kinds else row.role,
        }
        for row in rows.select_related("user", "by")
    ]
