"""Bring the question bank up to its file: `manage.py load_question_bank`."""

from django.core.management.base import BaseCommand

from evaluations.services import question_bank


class Command(BaseCommand):
    """Safe to run again: versions that are there stay as they are."""

    help = "Add the items of the question bank that are not in the database yet."

    def handle(self, *args, **options) -> None:
        """Say how many are new."""
        self.stdout.write(f"{question_bank.load()} new items in the question bank.")
