"""The log of sign-ins: a row for the person and the administrators, and a line for the machines."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import SignInEvent
from core.http.clients import client_address
from core.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

logger = logging.getLogger("portal.sign_in")
Kind = SignInEvent.Kind
WARNINGS = {Kind.FAILED, Kind.BLOCKED, Kind.CODE_FAILED}
RETENTION_DAYS = 400


def record(
    kind: SignInEvent.Kind, request: HttpRequest | None, user: User | None, detail: str = ""
) -> SignInEvent:
    """Write an event; `detail` holds nothing that opens an account."""
    ip = (client_address(request) or None) if request else None
    agent = request.META.get("HTTP_USER_AGENT", "") if request else ""
    event = SignInEvent.objects.create(
        kind=kind,
        user=user,
        ip=ip,
        user_agent=agent.replace("\0", "")[:200],
        detail=detail[:200],
    )
    logger.log(
        logging.WARNING if kind in WARNINGS else logging.INFO,
        "%s account=%s client=%s %s",
        kind.value,
        user.pk if user else "unknown",
        ip or "unknown",
        detail,
    )
    return event


def account_of(credentials: Mapping[str, str]) -> User | None:
    """The account that somebody tried to sign in to, if there is one."""
    name = credentials.get("username") or credentials.get("email") or ""
    wanted = Q(username__iexact=name) | Q(email__iexact=name, email__gt="")
    return User.objects.filter(wanted).order_by("pk").first() if name else None
