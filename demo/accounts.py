"""Accounts for trying the portal, one for each kind of work; their passwords lie in a file that its owner alone reads."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.services import grants
from core.models import User
from regions.models import Commission

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCOUNTS = {
    "admin": "administrator: everything, with /admin/",
    "data": "data manager: uploads provider files and decides which are in use",
    "editor": "editor of ECLAC: studies under /desk/",
    "organiser": "organiser of ESCAP: workshops under /organise/",
    "recorder": "recorder: policy changes and drafts of reports under /outcomes/desk/",
    "reviewer": "reviewer: publishes changes, approves reports",
    "manager": "manager: results framework, certifies and publishes reports",
}
"""User names, and what the person at the terminal is told of each."""
COMMISSION_ROLES = {"editor": "ECLAC", "organiser": "ESCAP"}
"""Roles in a commission, by user name, which is the role's own. Roles in outcomes come with the records of the demo."""


@transaction.atomic
def make(passwords_file: Path, say: Callable[[str], Any]) -> None:
    """The accounts that are missing, with passwords of their own, and a line on each account.

    An account whose password is not in the file gets a new one, and its rights again.
    """
    passwords = json.loads(passwords_file.read_text()) if passwords_file.exists() else {}
    for username, description in ACCOUNTS.items():
        user = User.objects.filter(username=username).first()
        if user is None or username not in passwords:
            passwords[username] = secrets.token_urlsafe(9)
            _save(user or User(username=username), passwords[username])
        say(f"Account {username} / {passwords[username]}  ({description})")
    passwords_file.touch(mode=0o600)
    passwords_file.write_text(json.dumps(passwords))


def _save(user: User, password: str) -> None:
    user.email = f"{user.username}@example.org"
    user.set_password(password)
    user.save()
    if user.username == "admin":
        _give(user, "administrator", "administrator")
    if user.username == "data":
        _give(user, "portal", "data_manager")
    if user.username in COMMISSION_ROLES:
        commission = Commission.objects.get(area__code=COMMISSION_ROLES[user.username])
        _give(user, "commission", user.username, commission)


def _give(user: User, kind: str, role: str, scope: Any = None) -> None:
    grants.give(user=user, kind=kind, role=role, scope=scope, by=None, at=timezone.now())
