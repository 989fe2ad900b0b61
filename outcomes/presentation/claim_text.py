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
from django.utils.translation import gettext_lazy

from core.errors import PortalError
from core.i18n import languages, numbers
from core.i18n.languages import in_reader_language
from evaluations.presentation import wordings
from evaluations.presentation.wordings import WHO_ANSWERED
from outcomes.measures.registry import find
from outcomes.presentation.sentence_forms import FORMS
from outcomes.rules import earliest
from outcomes.stages import CHANGED, Stage
from regions.models import Area
from workshops.models import Stakeholder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outcomes.measures import StoredFigures

PLACE = re.compile(r"\{(\w*)\}")
GROUPS = {"government": gettext_lazy("Governments"), **dict(Stakeholder.choices)}
"""Kinds of people in a workshop, the parts of governments as one."""
DAYS = ("on", "first", "last", "issued")
COUNTS = ("countries", "grade", "indicators", "sources")


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
        texts |= _of_commissions(groups, names, share=share)
    if languages_ := figures.get("by", {}).get("language"):
        texts["languages"] = _listed([str(languages.NAMES.get(code, code)) for code in languages_])
    if word := figures.get("base", {}).get("word"):
        texts["most"] = str(WHO_ANSWERED[word]) % {"percent": _share_of(figures)}
    if (countries := figures.get("by", {}).get("country")) is not None:
        texts["names"] = _listed([names.get(code, code) for code in countries])
    texts |= _facts(figures.get("facts", {}), names)
    texts["amount"] = f"{texts['value']} {figures.get('facts', {}).get('unit', '')}".strip()
    return texts


def _of_commissions(
    groups: Mapping[str, float | None], names: dict[str, str], *, share: bool
) -> dict[str, str]:
    """Which commissions have a figure and which have none; of a share that of each region, or that it has none."""
    silent = [code for code, n in groups.items() if not n]
    texts = {
        "commissions": _listed([code for code, n in groups.items() if n]),
        "silent": _listed(silent),
        "silent_names": _listed([names.get(code, code) for code in silent]),
    }
    if share:
        # By region, in the order of the codes; where too few answered it says so.
        missing = _("no figure")
        shares = {c: missing if n is None else wordings.percent(n) for c, n in groups.items()}
        texts["regions"] = "; ".join(f"{names.get(c, c)} {text}" for c, text in shares.items())
    return texts


def _facts(facts: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    texts = {name: facts[name] for name in ("acted_by", "city", "host") if facts.get(name)}
    texts |= {name: day_text(facts[name]) for name in DAYS if facts.get(name)}
    texts |= {
        name: numbers.number(facts[name]) for name in COUNTS if isinstance(facts.get(name), int)
    }
    if code := facts.get("country"):
        texts["country"] = names.get(code, code)
    if "texts" in facts:
        # The words of the record, or its stage where it has none of that day.
        step_text = in_reader_language(facts["texts"]).strip() or str(Stage(facts["stage"]).label)
        texts["told"] = step_text.replace("{", "(").replace("}", ")")
    if text := facts.get("text"):
        texts["text"] = in_reader_language(text)
    if "groups" in facts:
        texts["groups"] = "; ".join(str(GROUPS.get(code, code)) for code in facts["groups"]) or "–"
    if commissions := facts.get("commissions"):
        texts["commissions"] = _listed(commissions)
    if item := facts.get("item"):
        texts["item"] = item
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


def sentence(form: str, figures: StoredFigures, language: str, commission: str = "") -> str:
    """The sentence of the form over the figures in the language; of one commission, it says which.

    Raises BadWording for a form that the measure does not have, or a place that nothing fills.
    """
    forms = FORMS.get(figures["measure"], {})
    if form not in forms:
        text = _("The measure “%(measure)s” has no sentence “%(form)s”.")
        raise BadWording(text % {"measure": figures["measure"], "form": form})
    with translation.override(languages.interface_code(language)):
        names = area_names()
        texts = _Places(places(figures, names))
        filled = PLACE.sub(lambda match: texts[match[1]], forms[form](figures))
        filled = filled[:1].upper() + filled[1:]
        if commission:
            fields = {"region": names.get(commission, commission), "sentence": filled}
            filled = _("Of %(region)s: %(sentence)s") % fields
        base = base_line(figures)
        if not base:
            return filled
        stop = filled[-1] if filled.endswith((".", "。", "؟", "!")) else "."
        return f"{filled.rstrip('.。!')} ({base}){stop}"


def remark(text: str, *, is_inference: bool) -> str:
    """The writer's remark, marked as such, in the active language."""
    if not text:
        return ""
    marked = (
        _("Inference of the writer, not measured: %(text)s")
        if is_inference
        else _("Remark of the writer, not measured: %(text)s")
    )
    return marked % {"text": text}
