"""Who can sign in, and with which roles: `manage.py list_accounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand

from accounts.services import staff
from core.models import User

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from accounts.roles import Grant


class Command(BaseCommand):
    """A line on each account: name, address, state, last sign-in, second factor, roles."""

    help = "List accounts with their state, last sign-in, second factor and roles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument(
            "--all", action="store_true", help="those that are deactivated or only invited as well"
        )

    def handle(self, *args, **options) -> None:
        """Separated by tabs, for people and programs."""
        users = User.objects.order_by("username")
        if not options["all"]:
            users = users.filter(is_active=True)
        for member in staff.members(list(users)):
            user = member.user
            cells = [
                user.get_username(),
                user.email or "-",
                member.state,
                f"{user.last_login:%Y-%m-%d}" if user.last_login else "never",
                "second factor" if member.has_second_factor else "no second factor",
                ", ".join(_line(grant) for grant in member.grants) or "no role",
            ]
            self.stdout.write("\t".join(cells))


def _line(grant: Grant) -> str:
    """A role in its codes, which stay the same in every language."""
    name = f"{grant.role}:{grant.scope_label}" if grant.scope else grant.role
    if grant.expires_on is None:
        return name
    return f"{name} until {grant.expires_on}{' (over)' if grant.is_over else ''}"
