"""Change the key that signs certificates and reports: `manage.py rotate_signing_key`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core import signing_keys


class Command(BaseCommand):
    """The old key stays published, so what it signed stays valid; its private part is destroyed."""

    help = "Make a new key for signing certificates and reports; the old one stays published."

    def handle(self, **_options: Any) -> None:
        """One line with the names of the new key."""
        key = signing_keys.rotate(timezone.now())
        self.stdout.write(f"Certificates and reports are signed by key {key.kid} from now on.")
