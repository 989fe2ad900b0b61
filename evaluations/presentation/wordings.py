"""Results in words: shares, bands, and sentences from the quantifier table, in the active language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import numbers
from evaluations.statistics.disclosure import edge
from evaluations.statistics.prepared import favourable
from evaluations.statistics.wording import Quantifier, quantifier

if TYPE_CHECKING:
    from evaluations.statistics.prepared import ItemResult

PERCENT = "\N{NO-BREAK SPACE}%"

WHO = {
    "all": gettext_lazy("All participants"),
    "nearly_all": gettext_lazy("Nearly all participants"),
    "large_majority": gettext_lazy("A large majority of participants"),
    "most": gettext_lazy("Most participants"),
    "majority": gettext_lazy("A majority of participants"),
    "half": gettext_lazy("About half of the participants"),
    "some": gettext_lazy("Some participants"),
    "few": gettext_lazy("Few participants"),
    "none_said": gettext_lazy("Of the participants, %(percent)s"),
}
WHO_ANSWERED = {
    "all": gettext_lazy("All participants who answered"),
    "nearly_all": gettext_lazy("Nearly all participants who answered"),
    "large_majority": gettext_lazy("A large majority of the participants who answered"),
    "most": gettext_lazy("Most participants who answered"),
    "majority": gettext_lazy("A majority of the participants who answered"),
    "half": gettext_lazy("About half of the participants who answered"),
    "some": gettext_lazy("Some of the participants who answered"),
    "few": gettext_lazy("Few of the participants who answered"),
    "none_said": gettext_lazy("Of the participants who answered, %(percent)s"),
}
SAID = {
    "A5": gettext_lazy("%(who)s agreed: “%(item)s”"),
    "A5R": gettext_lazy("%(who)s disagreed: “%(item)s”"),
    "Q4": gettext_lazy("%(who)s gave the rating good or excellent: “%(item)s”"),
    "O5": gettext_lazy("%(who)s gave the rating good or very good: “%(item)s”"),
    "F5": gettext_lazy("%(who)s did so at least once: “%(item)s”"),
    "YPN": gettext_lazy("%(who)s said yes: “%(item)s”"),
    "right": gettext_lazy("%(who)s gave the right answer: “%(item)s”"),
}
ELSE = gettext_lazy("%(who)s gave a favourable answer: “%(item)s”")


def percent(value: float | None, decimals: int = 0) -> str:
    """A share in the reader's language; a dash when hidden."""
    return numbers.MISSING if value is None else numbers.number(value, decimals) + PERCENT


def share(low: int, high: int, n: int) -> str:
    """A published count as a share: exact, or the words of its band."""
    if low == high:
        return percent(100 * low / n)
    if high == n:
        return _("over %(share)s") % {"share": percent(edge(n))}
    if low == 0:
        return _("under %(share)s") % {"share": percent(100 - edge(n))}
    return f"{numbers.number(100 * low / n)}–{percent(100 * high / n)}"


def count(low: int, high: int) -> str:
    """A published count, or between which counts it lies."""
    return numbers.number(low) if low == high else f"{numbers.number(low)}–{numbers.number(high)}"


def figures(
    low: int, high: int, n: int, *, response: float, surveyed: int = 1, held: int = 1
) -> str:
    """What stands behind a share over events: (n/valid, %; response r %; events surveyed e of E)."""
    return _(
        "(%(count)s/%(valid)s, %(share)s; response %(response)s; events surveyed %(surveyed)s of %(held)s)"
    ) % {
        "count": count(low, high),
        "valid": numbers.number(n),
        "share": share(low, high, n),
        "response": percent(response),
        "surveyed": numbers.number(surveyed),
        "held": numbers.number(held),
    }


LEADS = {
    "A5": gettext_lazy("%(who)s agreed:"),
    "A5R": gettext_lazy("%(who)s disagreed:"),
    "Q4": gettext_lazy("%(who)s gave the rating good or excellent:"),
    "O5": gettext_lazy("%(who)s gave the rating good or very good:"),
    "F5": gettext_lazy("%(who)s did so at least once:"),
    "YPN": gettext_lazy("%(who)s said yes:"),
    "right": gettext_lazy("%(who)s gave the right answer:"),
}
LEAD_ELSE = gettext_lazy("%(who)s gave a favourable answer:")
LEAD_WITHOUT_WORD = gettext_lazy("Favourable answers to questions of which no word is certain:")


def word_of(result: ItemResult, *, response: float) -> Quantifier | None:
    """The word that a share deserves, by the lower end of its interval; None where nothing may be told."""
    rate, lower = favourable(result), result["lower"]
    if rate is None or lower is None:
        return None
    return quantifier(50 * (rate["low"] + rate["high"]) / rate["n"], lower, response)


def lead(word: Quantifier, scale: str, *, response: float) -> str:
    """What stands above the questions that deserve the same word."""
    if word == "none_said":
        return str(LEAD_WITHOUT_WORD)
    subject = (WHO if response >= 100 else WHO_ANSWERED)[word]
    return str(LEADS.get(scale, LEAD_ELSE)) % {"who": subject}


def counted(low: int, high: int, n: int) -> str:
    """The figures behind one line: how many of how many, and the share."""
    return _("%(count)s of %(valid)s, %(share)s") % {
        "count": count(low, high),
        "valid": numbers.number(n),
        "share": share(low, high, n),
    }


def sentence(result: ItemResult, title: str, *, response: float) -> str:
    """A sentence on one item of one event; empty where nothing may be told.

    The subject says who answered unless everybody did. Response is told once, where the figures begin.
    """
    rate, word = favourable(result), word_of(result, response=response)
    if rate is None or word is None:
        return ""
    low, high, n = rate["low"], rate["high"], rate["n"]
    subject = (WHO if response >= 100 else WHO_ANSWERED)[word]
    text = str(SAID.get(result["scale"], ELSE)) % {
        "who": str(subject) % {"percent": share(low, high, n)} if word == "none_said" else subject,
        "item": title.rstrip("."),
    }
    return f"{text} ({counted(low, high, n)})"
