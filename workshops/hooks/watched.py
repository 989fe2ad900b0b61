"""Offers of seats that end soon, or should have ended (setting WATCHED)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from core.watching import Finding, Measure, Watched
from workshops.models import Registration
from workshops.states import RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

SOON = timedelta(days=1)
LATE = timedelta(minutes=15)
"""Beat ends offers each minute."""


def watched(now: datetime) -> Watched:
    """How many offers nobody has answered, end within a day, or are past their time."""
    offers = Registration.objects.filter(
        Q(state=RegistrationState.OFFERED) | Q(holds_seat=True), offered_until__isnull=False
    )
    counts = offers.aggregate(
        open=Count("pk"),
        soon=Count("pk", filter=Q(offered_until__gte=now, offered_until__lt=now + SOON)),
        late=Count("pk", filter=Q(offered_until__lt=now - LATE)),
    )
    values: dict[tuple[str, ...], float] = {(name,): count for name, count in counts.items()}
    words = "Offered and held seats: open ones, those that end within a day, those past their time."
    findings = []
    if counts["late"]:
        findings.append(
            Finding(
                _("Offers of seats are past their time and have not ended."),
                _("Look whether beat and a worker run; they end offers each minute."),
                urgent=True,
            )
        )
    return Watched([Measure("portal_offers", words, ("which",), values)], findings)
