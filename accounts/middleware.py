"""Rules for pages of people who signed in: a second factor first, and no copy left in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import access

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

NO_STORE = "private, no-store"
ALLOWED_PREFIXES = ("account", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
ALLOWED_NAMES = {"healthz", "set_language", "script_texts"}
"""What a person can do who has yet to set up a second factor: that, and signing out."""


class NoStoreForSignedIn:
    """Forbids browsers and proxies to keep what a signed-in person was shown.

    An answer that says itself that everybody may have it, such as a published file, stays as it is,
    unless it is a page: pages bear the name of the account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the header where the answer was made for somebody."""
        response = self.get_response(request)
        if _was_signed_in(request):
            given = response.headers.get("Cache-Control", "")
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            if "no-store" not in given and (is_page or "public" not in given):
                response.headers["Cache-Control"] = NO_STORE
        return response


def _was_signed_in(request: HttpRequest) -> bool:
    """Whether a signed-in session was looked at. One that nobody looked at changed nothing."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and SESSION_KEY in session


class ClearSiteDataOnSignOut:
    """Has the browser forget its copies of pages when somebody signs out on a shared computer.

    Not its storage: entries of the door that were not sent yet are the only record of who came.
    `static/js/sign_out.js` takes drafts and lists of people out of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header to the answer that ends a session."""
        response = self.get_response(request)
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class RequireSecondFactor:
    """Sends people whose roles ask for a second factor to the page where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the view's name is needed first."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A redirect, or a refusal for programs, in place of the page."""
        # A visitor's session is not looked at: answers for everybody would vary by cookie.
        if (
            settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not settings.REQUIRE_SECOND_FACTOR
        ):
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in ALLOWED_NAMES or name.startswith(ALLOWED_PREFIXES):
            return None
        if not request.user.is_authenticated or not access.lacks_second_factor(
            request, request.user
        ):
            return None
        problem = _("Your role needs a second factor. Set one up to go on.")
        if request.path.startswith("/api/"):
            body = {"code": "second_factor_needed", "message": problem, "fields": {}}
            return JsonResponse(body, status=403)
        messages.warning(request, problem)
        return redirect("mfa_index")
