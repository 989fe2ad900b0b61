"""For how long workshops hold which personal data: the periods that their organisers set, or the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import DateField, ExpressionWrapper, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext as _

from workshops.models import RetentionPeriod, Workshop

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

Data = RetentionPeriod.Data
LEAST_DAYS_OF_NAMES = 30
"""Attendance is corrected and certificates go out after the last day."""


def usual_days(data: str) -> int:
    """The period of workshops that set no other."""
    return getattr(settings, f"RETENTION_{data.upper()}_DAYS")


def most_days(data: str) -> int:
    """The longest period that organisers may set."""
    return max(usual_days(data), getattr(settings, f"RETENTION_{data.upper()}_MOST_DAYS"))


Periods = Mapping[str, int | None]
"""Days by kind of data; None or nothing means the usual ones."""


def set_days(workshop: Workshop, tried: Periods | None = None) -> dict[str, int]:
    """What was set, or is usual, for each kind of data; or what would be with the periods that are tried."""
    periods: Periods = (
        dict(workshop.retention_periods.values_list("data", "days")) if tried is None else tried
    )
    return {data.value: periods.get(data.value) or usual_days(data) for data in Data}


def days(workshop: Workshop, tried: Periods | None = None) -> dict[str, int]:
    """For how many days after the workshop each kind is held: nothing outlasts the person's name."""
    periods = set_days(workshop, tried)
    return {data: min(number, periods[Data.NAMES]) for data, number in periods.items()}


def labelled_days(workshop: Workshop) -> list[tuple[str, int]]:
    """The same, as it is told where data are asked for."""
    return [(str(Data(data).label), number) for data, number in days(workshop).items()]


def last_days(workshop: Workshop, tried: Periods | None = None) -> dict[str, date]:
    """The last day on which each kind is held."""
    return {data: workshop.ends_on + timedelta(days=n) for data, n in days(workshop, tried).items()}


def past_term(data: str, today: date) -> QuerySet[Workshop]:
    """Workshops whose period for a kind of data is over on a day."""
    held = Least(_days_of(data), _days_of(Data.NAMES))
    last = ExpressionWrapper(F("ends_on") + held, DateField())
    return Workshop.objects.annotate(held_until=last).filter(held_until__lt=today)


def _days_of(data: str) -> Combinable:
    set_period = RetentionPeriod.objects.filter(workshop=OuterRef("pk"), data=data).values("days")
    return Coalesce(Subquery(set_period), Value(usual_days(data)))


def bounds(workshop: Workshop) -> dict[str, tuple[int, int]]:
    """The shortest and the longest period that may be set for each kind of data.

    Whoever registered was told a period, so it can only become shorter once somebody has.
    """
    now = set_days(workshop)
    is_told = workshop.registrations.exists() or workshop.nominations.exists()
    return {
        data.value: (
            min(LEAST_DAYS_OF_NAMES, now[data]) if data == Data.NAMES else 1,
            now[data] if is_told else max(most_days(data), now[data]),
        )
        for data in Data
    }


def too_long(workshop: Workshop, tried: Periods) -> dict[str, str]:
    """What is wrong with periods that are to be set, by kind of data; None means the usual one."""
    wrong = {}
    for data, (_least, most) in bounds(workshop).items():
        if (tried.get(data) or usual_days(data)) > most:
            wrong[data] = _("At most %(days)s days: people were told this period.") % {"days": most}
    return wrong
