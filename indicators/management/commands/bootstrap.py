"""Make a portal that has figures to show: reference data, catalogue, the figures that come with it."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand

from indicators.services import calculations, extract, ingest, jobs


class Command(BaseCommand):
    """Run at every start; does only what is not done yet."""

    help = "Write reference data, load the offline sources and ask for what is not computed."

    def add_arguments(self, parser) -> None:
        """`--without-extract`: with The World Factbook alone, as tests of the stack start."""
        parser.add_argument(
            "--without-extract", action="store_true", help="load The World Factbook alone"
        )

    def handle(self, *args, without_extract: bool = False, **options) -> None:
        """Reference data, the World Factbook, the extract in a worker, and a refresh where one is due."""
        call_command("load_regions", verbosity=0)
        ingest.ensure_catalogue()
        calculations.ensure_indicators()
        if loaded := extract.load_factbook():
            self.stdout.write(f"The World Factbook: {loaded.rows_kept} figures loaded.")
        if not without_extract and extract.is_due():
            job = extract.request()
            self.stdout.write(
                f"Being loaded and computed: the figures of {len(extract.files())} files that come with"
                f" the portal (job {job.pk}, progress under /jobs/{job.pk}/)."
            )
        elif calculations.is_due():
            job = jobs.request_refresh()
            self.stdout.write(
                f"Being computed: the indicators (job {job.pk}, progress under /jobs/{job.pk}/)."
            )
        else:
            self.stdout.write("All indicators are computed and published.")
