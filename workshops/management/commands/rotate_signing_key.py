"""Change the key that signs certificates: `manage.py rotate_signing_key`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from workshops.models import SigningKey
from workshops.services import certificates, signing_keys


class Command(BaseCommand):
    """The old key stays published, so what it signed stays valid; its private part is destroyed.

    A key that others may have is withdrawn instead: whatever it signed counts no more.
    """

    help = "Make a new key for signing certificates; the old one stays published, unless it is withdrawn."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--withdraw` names a key that others may have."""
        parser.add_argument(
            "--withdraw",
            metavar="KEY",
            help="the name of a key that others may have: it is published no more, and every"
            " certificate that it signed is signed and printed anew",
        )

    def handle(self, **options: Any) -> None:
        """One line with the name of the new key, or what becomes of certificates."""
        if not (name := options["withdraw"]):
            key = signing_keys.rotate(timezone.now())
            self.stdout.write(f"Certificates are signed by key {key.kid} from now on.")
            return
        withdrawn = SigningKey.objects.filter(kid=name).first()
        if withdrawn is None:
            names = ", ".join(key.kid for key in signing_keys.published())
            raise CommandError(f"There is no key {name}. There are: {names}.")
        count = certificates.sign_anew(withdrawn, at=timezone.now())
        self.stdout.write(
            f"Key {name} is withdrawn. Certificates that are printed anew, signed by key"
            f" {signing_keys.current().kid}: {count}."
        )
