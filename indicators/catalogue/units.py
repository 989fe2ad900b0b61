"""Units of measure: SDMX-like codes and the words for them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

UNITS = {
    "USD": gettext_noop("US dollars"),
    "USD_PER_PERSON": gettext_noop("US dollars per person"),
    "PERCENT": gettext_noop("per cent"),
    "PERCENT_PER_YEAR": gettext_noop("per cent a year"),
    "PERCENTAGE_POINTS": gettext_noop("percentage points"),
    "PERSONS": gettext_noop("persons"),
    "PER_1000": gettext_noop("per 1,000 inhabitants"),
    "PER_100000": gettext_noop("per 100,000 inhabitants"),
    "RATIO": gettext_noop("ratio"),
    "COUNT": gettext_noop("number"),
    "INDEX": gettext_noop("index"),
    "INDEX_0_1": gettext_noop("index from 0 to 1"),
    "INDEX_0_100": gettext_noop("index from 0 to 100"),
    "CODE": gettext_noop("code"),
    "RANK": gettext_noop("rank"),
}


def unit_label(unit: str) -> str:
    """The unit in the reader's language; an unknown code is shown as it is."""
    return _(UNITS[unit]) if unit in UNITS else unit
