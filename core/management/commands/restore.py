"""Restore a backup into an empty installation: `manage.py restore FOLDER`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backups.errors import BackupError
from core.backups.restoring import restore, summary


class Command(BaseCommand):
    """Looks the backup over, restores it, and repeats later erasures. See docs/guides/back-up.md."""

    help = "Restores the backup in FOLDER into an empty database and an empty folder of files."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, the secret key, and where the list of erasures is."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--identity", default="", help="file with the secret key of age or SSH")
        parser.add_argument(
            "--erasures",
            default="",
            help="folder with a copy of the folder `erasures`, where the files of the portal are lost",
        )
        parser.add_argument(
            "--other-seal-key",
            action="store_true",
            help="restore although SEAL_KEY is another; what was sealed is lost",
        )

    def handle(
        self, *, folder: Path, identity: str, erasures: str, other_seal_key: bool, **_options: Any
    ) -> None:
        """What was done goes to the person at the terminal."""
        try:
            done = restore(
                folder, identity=identity, erasures_from=erasures, other_key=other_seal_key
            )
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Restored as of {done.taken_at:%Y-%m-%d %H:%M} UTC: {done.rows:,} rows, {done.files} files."
        )
        for line in summary(done):
            self.stdout.write(line)
        self.stdout.write("Next: manage.py prepare, then start web, worker and beat.")
