"""The local mailbox: letters of a portal that sends none, as they would arrive, with working links.

It opens to an administrator on the same machine alone, and only where the portal has no mail server
and no public address; anywhere else these pages do not exist.
"""

from __future__ import annotations

import ipaddress
from functools import wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.i18n import languages
from core.mail.addresses import address_key
from core.models import Letter

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 200
"""Letters that are listed, newest first."""
STATES = (Letter.State.QUEUED, Letter.State.KEPT)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False


def is_open_to(request: HttpRequest) -> bool:
    """Whether the mailbox opens for this request."""
    user, meta = request.user, request.META
    return (
        user.is_authenticated
        and user.is_active
        and user.is_superuser
        and not settings.EMAIL_HOST
        and not settings.BEHIND_PROXY
        and "HTTP_X_FORWARDED_FOR" not in meta
        and "HTTP_FORWARDED" not in meta
        and _is_loopback(urlsplit(settings.PORTAL_ADDRESS).hostname)
        and _is_loopback(urlsplit(f"//{request.get_host()}").hostname)
        and _is_loopback(meta.get("REMOTE_ADDR"))
    )


def _local_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open_to(request):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def _kinds() -> dict[str, type[Letter]]:
    """The tables of letters of all apps, by the name that addresses have."""
    return {
        model._meta.label_lower: model for model in apps.get_models() if issubclass(model, Letter)
    }


@require_safe
@_local_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """The letters, newest first; `q` finds those to an address or with a word in the subject."""
    search_text = request.GET.get("q", "").strip()[:200].lower()
    address = address_key(search_text)
    rows: list[Any] = []
    for label, model in _kinds().items():
        newest = model._default_manager.filter(state__in=STATES).order_by("-created_at", "-pk")
        for letter in newest[: MOST * 5 if search_text else MOST]:
            if address in address_key(letter.to) or search_text in letter.subject.lower():
                letter.kind_label = label
                rows.append(letter)
    rows.sort(key=attrgetter("created_at"), reverse=True)
    context = {"letters": rows[:MOST], "q": search_text}
    return render(request, "core/mailbox.html", context)


@require_safe
@_local_only
def letter(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One letter as the person would read it."""
    model = _kinds().get(kind)
    row = model._default_manager.filter(pk=pk).first() if model else None
    if row is None:
        raise Http404(_("There is no such letter."))
    context = {
        "letter": row,
        "body": row.text_to_send(),
        "dir": languages.direction(row.language),
        "attachments": [name for name, _data, _type in row.attachments()],
    }
    return render(request, "core/mailbox_letter.html", context)
