"""How the language of a report says what its sentences are made of, as data for whoever checks it without the portal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext as _

from core.i18n import languages, numbers
from evaluations.presentation import wordings
from evaluations.statistics import disclosure
from outcomes.presentation import claim_text
from outcomes.presentation.sentence_forms import FORMS
from outcomes.rules import DAY
from outcomes.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outcomes.models import Claim


def template(claim: Claim) -> str:
    """The sentence with its places in braces, in the active language."""
    return FORMS[claim.measure][claim.form](claim.figures)


def said_of(claim: Claim) -> str:
    """The commission that the sentence names, since its report is of all; empty for most."""
    return "" if claim.report.commission_id else claim.scope.get("commission", "")


def wording(claims: Sequence[Claim], language: str) -> dict[str, Any]:
    """Marks of numbers, patterns of lists, words, names and days, as far as the claims need them. One query."""
    figures = json.dumps([[claim.figures, claim.scope] for claim in claims])
    codes = set(re.findall(r'"([A-Z]{3,6})"', figures))
    days = {match[0] for match in re.finditer(rf'(?<="){DAY}(?=")', figures)}
    with translation.override(languages.interface_code(language)):
        names = claim_text.area_names()
        return {
            "language": language,
            "reading_order": list(languages.NAMES),
            **_marks(),
            "quantities": {word: str(text) for word, text in wordings.WHO_ANSWERED.items()},
            "texts": _texts(),
            "edges": [list(edge) for edge in disclosure.EDGES],
            "widest_edge": disclosure.WIDEST,
            "names": {code: names[code] for code in sorted(codes & names.keys())},
            "languages": {code: str(name) for code, name in languages.NAMES.items()},
            "stages": {stage.value: str(stage.label) for stage in Stage},
            "groups": {code: str(name) for code, name in claim_text.GROUPS.items()},
            "days": {day: claim_text.day_text(day) for day in sorted(days) if "-" in day},
        }


def _marks() -> dict[str, Any]:
    locale = numbers.locale()
    patterns = locale.list_patterns["standard"]
    return {
        "group": format_decimal(1234, format="#,##0", locale=locale)[1:-3],
        "decimal": format_decimal(0.5, format="0.0", locale=locale)[1:-1],
        "percent": wordings.PERCENT,
        "list": {name: patterns[name] for name in ("2", "start", "middle", "end")},
    }


def _texts() -> dict[str, str]:
    return {
        "over": _("over %(share)s"),
        "under": _("under %(share)s"),
        "figures": _(
            "(%(count)s/%(valid)s, %(share)s; response %(response)s; events surveyed %(surveyed)s of %(held)s)"
        ),
        "no_change": _("not counted as a change"),
        "under_way": _("the process was already under way"),
        "contribution": _("contribution %(grade)s of 5"),
        "no_figure": _("no figure"),
        "of_region": _("Of %(region)s: %(sentence)s"),
    }
