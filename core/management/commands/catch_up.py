"""After recovering the database to a former moment by other means: `manage.py catch_up MOMENT`."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backups.restoring import Restoration, catch_up, summary
from core.erasures import unreadable


class Command(BaseCommand):
    """Repeats erasures since then, leaves a gap in the numbers, sets waiting letters aside. See docs/guides/back-up.md."""

    help = (
        "What restore does after the database is there, for one that PostgreSQL recovered itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The moment to which the database was recovered, and where the list of erasures is."""
        parser.add_argument("moment", help="in UTC, as 2026-11-30T03:00")
        parser.add_argument("--erasures", default="", help="folder with a copy of `erasures`")

    def handle(self, *, moment: str, erasures: str, **_options: Any) -> None:
        """What was done goes to the person at the terminal."""
        done = Restoration(_moment(moment))
        if unreadable(done.taken_at, erasures):
            raise CommandError("Entries of the list of erasures were sealed with another SEAL_KEY.")
        catch_up(done, erasures)
        for line in summary(done):
            self.stdout.write(line)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise CommandError(f"{text} is no moment; write it as 2026-11-30T03:00.") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
