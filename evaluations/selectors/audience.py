"""The groups that answers and those who were asked may be split by; country is never one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.i18n import languages
from evaluations.statistics.codes import UNKNOWN
from regions.models import Area
from workshops.models import Registration, Session, group_of
from workshops.models.people import NOT_COUNTED, Stakeholder
from workshops.services import completion
from workshops.states import FUNDED, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable

CAME = (RegistrationState.CHECKED_IN, RegistrationState.ATTENDED, RegistrationState.COMPLETED)
"""States of who was there."""
SUBREGIONS = (
    "005", "011", "013", "014", "015", "017", "018", "021", "029", "030", "034", "035", "039",
    "053", "054", "057", "061", "143", "145", "151", "154", "155",
)  # fmt: skip
"""M49 sub-regions, as in `Area.subregion`; new ones only at the end, because indexes are sealed."""
GROUPS: dict[str, tuple[str, ...]] = {
    "sex": ("woman", "man", "other"),
    "stakeholder": tuple(dict.fromkeys(group_of(kind) for kind in Stakeholder if kind not in NOT_COUNTED)),
    "subregion": SUBREGIONS,
    "language": tuple(languages.NAMES),
    "mode": ("in_person", "online"),
    "first_time": ("no", "yes"),
    "funded": ("no", "yes"),
    "attendance": ("under_50", "50_to_79", "80_and_over"),
}  # fmt: skip
"""The codes of the groups of each dimension, in the order of their indexes."""


def groups_of(registrations: Iterable[Registration]) -> dict[int, dict[str, int]]:
    """The index of each person's group in every dimension, or UNKNOWN. A constant number of queries."""
    people = list(registrations)
    pks = [registration.pk for registration in people]
    sessions = Session.objects.filter(
        workshop__in={registration.workshop_id for registration in people}, countable=True
    )
    workshops = {registration.workshop_id for registration in people}
    totals = completion.sums_of(workshops, pks)
    with_sessions = set(sessions.values_list("workshop", flat=True))
    funded = set(
        Registration.objects.filter(pk__in=pks, travel__state__in=FUNDED).values_list(
            "pk", flat=True
        )
    )
    countries = Area.objects.filter(pk__in={registration.country_id for registration in people})
    areas: dict[int | None, str] = dict(countries.values_list("pk", "subregion"))
    return {
        registration.pk: {
            "sex": _index("sex", registration.gender),
            "stakeholder": _index("stakeholder", registration.group),
            "subregion": _index("subregion", areas.get(registration.country_id, "")),
            "language": _index("language", registration.language),
            "mode": _index("mode", registration.mode),
            "first_time": UNKNOWN
            if registration.first_time is None
            else int(registration.first_time),
            "funded": int(registration.pk in funded),
            "attendance": _band(totals.get(registration.pk))
            if registration.workshop_id in with_sessions
            else UNKNOWN,
        }
        for registration in people
    }


def _index(dimension: str, code: str) -> int:
    groups = GROUPS[dimension]
    return groups.index(code) if code in groups else UNKNOWN


def _band(total: completion.Sum | None) -> int:
    """Under half of the countable minutes, under 80 per cent, or more."""
    share = total.share if total else 0.0
    return 0 if share < 50 else 1 if share < 80 else 2
