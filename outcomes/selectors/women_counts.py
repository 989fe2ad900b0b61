"""Where women may be counted in public: nobody's answer to the question of gender can be worked out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workshops.models import Registration
from workshops.states import COUNTED, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALLEST = 5
"""Seats from which on the women among them are counted."""
ATTENDED = (RegistrationState.ATTENDED, RegistrationState.COMPLETED)


def hidden_rows(seats: Mapping[int, int]) -> set[int]:
    """Keys of the rows whose women are not told.

    Those with fewer than five seats; and as long as these have fewer than five together, the next
    smallest too: who knows the sum would get theirs by taking away the others.
    """
    counts = sorted((count, key) for key, count in seats.items() if count)
    hidden: set[int] = set()
    together = 0
    for count, key in counts:
        if count >= SMALLEST and (not hidden or together >= SMALLEST):
            break
        hidden.add(key)
        together += count
    return hidden


def attended():
    """Registrations that took a seat for a country, as the public pages of outcomes count them."""
    return (
        Registration.objects.filter(state__in=ATTENDED, workshop__status__in=COUNTED)
        .counted()
        .exclude(country=None)
    )


def hidden_countries() -> set[int]:
    """Keys of the countries whose women are told on no page. One query."""
    return hidden_rows(Counter(attended().values_list("country", flat=True)))
