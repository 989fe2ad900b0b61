"""Make the demo accounts: `manage.py demo_accounts FILE`. Part of `make run`; does only what is not done yet."""

from pathlib import Path

from django.core.management.base import BaseCommand

from demo import accounts


class Command(BaseCommand):
    """Never run where the public comes: the passwords are printed."""

    help = "Make accounts for trying the portal, and print their passwords."

    def add_arguments(self, parser) -> None:
        """Where the passwords are kept."""
        parser.add_argument("file", type=Path, help="the passwords are kept in this file")

    def handle(self, *args, **options) -> None:
        """One line for each account, at every start."""
        accounts.make(options["file"], self.stdout.write)
