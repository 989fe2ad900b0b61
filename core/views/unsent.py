"""Pages for what was typed and could not be taken: after a new sign-in, and where the page was too old."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.web import edit_guard, once
from core.web import unsent as unsent_forms

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


NOT_SHOWN = {once.FIELD, edit_guard.BASE, "revision", "act"}
"""Fields that say nothing to a reader; they are sent with the others."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def unsent(request: HttpRequest) -> HttpResponse:
    """What was typed before the sign-in ended, to be sent now or dropped."""
    if request.method == "POST":
        messages.success(request, _("What you wrote is dropped."))
        return unsent_forms.drop(request, redirect("/"))
    unsent_form = unsent_forms.read(request)
    if unsent_form is None:
        messages.info(request, _("Nothing that this account wrote is waiting to be sent."))
        return redirect("/")
    context = {
        "path": unsent_form["path"],
        "fields": unsent_form["fields"],
        "shown_fields": _visible_fields(unsent_form["fields"]),
        "files": unsent_form["files"],
        "is_signed_in_again": True,
    }
    return render(request, "core/unsent.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page is older than the sign-in, or comes from elsewhere; of our own pages the text is handed back.

    A form that another site sent is not shown: one click would send it in the person's name.
    """
    is_own = _is_our_own(request)
    fields = unsent_forms.typed_fields(request) if is_own else []
    context = {
        "path": request.get_full_path() if is_own else "",
        "fields": fields,
        "shown_fields": _visible_fields(fields),
        "files": unsent_forms.names_of_files(request) if is_own else [],
        "is_own": is_own,
    }
    return render(request, "core/unsent.html", context, status=403)


def _visible_fields(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in fields if value and name not in NOT_SHOWN]


def _is_our_own(request: HttpRequest) -> bool:
    """Whether the browser says that the form stands on a page of ours."""
    if request.method != "POST":
        return False
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(origin)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
