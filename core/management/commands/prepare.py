"""What must be done before the portal serves: `manage.py prepare`, or of it the static files alone."""

import gc
import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.fingerprints import fingerprint, static_sources


class Command(BaseCommand):
    """Tables, static files, reference data. Every step may run again; with nothing to do it takes moments.

    One process, because loading Django takes longer than the steps.
    """

    help = "Bring tables, static files and reference data up to the code."

    def add_arguments(self, parser) -> None:
        """`--static`: as an image is built, where there is no database; `--database`: where it runs, and holds them."""
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--static", action="store_true", help="make the static files alone")
        part.add_argument(
            "--database", action="store_true", help="tables and reference data without static files"
        )
        parser.add_argument(
            "--without-extract",
            action="store_true",
            help="leave out the providers' figures that the portal comes with",
        )

    def handle(
        self,
        *args,
        static: bool = False,
        database: bool = False,
        without_extract: bool = False,
        **options,
    ) -> None:
        """The steps in order; what they print goes to the person at the terminal."""
        if not static:
            # Migrations make classes by the thousand; looking through them for garbage takes a quarter of the time.
            gc.set_threshold(50_000, 20, 100)
            call_command("migrate", interactive=False, verbosity=0)
        if not database:
            collect_static(Path(settings.STATIC_ROOT))
        if static:
            return
        call_command("bootstrap", stdout=self.stdout, without_extract=without_extract)
        # Demo accounts are for `make run` only; their passwords stay in the data folder.
        if accounts := os.environ.get("PORTAL_ACCOUNTS"):
            call_command("demo_accounts", accounts, stdout=self.stdout)
        call_command("load_question_bank", stdout=self.stdout)


def collect_static(target: Path) -> None:
    """Hash and compress the static files, unless they are the ones done last time."""
    stamp, now = target / "fingerprint", fingerprint(static_sources())
    if stamp.exists() and stamp.read_text() == now:
        return
    # The API answers JSON alone, so nothing shows the pages of Django REST framework.
    unused = ["rest_framework"]
    call_command(
        "collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=unused
    )
    target.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
