"""What cannot be undone asks first, on a page that counts its consequences.

The first post shows the page; the second, which carries its token, acts. The token holds what was asked
and from which state of things it was counted: where that has changed, the page asks again. It counts
once, so neither a double click nor the back button acts twice. No script is needed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import PortalError
from core.web.actions import run_action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

FIELD = "confirmation"
SALT = "core.web.confirm"
SECONDS = 3600
"""How long a page of confirmation counts."""
NOT_REPEATED = {FIELD, "csrfmiddlewaretoken", "reason"}
"""Fields that the page writes itself."""


class ReasonForm(forms.Form):
    """Why it is done, where the question says that a reason is needed."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class Repeated(PortalError):
    """This confirmation was given before."""

    code, status = "done_already", 409


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is asked: a question, its consequences as sentences with numbers, and the verb of the button.

    `state` is what else the answer rests on, as JSON takes it. With `reason` the page has a field for it, which
    is to be filled in; `reason_hint` says who reads it.
    """

    question: str
    consequences: Sequence[str]
    button: str
    state: Any = None
    reason: bool = False
    reason_hint: str = ""


def run_confirmed(
    request: HttpRequest,
    address: str,
    confirmation: Confirmation,
    act: Callable[[], Any],
    done: str = "",
) -> HttpResponse:
    """Ask; and once it is confirmed do it, say what came of it, and lead back to `address`."""
    if answer := confirmation_response(request, address, confirmation):
        return answer

    def act_once() -> None:
        with claim(request):
            act()

    return run_action(request, address, act_once, done)


def confirmation_response(
    request: HttpRequest, address: str, confirmation: Confirmation
) -> HttpResponse | None:
    """The page that asks, or the way back where it was answered before; None where it is confirmed now."""
    token = _read(request)
    if token and _is_used(token):
        return repeated(request, address)
    digest = _digest(request, confirmation)
    is_answer = token is not None and token["asked"] == digest
    given_reason = request.POST.get("reason", "")
    form = None
    if confirmation.reason:
        form = ReasonForm(
            request.POST if is_answer else None,
            auto_id="%s",
            initial={"reason": given_reason},
            hint=confirmation.reason_hint,
        )
    if is_answer and (form is None or form.is_valid()):
        return None
    context = {
        "confirmation": confirmation,
        "address": address,
        "token": signing.dumps(
            {"once": secrets.token_urlsafe(12), "asked": digest}, salt=SALT, compress=True
        ),
        "field": FIELD,
        "repeated_fields": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NOT_REPEATED
            for value in values
        ],
        "form": form,
        "given_reason": given_reason,
        "is_changed": token is not None and not is_answer,
    }
    return render(request, "core/confirm.html", context, status=422 if is_answer else 200)


@contextmanager
def claim(request: HttpRequest) -> Iterator[None]:
    """Act once for a token. Raises Repeated for every post after the first; free again where it failed."""
    token = _read(request)
    key = _key(token) if token else ""
    if not token or not cache.add(key, 1, SECONDS):
        raise Repeated(_("This was done already; nothing was done twice."))
    try:
        yield
    except Exception:
        cache.delete(key)
        raise


def is_repeated(request: HttpRequest) -> bool:
    """Whether this confirmation was given before: what it was about may be gone by now."""
    token = _read(request) if request.method == "POST" else None
    return token is not None and _is_used(token)


def repeated(request: HttpRequest, address: str) -> HttpResponse:
    """The way back of a second click."""
    messages.info(request, _("This was done already; nothing was done twice."))
    return redirect(address)


def _read(request: HttpRequest) -> dict[str, str] | None:
    try:
        return signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None


def _key(token: dict[str, str]) -> str:
    return f"confirmed:{token['once']}"


def _is_used(token: dict[str, str]) -> bool:
    return cache.get(_key(token)) is not None


def _digest(request: HttpRequest, confirmation: Confirmation) -> str:
    """Of who asks for what, and of all that the page says and rests on."""
    posted = [
        (name, values) for name, values in sorted(request.POST.lists()) if name not in NOT_REPEATED
    ]
    parts = [
        getattr(request.user, "pk", None),
        request.path,
        posted,
        confirmation.question,
        list(confirmation.consequences),
        confirmation.state,
    ]
    data = json.dumps(parts, sort_keys=True, default=str).encode()
    return hashlib.sha256(data).hexdigest()[:32]
