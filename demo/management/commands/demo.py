"""Load the demo: `manage.py demo`. Part of `make run`; does only what is not done yet."""

from django.core.management.base import BaseCommand

from demo.outcomes.loading import load


class Command(BaseCommand):
    """Every record says that it is an example."""

    help = "Load the project as its public page tells it: studies, events of 2010, evaluations, country cases, status report."

    def handle(self, *args, **options) -> None:
        """Through the services that people use."""
        load(self.stdout.write)
