"""Fetch new releases from a provider: `manage.py fetch --source NAME [--wait]`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.errors import PortalError
from core.jobs import ask
from core.models import Job
from indicators.management.progress import follow
from indicators.services import fetches
from indicators.services.jobs import FETCH


class Command(BaseCommand):
    """Ask a provider for its newest figures; a worker does it."""

    help = "Fetch a source from its provider. Without a network this says so and changes nothing."

    def add_arguments(self, parser) -> None:
        """The source and whether to wait."""
        parser.add_argument("--source", required=True, choices=sorted(settings.PROVIDER_ADDRESSES))
        parser.add_argument("--wait", action="store_true", help="wait until it is loaded")

    def handle(self, *args, **options) -> None:
        """Make the job, or say why it cannot be made."""
        try:
            fetches.downloads(options["source"])
        except PortalError as problem:
            raise CommandError(problem.message) from problem
        job = ask(FETCH, options["source"])
        self.stdout.write(f"Job {job.pk} fetches {options['source']}.")
        if options["wait"]:
            job = follow(job, self.stdout)
            if job.state == Job.State.FAILED:
                raise CommandError(job.error)
            self.stdout.write(job.step)
