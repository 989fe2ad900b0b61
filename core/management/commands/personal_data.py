"""Print the register of personal data as it stands in docs/personal-data.md."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from core.personal_data import as_markdown


class Command(BaseCommand):
    """Prints a table in Markdown."""

    help = "Prints the register of personal data as the table of docs/personal-data.md."

    def handle(self, **_options: Any) -> None:
        """In English, whatever the language of the terminal."""
        with translation.override("en"):
            self.stdout.write(as_markdown(), ending="")
