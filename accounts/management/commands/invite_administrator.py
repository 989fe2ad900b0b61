"""The first administrator: `manage.py invite_administrator NAME ADDRESS` prints the link under which they set a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts import links
from accounts.roles import ADMINISTRATOR
from accounts.services import grants, staff
from core.models import User

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

REASON = "manage.py invite_administrator"


class Command(BaseCommand):
    """May run again for the same name: the link of before then no longer works once the new one is used."""

    help = "Make an administrator, and print the link under which they set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("username")
        parser.add_argument("email", help="where links for a new password are sent")
        parser.add_argument(
            "--first",
            action="store_true",
            help="do nothing where an administrator has a password already",
        )

    @transaction.atomic
    def handle(self, *args, username: str, email: str, first: bool = False, **options) -> None:
        """An account without a password, which the link gives it."""
        if first and _has_administrator():
            self.stdout.write("There is an administrator already; nobody is invited.")
            return
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        user, is_new = User.objects.get_or_create(username=username, defaults={"email": email})
        if is_new:
            user.set_unusable_password()
        user.email = email
        user.save()
        at = timezone.now()
        staff.reactivate(user=user, by=None, at=at, reason=REASON)
        grants.give(
            user=user, kind=ADMINISTRATOR, role=ADMINISTRATOR, by=None, at=at, reason=REASON
        )
        link = settings.PORTAL_ADDRESS + links.password_reset(user.pk)
        self.stdout.write(f"{username} sets a password under this link, once, within three hours:")
        self.stdout.write(link)


def _has_administrator() -> bool:
    """Whether somebody can sign in and administer the portal."""
    administrators = User.objects.filter(is_superuser=True, is_active=True)
    return any(user.has_usable_password() for user in administrators)
