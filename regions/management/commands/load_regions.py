"""Load countries, commissions and memberships: `manage.py load_regions`."""

from django.core.management.base import BaseCommand

from regions.services import reference


class Command(BaseCommand):
    """Bring the reference tables to the state of `regions/data/`. Safe to run twice."""

    help = "Load countries and areas, the five commissions and their members."

    def handle(self, *args, **options) -> None:
        """Load all or nothing, and say how much there is."""
        loaded = reference.load()
        if options["verbosity"]:
            self.stdout.write(
                f"{loaded.areas} areas, {loaded.commissions} commissions, {loaded.memberships} memberships."
            )
