"""Closes an account with all that it opened, for when no administrator can sign in: `manage.py deactivate_account NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services import endings, staff
from core.errors import PortalError
from core.models import User

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """The same service as the page of the account; it asks unless told not to."""

    help = "Deactivate an account: its sessions, tokens, webhooks and invitations end at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose and why."""
        parser.add_argument("username")
        parser.add_argument("--reason", default="", help="what the trail says")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, username: str, reason: str = "", yes: bool = False, **options) -> None:
        """Say what ends, ask, and do it."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        for ending in endings.of_account(user):
            self.stdout.write(str(ending.sentence))
        if not yes and input(f"Deactivate {username}? [y/N] ").strip().lower() != "y":
            self.stdout.write("Nothing was changed.")
            return
        try:
            changed = staff.deactivate(
                user=user,
                by=None,
                at=timezone.now(),
                reason=reason or "manage.py deactivate_account",
            )
        except PortalError as problem:
            raise CommandError(problem.message) from None
        self.stdout.write(
            f"{username} is deactivated." if changed else f"{username} was deactivated already."
        )
