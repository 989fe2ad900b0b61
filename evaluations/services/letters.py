"""The letters of evaluations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.mail.letters import declare

if TYPE_CHECKING:
    from evaluations.models import SurveyRound

TEMPLATE = "evaluations/mail/evaluation.txt"
PLACEHOLDERS = ("deadline", "evaluation_link")
ROUND = declare("evaluation", TEMPLATE)
"""Asks a person to answer a round, and reminds them; its text depends on the round."""
TITLES = {
    ("R0", False): _("Evaluation: before the workshop"),
    ("R0", True): _("Evaluation: reminder before the workshop"),
    ("R2", False): _("Evaluation: at the end"),
    ("R2", True): _("Evaluation: reminder at the end"),
    ("R3", False): _("Evaluation: follow-up"),
    ("R3", True): _("Evaluation: reminder of the follow-up"),
    ("T0", False): _("Knowledge test: before the workshop"),
    ("T0", True): _("Knowledge test: reminder before the workshop"),
    ("T1", False): _("Knowledge test: after the workshop"),
    ("T1", True): _("Knowledge test: reminder after the workshop"),
}
TEXTS = {
    (kind, is_reminder): declare(
        f"evaluation_{kind.lower()}{'_reminder' if is_reminder else ''}",
        TEMPLATE,
        title=title,
        placeholders=PLACEHOLDERS,
        kind=kind,
        is_reminder=is_reminder,
    )
    for (kind, is_reminder), title in TITLES.items()
}


def text_of(round_: SurveyRound, number: int) -> str:
    """The name of the text about a round; `number` counts the reminders."""
    kind = round_.kind if (round_.kind, False) in TEXTS else "R3"
    return TEXTS[kind, bool(number)]
