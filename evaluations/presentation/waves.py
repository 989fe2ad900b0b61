"""Change between rounds, and the look back at the end, as pages and reports tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.i18n import numbers
from evaluations.models import SurveyRound
from evaluations.presentation import wordings
from evaluations.presentation.results import titles_of
from evaluations.selectors import results
from evaluations.statistics import differences
from evaluations.statistics.codes import RIGHT
from evaluations.statistics.prepared import favourable

if TYPE_CHECKING:
    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.statistics.prepared import Prepared
    from evaluations.statistics.waves import ItemChange


def look_back(content: Prepared) -> list[dict[str, str]]:
    """How people said at the end that they were before, beside how they are now, in words and figures."""
    rows = []
    for change in content["change"].values():
        pairs, low, high = change["pairs"], change["low"], change["high"]
        if pairs is None or low is None or high is None:
            continue
        rows.append(
            {
                "pairs": numbers.number(pairs),
                "improved": wordings.share(low, high, pairs),
                "mean": numbers.number(change["mean"], 1),
            }
        )
    return rows


@dataclass(frozen=True, slots=True)
class WaveRow:
    """How an item changed in the same people; `points` are per cent who answered higher and lower, for drawing."""

    title: str
    pairs: str
    higher: str
    lower: str
    mean: str
    verdict: str
    points: tuple[float, float]


@dataclass(frozen=True, slots=True)
class WaveTable:
    """Change since an earlier round; `base` is its name."""

    base: str
    rows: list[WaveRow]


VERDICTS = {
    "higher": gettext_lazy("Higher, beyond chance"),
    "lower": gettext_lazy("Lower, beyond chance"),
    "none": gettext_lazy("No change beyond chance"),
}


def since(content: Prepared, questionnaire: Questionnaire) -> WaveTable | None:
    """Change in the same people since the first round, each item with what a test says of it; None of none."""
    waves = content.get("waves")
    if waves is None:
        return None
    titles = titles_of(questionnaire)
    tests = {
        code: differences.change_test(change["higher"], change["lower"])
        for code, change in waves["items"].items()
    }
    certain = differences.holm({code: p for code, (p, _way) in tests.items()})
    rows = []
    for code, change in waves["items"].items():
        n = change["pairs"]
        rows.append(
            WaveRow(
                title=titles.get(code, code),
                pairs=numbers.number(n),
                higher=wordings.share(change["higher"][0], change["higher"][1], n),
                lower=wordings.share(change["lower"][0], change["lower"][1], n),
                mean=_points(change)
                if content["items"][code]["scale"] == RIGHT
                else _steps(change),
                verdict=str(VERDICTS[tests[code][1] if code in certain else "none"]),
                points=(50 * sum(change["higher"]) / n, 50 * sum(change["lower"]) / n),
            )
        )
    return WaveTable(str(SurveyRound.Kind(waves["base"]).label), rows)


def _steps(change: ItemChange) -> str:
    """The mean change in steps of the scale with its interval; a dash where it is hidden."""
    mean = change["mean"]
    if mean is None:
        return numbers.MISSING
    low, high = (_signed(end) for end in change["interval"])
    return _("%(mean)s (%(low)s to %(high)s)") % {"mean": _signed(mean), "low": low, "high": high}


def _points(change: ItemChange) -> str:
    """The same of right answers, in percentage points; a dash where it is hidden."""
    mean = change["mean"]
    if mean is None:
        return numbers.MISSING
    low, high = (_signed(100 * end, 0) for end in change["interval"])
    values = {"mean": _signed(100 * mean, 0), "low": low, "high": high}
    return _("%(mean)s points (%(low)s to %(high)s)") % values


def gain(round_: SurveyRound, content: Prepared) -> str:
    """Of a test after the workshop: right answers over all questions that are told of both tests; empty of any other round."""
    if round_.kind != SurveyRound.Kind.TEST_AFTER:
        return ""
    before = results.latest_of(
        SurveyRound.objects.filter(survey=round_.survey_id, kind=SurveyRound.Kind.TEST_BEFORE)
    )
    shares = [
        (favourable(earlier["items"][code]), favourable(item))
        for earlier in (prepared.content for prepared in before.values())
        for code, item in content["items"].items()
        if code in earlier["items"]
    ]
    of_both = [(before, after) for before, after in shares if before and after]
    if not of_both:
        return ""
    means = [
        sum(50 * (rate["low"] + rate["high"]) / rate["n"] for rate in rates) / len(of_both)
        for rates in zip(*of_both, strict=True)
    ]
    return ngettext(
        "Right answers to %(n)s question: %(before)s before the workshop, %(after)s after it.",
        "Right answers to %(n)s questions, on average: %(before)s before the workshop, %(after)s after it.",
        len(of_both),
    ) % {
        "n": numbers.number(len(of_both)),
        "before": wordings.percent(means[0]),
        "after": wordings.percent(means[1]),
    }


def _signed(value: float, decimals: int = 1) -> str:
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{numbers.number(abs(value), decimals)}"


SINCE: Any = gettext_lazy(
    "Answers of the same people in both rounds, paired without names; some pairs are left out by lot so that nobody follows from "
    "the difference. The mean is in steps of the scale, in brackets its 95 % interval (Student's t). Whether a change is beyond chance is told by "
    "the sign test, over all questions together by Holm's rule."
)
