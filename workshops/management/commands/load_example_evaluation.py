"""Make up held workshops with answered evaluations where there is no evaluation: `manage.py load_example_evaluation`."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from workshops.examples import EVENTS, make
from workshops.models import Survey
from workshops.services import bank


class Command(BaseCommand):
    """For trying the portal; every page about them says that they are made up."""

    help = "Make held workshops with answers, all made up, unless there is any evaluation."

    def handle(self, *args, **options) -> None:
        """Of four commissions some months ago, and one of yesterday whose form is still open."""
        if Survey.objects.exists():
            return
        bank.load()
        for event in EVENTS:
            make(event, now=timezone.now())
        self.stdout.write(f"{len(EVENTS)} example workshops with evaluations are made up.")
