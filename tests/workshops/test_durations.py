"""The time people were present, in plain numbers."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from workshops.models import Session
from workshops.services import durations

HOUR = 3600.0


def test_time_that_overlaps_counts_once():
    spans = [(0, HOUR), (0.5 * HOUR, 2 * HOUR), (3 * HOUR, 3 * HOUR), (4 * HOUR, 5 * HOUR)]
    assert durations.union(spans) == [(0, 2 * HOUR), (4 * HOUR, 5 * HOUR)]
    assert durations.minutes(spans) == 180
    assert durations.within(spans, (1.5 * HOUR, 4.5 * HOUR)) == [
        (1.5 * HOUR, 2 * HOUR),
        (4 * HOUR, 4.5 * HOUR),
    ]


def test_minutes_of_parallel_sessions_lie_beside_one_another_while_there_is_room():
    whole = (0, HOUR)
    assert durations.minutes(durations.placed([], [(whole, 20), (whole, 30)])) == 50
    assert durations.minutes(durations.placed([], [(whole, 40), (whole, 30)])) == 60
    # A long session does not take the hour that the short one beside it needs.
    assert durations.minutes(durations.placed([], [((0, 2 * HOUR), 60), (whole, 60)])) == 120
    assert durations.minutes(durations.placed([whole], [(whole, 30)])) == 60


@pytest.mark.parametrize(
    ("day", "minutes"),
    [("2027-03-28", 120), ("2027-10-31", 240), ("2027-06-01", 180)],
)
def test_a_night_with_a_change_of_clocks_has_its_real_minutes(day, minutes):
    """Also in memory, where Python subtracts moments of one zone by what the clocks show."""
    zone = ZoneInfo("Europe/Zurich")
    begin = datetime.fromisoformat(f"{day}T01:00").replace(tzinfo=zone)
    session = Session(starts_at=begin, ends_at=begin.replace(hour=4))
    assert session.minutes == minutes
    moments = session.starts_at.astimezone(UTC), session.ends_at.astimezone(UTC)
    assert durations.minutes([durations.interval(*moments)]) == minutes
