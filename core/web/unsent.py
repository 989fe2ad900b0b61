"""What was typed is not lost when the sign-in ended before it was sent.

A form that an account sends after its session has ended is sealed with a random key that only the
browser's cookie holds, and kept for an hour. After the same account signs in again it is shown, filled in as
it was typed, and nothing is done before the person sends it again. To any other account it is never shown.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.http import QueryDict
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.sealing import box

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

COOKIE, ACCOUNT = "unsent", "account"
SALT = "core.web.unsent"
SECONDS = 3600
ACCOUNT_SECONDS = 30 * 24 * 3600
LARGEST = 300_000
"""Bytes of text that are kept at most; the longest form of ours is a tenth of it."""
SIGN_IN_STEPS = ("account_login", "account_logout", "mfa_", "openid_connect_", "socialaccount_")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def shows_unsent(
    *acts: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Mark a view whose page shows what was typed, by `posted`; other forms get a page that lists it.

    With `acts` it shows only forms whose field `act` is one of them.
    """

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.shows_unsent = acts  # type: ignore[attr-defined]  # the middleware reads it
        return view

    return mark


def posted(request: HttpRequest, act: str = "") -> QueryDict | None:
    """What fills the form: what was posted, or what was typed before the sign-in ended; else None.

    With `act`, only where the field `act` has this value. Only what is posted may be saved.
    """
    if request.method == "POST":
        return request.POST if not act or request.POST.get("act") == act else None
    unsent = read(request)
    if unsent is None or unsent["path"] != request.get_full_path():
        return None
    data = fields_of(unsent)
    if act and data.get("act") != act:
        return None
    request.unsent_shown = unsent  # type: ignore[attr-defined]  # the page says so at its top
    return data


class KeepUnsent:
    """Keeps a form whose sender has to sign in first, and forgets it once it was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; where it leads to the sign-in, on the way back the form is waiting."""
        response = self.get_response(request)
        if request.method == "POST" and not request.user.is_authenticated:
            if _leads_to_sign_in(response) and _came_from_a_form(request):
                return _keep(request) or response
        elif request.session.accessed and request.user.is_authenticated:
            _forget_what_was_sent(request, response)
            _remember_account(request, response)
        return response


def read(request: HttpRequest) -> dict[str, Any] | None:
    """What this account typed and did not send; what another typed in this browser is dropped."""
    key = request.COOKIES.get(COOKIE, "")
    sealed = cache.get(_cache_key(key)) if key else None
    if sealed is None or not request.user.is_authenticated:
        return None
    try:
        unsent = json.loads(box(f"unsent:{key}").decrypt(sealed))
    except InvalidToken:
        return None
    if unsent["account"] != _account(request.user.pk):
        cache.delete(_cache_key(key))
        return None
    return unsent


def fields_of(unsent: dict[str, Any]) -> QueryDict:
    """The fields as a browser would send them."""
    data = QueryDict(mutable=True)
    for name, value in unsent["fields"]:
        data.appendlist(name, value)
    return data


def drop(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Forget what was typed."""
    cache.delete(_cache_key(request.COOKIES.get(COOKIE, "")))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, without tokens and passwords."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]


def names_of_files(request: HttpRequest) -> list[str]:
    """The names of the files that were sent, which are not kept."""
    return [str(upload.name) for _field, uploads in request.FILES.lists() for upload in uploads]


def _leads_to_sign_in(response: HttpResponse) -> bool:
    if response.status_code != 302:
        return False
    return urlsplit(response.headers["Location"]).path == resolve_url(settings.LOGIN_URL)


def _came_from_a_form(request: HttpRequest) -> bool:
    """Whether a form was sent by who was signed in in this browser before; not a step of signing in."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name.startswith(SIGN_IN_STEPS):
        return False
    return request.content_type in FORMS and bool(_last_account(request))


def _keep(request: HttpRequest) -> HttpResponse | None:
    """Keep the form, and lead to the sign-in and from there to it; None where it is too long."""
    fields = typed_fields(request)
    content = json.dumps(
        {
            "account": _last_account(request),
            "path": request.get_full_path(),
            "fields": fields,
            "files": names_of_files(request),
        }
    ).encode()
    if len(content) > LARGEST:
        return None
    key = secrets.token_urlsafe(32)
    cache.set(_cache_key(key), box(f"unsent:{key}").encrypt(content), SECONDS)
    acts = getattr(getattr(request.resolver_match, "func", None), "shows_unsent", None)
    is_shown = acts is not None and (not acts or request.POST.get("act", "") in acts)
    following = request.get_full_path() if is_shown else reverse("unsent")
    messages.info(
        request,
        _("You have to sign in again. What you wrote is kept for an hour and shown after that."),
    )
    answer = redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': following})}")
    _set_cookie(answer, COOKIE, key, SECONDS)
    return answer


def _forget_what_was_sent(request: HttpRequest, response: HttpResponse) -> None:
    if request.method == "POST" and COOKIE in request.COOKIES:
        unsent = read(request)
        if unsent is None or unsent["path"] == request.get_full_path():
            drop(request, response)


def _remember_account(request: HttpRequest, response: HttpResponse) -> None:
    """Who was signed in here last, as a mark that says nothing to others: the session is gone by then."""
    shared = "public" in response.headers.get("Cache-Control", "")
    if not shared and _last_account(request) != _account(request.user.pk):
        mark = signing.dumps(_account(request.user.pk), salt=SALT)
        _set_cookie(response, ACCOUNT, mark, ACCOUNT_SECONDS)


def _last_account(request: HttpRequest) -> str:
    try:
        return signing.loads(request.COOKIES.get(ACCOUNT, ""), salt=SALT)
    except signing.BadSignature:
        return ""


def _account(pk: int | None) -> str:
    return salted_hmac(SALT, str(pk), algorithm="sha256").hexdigest()[:32]


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _cache_key(key: str) -> str:
    return f"unsent:{hashlib.sha256(key.encode()).hexdigest()}"
