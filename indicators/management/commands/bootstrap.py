"""Make a portal that has figures to show: reference data, catalogue, the offline source."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.timezone import localdate

from indicators.models import Snapshot
from indicators.readers.world_factbook import bundle
from indicators.services import calculations, ingest, jobs


class Command(BaseCommand):
    """Run at every start; does only what is not done yet."""

    help = "Write reference data, load the offline source and ask for what is not computed."

    def handle(self, *args, **options) -> None:
        """Reference data, the World Factbook, and a refresh where one is due."""
        call_command("load_regions", verbosity=0)
        ingest.ensure_catalogue()
        calculations.ensure_indicators()
        name, data = bundle()
        for received in ingest.receive(
            name=name,
            data=data,
            retrieved_on=localdate(),
            reader="world_factbook",
            is_proposal=False,
        ):
            if received.snapshot.state == Snapshot.State.RECEIVED:
                loaded = ingest.load(received.snapshot.pk)
                self.stdout.write(f"The World Factbook: {loaded.rows_kept} figures loaded.")
        if calculations.is_due():
            job = jobs.request_refresh()
            self.stdout.write(
                f"Being computed: the indicators (job {job.pk}, progress under /jobs/{job.pk}/)."
            )
        else:
            self.stdout.write("All indicators are computed and published.")
