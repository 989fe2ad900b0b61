"""Names of the groups by which results are told, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.i18n import languages
from workshops.models import Stakeholder

DIMENSIONS = {
    "sex": gettext_lazy("Sex"),
    "stakeholder": gettext_lazy("Stakeholder"),
    "subregion": gettext_lazy("Sub-region"),
    "language": gettext_lazy("Language"),
    "mode": gettext_lazy("Way of taking part"),
    "first_time": gettext_lazy("First workshop"),
    "funded": gettext_lazy("Travel support"),
    "attendance": gettext_lazy("Attendance"),
}
GROUPS: dict[str, dict[str, Any]] = {
    "sex": {
        "woman": gettext_lazy("Women"),
        "man": gettext_lazy("Men"),
        "other": pgettext_lazy("gender", "Other"),
    },
    "stakeholder": {**dict(Stakeholder.choices), "government": gettext_lazy("Government")},
    "subregion": {
        "005": gettext_lazy("South America"),
        "011": gettext_lazy("Western Africa"),
        "013": gettext_lazy("Central America"),
        "014": gettext_lazy("Eastern Africa"),
        "015": gettext_lazy("Northern Africa"),
        "017": gettext_lazy("Middle Africa"),
        "018": gettext_lazy("Southern Africa"),
        "021": gettext_lazy("Northern America"),
        "029": gettext_lazy("Caribbean"),
        "030": gettext_lazy("Eastern Asia"),
        "034": gettext_lazy("Southern Asia"),
        "035": gettext_lazy("South-eastern Asia"),
        "039": gettext_lazy("Southern Europe"),
        "053": gettext_lazy("Australia and New Zealand"),
        "054": gettext_lazy("Melanesia"),
        "057": gettext_lazy("Micronesia"),
        "061": gettext_lazy("Polynesia"),
        "143": gettext_lazy("Central Asia"),
        "145": gettext_lazy("Western Asia"),
        "151": gettext_lazy("Eastern Europe"),
        "154": gettext_lazy("Northern Europe"),
        "155": gettext_lazy("Western Europe"),
    },
    "language": dict(languages.NAMES),
    "mode": {"in_person": gettext_lazy("In person"), "online": gettext_lazy("Online")},
    "first_time": {
        "no": gettext_lazy("Has come before"),
        "yes": gettext_lazy("For the first time"),
    },
    "funded": {"no": gettext_lazy("Without support"), "yes": gettext_lazy("With support")},
    "attendance": {
        "under_50": gettext_lazy("Less than half of the sessions"),
        "50_to_79": gettext_lazy("Half of the sessions or more"),
        "80_and_over": gettext_lazy("Nearly all sessions"),
    },
}


def group_name(dimension: str, code: str) -> str:
    """What a group is called."""
    if code == "unknown":
        return _("Not known")
    return str(GROUPS[dimension].get(code, code))
