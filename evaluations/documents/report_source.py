"""What a report is written from: the prepared results of a workshop's rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.i18n import numbers
from evaluations.models import SurveyRound
from evaluations.presentation import results as results_texts
from evaluations.presentation import waves
from evaluations.selectors import results
from evaluations.selectors.questionnaires import questionnaire_of

if TYPE_CHECKING:
    from workshops.models import Workshop

LATER = ("R3", "R5")
TEST = "T1"
"""The knowledge test after the workshop, told with the gain since the one before."""


class ReportSource:
    """What was prepared of a workshop's rounds, with the questionnaires, in the active language."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        rounds = workshop.survey.rounds.select_related("survey").exclude(
            kind__in=(SurveyRound.Kind.PULSE, SurveyRound.Kind.INTERVIEW)
        )
        rounds = rounds.without_running_tests()
        self.rounds = {round_.kind: round_ for round_ in rounds}
        latest = results.latest_of(self.rounds.values())
        self.prepared = {
            kind: latest[round_.pk] for kind, round_ in self.rounds.items() if round_.pk in latest
        }
        self.questionnaires = {
            kind: questionnaire_of(round_)
            for kind, round_ in self.rounds.items()
            if kind in self.prepared
        }
        self.end = self.prepared["R2"]
        content = self.end.content
        pools = results.benchmark(list(content["items"]), invented=workshop.survey.invented)
        self.items = results_texts.item_summaries(content, self.questionnaires["R2"], pools)
        self.recommendations = list(workshop.survey.recommendations.all())

    def since(self, kind: str) -> waves.WaveTable | None:
        """Change up to a round."""
        if kind not in self.prepared:
            return None
        return waves.since(self.prepared[kind].content, self.questionnaires[kind])

    def gain(self) -> str:
        """Right answers before and after, in a sentence; empty without a test."""
        if TEST not in self.prepared:
            return ""
        return waves.gain(self.rounds[TEST], self.prepared[TEST].content)

    def plans(self) -> list[tuple[str, str]]:
        """What became of plans."""
        if "R3" not in self.prepared:
            return []
        return results_texts.realised(self.prepared["R3"].content, self.questionnaires["R3"])

    def kinds(self) -> list[str]:
        """Rounds with results, in their order."""
        return [kind for kind in ("R0", "R2", *LATER, TEST) if kind in self.prepared]


def days_of(workshop: Workshop) -> str:
    """The days of a workshop in words."""
    first, last = numbers.day(workshop.starts_on), numbers.day(workshop.ends_on)
    return first if first == last else f"{first} – {last}"
