"""Make a backup of the whole portal: `manage.py backup FOLDER`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backups.create import create
from core.backups.errors import BackupError


class Command(BaseCommand):
    """Database, files, settings without secrets and versions, with a manifest. See docs/guides/back-up.md."""

    help = "Makes a backup in a new folder within FOLDER."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and whom the backup is encrypted for."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            metavar="KEY",
            help="public key of age or SSH, or a file that holds some; may be given several times",
        )

    def handle(self, *, folder: Path, recipient: list[str], **_options: Any) -> None:
        """What was made goes to the person at the terminal."""
        try:
            backup_folder, digest, manifest = create(folder, recipient)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        size = sum(file["bytes"] for file in manifest.files.values())
        rows = sum(manifest.tables.values())
        self.stdout.write(
            f"{backup_folder}: {rows:,} rows, {len(manifest.files)} files, {size:,} bytes"
        )
        self.stdout.write(f"SHA-256 of its manifest, to be kept elsewhere: {digest}")
        if not manifest.encrypted:
            self.stdout.write("It is not encrypted: whoever reads it reads all data of people.")
        self.stdout.write("SECRET_KEY and SEAL_KEY are not in it; keep them elsewhere.")
