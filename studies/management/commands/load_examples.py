"""Make the example studies where there is no study yet: `manage.py load_examples`."""

from django.core.management.base import BaseCommand

from studies.services import examples


class Command(BaseCommand):
    """For trying the portal; every example says on its page that it is made up."""

    help = "Make example studies, unless there is any study."

    def handle(self, *args, **options) -> None:
        """Nothing is done in a portal that is in use."""
        if made := examples.load(by=None):
            self.stdout.write(f"{made} example studies made, in six languages.")
