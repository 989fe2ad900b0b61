"""A new key for what is signed from now on: `manage.py rotate_signing_key`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import signing_keys


class Command(BaseCommand):
    """The old key stays published, so what it signed stays valid; its private part is destroyed.

    A key that others may have is withdrawn instead: whatever it signed counts no more.
    """

    help = "Make a new key for signing certificates and reports; the old one stays published, unless it is withdrawn."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--withdraw` names a key that others may have."""
        parser.add_argument(
            "--withdraw",
            metavar="KEY",
            help="the name of a key that others may have: it is published no more, and all that it"
            " signed is signed anew",
        )

    def handle(self, **options: Any) -> None:
        """One line with the name of the new key, or what was signed anew."""
        if not (name := options["withdraw"]):
            key = signing_keys.rotate(timezone.now())
            self.stdout.write(f"Certificates and reports are signed by key {key.kid} from now on.")
            return
        try:
            counts = signing_keys.withdraw(name, at=timezone.now())
        except LookupError as error:
            names = ", ".join(key.kid for key in signing_keys.published())
            raise CommandError(f"There is no key {name}. There are: {names}.") from error
        parts = ", ".join(f"{count} {things}" for things, count in counts.items())
        self.stdout.write(
            f"Key {name} is withdrawn. Signed anew by key {signing_keys.current().kid}: {parts}."
        )
