"""Show what waits for a decision, decide on a file, roll a release back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

from core.errors import PortalError
from core.models import User
from indicators.models import Snapshot
from indicators.presentation.proposals import affected_indicators, cards
from indicators.services import decisions

if TYPE_CHECKING:
    from indicators.presentation.proposals import Card, Row

ACTS = ("list", "show", "accept", "decline", "withdraw", "roll-back")


class Command(BaseCommand):
    """The same acts as on the pages of files and releases."""

    help = "List files that wait, show what one would change, accept, decline or withdraw it; roll a release back."

    def add_arguments(self, parser) -> None:
        """The act, the number of the file or release, the reason, the person."""
        parser.add_argument("act", choices=ACTS)
        parser.add_argument("number", type=int, nargs="?", help="of the file, or of the release")
        parser.add_argument("--reason", default="", help="shown with the release")
        parser.add_argument("--by", default="", metavar="USERNAME", help="who decides")

    def handle(self, *args, **options) -> None:
        """Do it, and say what came of it."""
        act, number = options["act"], options["number"]
        if act == "list":
            self._list()
            return
        if number is None:
            raise CommandError("Give the number of the file or release.")
        if act == "show":
            self._show(number)
            return
        by = User.objects.filter(username=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"There is no user {options['by']}.")
        try:
            self._decide(act, number, by, options["reason"])
        except PortalError as problem:
            raise CommandError(str(problem)) from None

    def _decide(self, act: str, number: int, by: User | None, reason: str) -> None:
        if act == "roll-back":
            release = decisions.roll_back(number, by=by, reason=reason)
            self.stdout.write(f"Release {release.pk} shows the figures of release {number}.")
            return
        do = {
            "accept": decisions.accept,
            "decline": decisions.decline,
            "withdraw": decisions.withdraw,
        }[act]
        snapshot = do(number, by=by, reason=reason)
        self.stdout.write(f"{snapshot.pk} {snapshot.filename}: {snapshot.standing}")

    def _list(self) -> None:
        waiting = Snapshot.objects.filter(
            state=Snapshot.State.LOADED, standing=Snapshot.Standing.PROPOSED
        )
        for snapshot in waiting.order_by("pk"):
            self.stdout.write(f"{snapshot.pk} {snapshot.filename} ({snapshot.vintage})")
        self.stdout.write(f"{len(waiting)} waiting.")

    def _show(self, number: int) -> None:
        snapshot = Snapshot.objects.filter(pk=number, state=Snapshot.State.LOADED).first()
        if snapshot is None:
            raise CommandError(f"There is no loaded file with the number {number}.")
        proposals = decisions.proposal(snapshot)
        self.stdout.write(f"{snapshot.filename}, {snapshot.vintage}: {snapshot.standing}")
        for reason, count in snapshot.left_out.items():
            self.stdout.write(f"  left out: {count} {reason}")
        if snapshot.unused:
            self.stdout.write(f"  columns not used: {', '.join(snapshot.unused)}")
        for card in cards(proposals):
            self._card(card)
        codes = ", ".join(code for code, _name in affected_indicators(proposals))
        self.stdout.write(f"Indicators that change: {codes or 'none'}.")

    def _card(self, card: Card) -> None:
        series = card.proposal
        self.stdout.write(
            f"{series.code}: {series.gained} gained, {series.lost} lost, {series.changed} changed"
            f" ({series.revised} more than two-fold)"
        )
        for concern in card.concerns:
            self.stdout.write(f"  ! {concern}")
        for row in (*card.largest, *card.lost):
            self._row(row)

    def _row(self, row: Row) -> None:
        pair = f"{row.area} ({row.counterpart})" if row.counterpart else row.area
        after = "gone" if row.after is None else f"{row.after:g}"
        ratio = "" if row.ratio is None else f" (x{row.ratio:.4g})"
        self.stdout.write(f"  {pair} {row.period}: {row.before:g} → {after}{ratio}")
