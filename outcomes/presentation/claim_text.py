"""A claim's sentence: its text with the figures put in, and the base line that every share ends with.

The words for shares come from one table, `evaluations.statistics.wording`, as `evaluations.presentation.wordings` puts them. The same text, figures and language give the same sentence, byte for byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from babel.dates import format_skeleton
from babel.lists import format_list
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.i18n import languages, numbers
from evaluations.presentation import wordings
from evaluations.presentation.wordings import WHO_ANSWERED
from outcomes.measures.registry import find
from outcomes.rules import earliest
from outcomes.stages import CHANGED, Stage
from regions.models import Area

if TYPE_CHECKING:
    from outcomes.measures import StoredFigures

PLACE = re.compile(r"\{(\w*)\}")
DAYS = ("on", "first", "last", "issued")
COUNTS = ("countries", "grade", "indicators", "sources")
LOOSE = re.compile(
    r"\b(all|most|many|several|some|few|nearly|majority|half|numerous|widely|generally)\b",
    re.IGNORECASE,
)
"""English words of quantity that carry no number."""


class BadWording(PortalError):
    """The sentence says more than its figures, or has a place that nothing fills."""

    code, status = "bad_wording", 422


def day_text(text: str) -> str:
    """A day as far as it is known, in the active language: 2010, July 2010, 1 Jul 2010."""
    first = earliest(text)
    if first is None:
        return text
    if text.count("-") == 0:
        return text
    if text.count("-") == 1:
        return str(format_skeleton("yMMMM", first, locale=numbers.locale()))
    return numbers.day(first)


def area_names() -> dict[str, str]:
    """Names of all areas by code, in the active language. One query."""
    return {area.code: area.name for area in Area.objects.all()}


class _Places(dict[str, str]):
    def __missing__(self, name: str) -> str:
        raise BadWording(
            _("Nothing fills {%(name)s}. There are: %(known)s.")
            % {"name": name, "known": ", ".join(f"{{{place}}}" for place in sorted(self))}
        )


def _listed(items: list[str]) -> str:
    return str(format_list(items, locale=numbers.locale())) if items else "–"


def places(figures: StoredFigures, names: dict[str, str]) -> dict[str, str]:
    """What can stand in a text over these figures, in the active language."""
    share = find(figures["measure"]).is_share
    value = figures.get("value")
    texts = {"value": wordings.percent(value) if share else numbers.number(value)}
    for name in ("part", "whole"):
        if name in figures:
            texts[name] = numbers.number(figures[name])
    groups = figures.get("by", {}).get("commission")
    if groups is not None:
        texts["commissions"] = _listed([code for code, n in groups.items() if n])
        texts["silent"] = _listed([code for code, n in groups.items() if not n])
        texts["silent_names"] = _listed([names.get(c, c) for c, n in groups.items() if not n])
    if languages_ := figures.get("by", {}).get("language"):
        texts["languages"] = _listed([str(languages.NAMES.get(code, code)) for code in languages_])
    if word := figures.get("base", {}).get("word"):
        texts["most"] = str(WHO_ANSWERED[word]) % {"percent": _share_of(figures)}
    texts |= _facts(figures.get("facts", {}), names)
    return texts


def _facts(facts: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    texts = {name: facts[name] for name in ("acted_by", "city", "host") if facts.get(name)}
    texts |= {name: day_text(facts[name]) for name in DAYS if facts.get(name)}
    texts |= {
        name: numbers.number(facts[name]) for name in COUNTS if isinstance(facts.get(name), int)
    }
    if code := facts.get("country"):
        texts["country"] = names.get(code, code)
    if stage := facts.get("stage"):
        texts["stage"] = str(Stage(stage).label)
    return texts


def _share_of(figures: StoredFigures) -> str:
    base = figures["base"]
    return wordings.share(base["from"], base["to"], figures["whole"])


def base_line(figures: StoredFigures) -> str:
    """What stands in brackets behind the sentence: the figures of a share, the standing of a change."""
    base, facts = figures.get("base", {}), figures.get("facts", {})
    if base.get("audience") is not None and figures.get("value") is not None:
        return wordings.figures(
            base["from"],
            base["to"],
            figures["whole"],
            response=base["response"],
            surveyed=base["surveyed"],
            held=base["held"],
        ).strip("()")
    if find(figures["measure"]).is_share and figures.get("whole"):
        return f"{numbers.number(figures.get('part'))}/{numbers.number(figures['whole'])}"
    if figures["measure"] == "change":
        return _standing(facts)
    return ""


def _standing(facts: dict[str, Any]) -> str:
    parts = [f"{Stage(facts['stage']).label}, {day_text(facts['on'])}"]
    if facts["stage"] not in CHANGED:
        parts.append(_("not counted as a change"))
    elif any(contribution["why"] == "under_way" for contribution in facts.get("contributions", ())):
        parts.append(_("the process was already under way"))
    parts.append(
        _("contribution %(grade)s of 5") % {"grade": numbers.number(facts.get("grade", 0))}
    )
    return "; ".join(parts)


def sentence(
    text: str, figures: StoredFigures, language: str, *, is_inference: bool = False
) -> str:
    """The sentence in the language. Raises BadWording for a place that nothing fills."""
    with translation.override(languages.interface_code(language)):
        filled = PLACE.sub(lambda match: match[0], text.strip())
        texts = _Places(places(figures, area_names()))
        filled = PLACE.sub(lambda match: texts[match[1]], filled)
        filled = filled[:1].upper() + filled[1:]
        if is_inference:
            filled = _("Inference: %(sentence)s") % {"sentence": filled}
        base = base_line(figures)
        if not base:
            return filled
        stop = filled[-1] if filled.endswith((".", "。", "؟", "!")) else "."
        return f"{filled.rstrip('.。!')} ({base}){stop}"


def check(text: str, figures: StoredFigures) -> None:
    """Hold a sentence to its figures. Raises BadWording.

    Over a measure it must name a figure by a place, and may have no figure or word of quantity of its
    own. Over one record people write what happened, and only words of quantity are refused.
    """
    bare = PLACE.sub("", text)
    if not bare.strip():
        raise BadWording(_("Write a sentence."))
    if word := LOOSE.search(bare):
        raise BadWording(
            _(
                "“%(word)s” says no number. Use {most} or {value}, which are filled from the figures."
            )
            % {"word": word[0]}
        )
    if find(figures["measure"]).level == "record":
        return
    if not PLACE.search(text):
        raise BadWording(
            _("Name the figure by a place such as {value}: a sentence rests on what it shows.")
        )
    if re.search(r"\d", bare):
        raise BadWording(
            _("Write no figures yourself; {value} and its like are filled from the records.")
        )
