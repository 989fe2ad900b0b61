"""The sentences that a measure can say: its subject, its scope and its word of quantity, and nothing else.

A claim is one of these forms over one scope. What a writer adds stands outside it, as a remark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from outcomes.measures import StoredFigures


def _count(figures: StoredFigures) -> int:
    return int(figures.get("value") or 0)


def _studies(figures: StoredFigures) -> str:
    return ngettext(
        "{value} regional study was issued, by {commissions}.",
        "{value} regional studies were issued, by {commissions}.",
        _count(figures),
    )


def _workshops(figures: StoredFigures) -> str:
    return ngettext(
        "{value} regional seminar or technical workshop took place, hosted by {commissions}.",
        "{value} regional seminars and technical workshops took place, hosted by {commissions}.",
        _count(figures),
    )


def _silence(_figures: StoredFigures) -> str:
    return _("No workshop of the period is recorded for {silent_names}.")


def _seats(figures: StoredFigures) -> str:
    return ngettext(
        "{value} seat was taken in workshops of the period.",
        "{value} seats were taken in workshops of the period.",
        _count(figures),
    )


def _people(figures: StoredFigures) -> str:
    return ngettext(
        "{value} person took part in workshops of the period, each counted once.",
        "{value} different people took part in workshops of the period, each counted once.",
        _count(figures),
    )


def _countries(figures: StoredFigures) -> str:
    return ngettext(
        "People of {value} country took part in workshops of the period.",
        "People of {value} countries took part in workshops of the period, each country counted once.",
        _count(figures),
    )


def _women(_figures: StoredFigures) -> str:
    return _("Women were {value} of those who completed a workshop and said their gender.")


def _certificates(figures: StoredFigures) -> str:
    return ngettext(
        "{value} certificate was issued that anybody can check.",
        "{value} certificates were issued that anybody can check.",
        _count(figures),
    )


def _endorsed(figures: StoredFigures) -> str:
    return ngettext(
        "{value} recommendation had been endorsed by a country by the end of the period.",
        "{value} recommendations had been endorsed by a country by the end of the period.",
        _count(figures),
    )


def _unpresented(_figures: StoredFigures) -> str:
    return _(
        "{value} of {whole} recommendations had been presented to nobody by the end of the period."
    )


def _surveyed(_figures: StoredFigures) -> str:
    return _("Participants were surveyed in {value} of {whole} events.")


ITEMS: dict[str, Callable[[], str]] = {
    "NEW1": lambda: _("{most} said that they gained new ideas on international migration and development."),
    "POL1": lambda: _("{most} said that they learned of policy options that could be applied in their country."),
    "EXC1": lambda: _("{most} said that the exchange of experience with other countries was valuable."),
    "REL2": lambda: _("{most} said that the workshop addressed the priorities of their region."),
    "SKI1": lambda: _("{most} said that they are better able to design migration policy."),
    "DAT1": lambda: _("{most} said that they can now find the migration data they need."),
    "KNO2": lambda: _("{most} said that they understand the subject of the workshop well."),
    "INT1": lambda: _("{most} intend to apply what they learned within six months."),
}  # fmt: skip
"""Items of the survey whose meaning is told in words; of any other its code is named."""


def _answers(figures: StoredFigures) -> str:
    item = figures.get("facts", {}).get("item", "")
    if not figures.get("base", {}).get("word"):
        # Too few answered for a word of quantity; the share stands alone with its base.
        return _("{value} of the valid answers to the question {item} were favourable.")
    return ITEMS[item]() if item in ITEMS else _("{most} answered the question {item} favourably.")


def _plans(_figures: StoredFigures) -> str:
    return _(
        "Six months later {value} of the plans that participants came back to were done or under way."
    )


def _changed(figures: StoredFigures) -> str:
    return ngettext(
        "In {value} country a policy change moved to which the project had contributed: {names}.",
        "In {value} countries a policy change moved to which the project had contributed: {names}.",
        _count(figures),
    )


def _interested(figures: StoredFigures) -> str:
    return ngettext(
        "{value} country expressed an interest or began a study, which counts as no change: {names}.",
        "{value} countries expressed an interest or began a study, which counts as no change: {names}.",
        _count(figures),
    )


def _committed(figures: StoredFigures) -> str:
    return ngettext(
        "The Government of {value} country committed itself to a change: {names}.",
        "The Governments of {value} countries committed themselves to a change: {names}.",
        _count(figures),
    )


def _presented(figures: StoredFigures) -> str:
    return ngettext(
        "{value} study was presented and discussed in workshops of the period. Kinds of people there: {groups}.",
        "{value} studies were presented and discussed in workshops of the period. Kinds of people there: {groups}.",
        _count(figures),
    )


def _by_region(_figures: StoredFigures) -> str:
    return _("Favourable answers to the question {item} by region: {regions}.")


def _entered(_figures: StoredFigures) -> str:
    return _("{text}: {amount}. People entered this figure with its evidence.")


def _recorded(figures: StoredFigures) -> str:
    return ngettext(
        "{value} policy change moved, whatever the project had to do with it.",
        "{value} policy changes moved, whatever the project had to do with them.",
        _count(figures),
    )


def _recorded_text(_figures: StoredFigures) -> str:
    return "{told}"


def _stage(_figures: StoredFigures) -> str:
    return _("A policy change in {country} reached the stage “{stage}” ({on}); {acted_by} acted.")


def _workshop(figures: StoredFigures) -> str:
    return ngettext(
        "A workshop hosted by {host} took place in {city} from {first} to {last}; {value} person attended.",
        "A workshop hosted by {host} took place in {city} from {first} to {last}; {value} people attended.",
        _count(figures),
    )


def _study(figures: StoredFigures) -> str:
    return ngettext(
        "A study of {commissions} was issued ({issued}), with {value} recommendation.",
        "A study of {commissions} was issued ({issued}), with {value} recommendations.",
        _count(figures),
    )


FORMS: Mapping[str, Mapping[str, Callable[[StoredFigures], str]]] = {
    "studies-published": {"issued": _studies},
    "workshops-held": {"held": _workshops, "silent": _silence},
    "seats-taken": {"taken": _seats},
    "people-reached": {"reached": _people},
    "countries-reached": {"reached": _countries},
    "women-share": {"share": _women},
    "certificates-valid": {"valid": _certificates},
    "recommendations-endorsed": {"endorsed": _endorsed},
    "recommendations-unpresented": {"unpresented": _unpresented},
    "workshops-surveyed": {"surveyed": _surveyed},
    "answers-favourable": {"favourable": _answers, "regions": _by_region},
    "plans-realised": {"realised": _plans},
    "countries-changed": {"changed": _changed},
    "countries-interested": {"interested": _interested},
    "countries-committed": {"committed": _committed},
    "studies-presented": {"presented": _presented},
    "manual-actual": {"entered": _entered},
    "changes-recorded": {"recorded": _recorded},
    "change": {"told": _recorded_text, "stage": _stage},
    "workshop": {"held": _workshop},
    "study": {"issued": _study},
}
"""Measure to its forms. Every measure that a project can claim has at least one."""


def example(measure: str, form: str) -> str:
    """The form as writers choose it, in the active language, with its places in braces."""
    if form == "told":
        return _("What the record says was reached, in its reviewed words.")
    figures: StoredFigures = {
        "measure": measure,
        "version": 1,
        "value": 2,
        "base": {"word": "majority"},
    }
    return FORMS[measure][form](figures)
