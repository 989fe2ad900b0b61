"""The register of personal data, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import personal_data

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@login_required
@never_cache
def personal_places(request: HttpRequest) -> HttpResponse:
    """Every place that holds personal data: of whom, what for, how long."""
    if not request.user.is_superuser:
        raise Http404(_("There is no such page."))
    return render(request, "core/personal_data.html", {"places": personal_data.places()})
