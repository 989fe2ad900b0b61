"""What the copy of a workshop takes along of its evaluation (setting COPY_WORKSHOP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evaluations.models import Survey
from evaluations.services import questionnaires, surveys
from workshops.services.copying import Part

if TYPE_CHECKING:
    from datetime import datetime

    from evaluations.models import BankItem
    from workshops.models import Workshop


def parts() -> list[Part]:
    """The questions that are asked, those of the organiser's own among them; no answers."""
    return [Part("evaluation", _("Questions of the evaluation, with your own"), copy)]


def copy(workshop: Workshop, new: Workshop, at: datetime) -> None:
    """An evaluation that asks the same in each of its rounds; pulses are set up by session, so they stay."""
    survey = Survey.objects.filter(workshop=workshop).first()
    if survey is None:
        return
    new_survey = surveys.set_up(workshop=new, at=at)
    targets = {round_.kind: round_ for round_ in new_survey.rounds.filter(session=None)}
    copies: dict[int, BankItem] = {}
    for source in survey.rounds.filter(session=None):
        if target := targets.get(source.kind):
            questionnaires.copy_choice(source=source, target=target, copies=copies)
