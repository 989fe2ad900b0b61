"""Import a table of studies: `manage.py import_studies FILE --user NAME [--apply]`."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import PortalError
from studies.imports.table import read_table
from studies.services import imports


class Command(BaseCommand):
    """Show what a table would change; change it when told to."""

    help = "Show what a CSV or XLSX of studies would change; with --apply, change it."

    def add_arguments(self, parser) -> None:
        """The file, the person and whether to write."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="account in whose name it is done")
        parser.add_argument(
            "--apply", action="store_true", help="write; without it nothing is written"
        )

    def handle(self, *args, **options) -> None:
        """Dry run, then the import. Problems end with exit code 1 and nothing written."""
        user = get_user_model().objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['user']}.")
        try:
            read = read_table(options["file"].read_bytes(), options["file"].name)
            plan = imports.plan(read, by=user)
            self._tell(plan)
            if plan.problems:
                raise CommandError(f"{len(plan.problems)} problems; nothing was imported.")
            if options["apply"]:
                imports.apply(read, by=user, at=timezone.now())
                self.stdout.write("Imported.")
            else:
                self.stdout.write("Nothing was written. Say --apply to import.")
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}") from problem
        except PortalError as problem:
            raise CommandError(problem.message) from problem

    def _tell(self, plan: imports.Plan) -> None:
        for item in plan.items:
            rows = ", ".join(str(row.number) for row in item.rows)
            self.stdout.write(f"{item.action:7} {item.title} (rows {rows})")
            for row, name, before, after in item.changes:
                self.stdout.write(f"        row {row}, {name}: {before[:60]!r} -> {after[:60]!r}")
        for problem in plan.problems:
            self.stderr.write(f"row {problem.row}, {problem.column}: {problem.text}")
