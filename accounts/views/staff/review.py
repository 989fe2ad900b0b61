"""The yearly review of accounts."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.services import staff
from accounts.views.staff.access import administrators_only
from accounts.views.staff.members import PAGE


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
