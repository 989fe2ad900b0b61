"""What evaluations show on the public page of a workshop and on a participant's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evaluations.services import rounds
from regions.hooks.panels import Panel
from workshops.states import TOLD

if TYPE_CHECKING:
    from workshops.models import Registration, Workshop


def workshop_results(workshop: Workshop) -> Panel | None:
    """The way to the results, once they are told."""
    if workshop.status not in TOLD:
        return None
    return Panel(_("Evaluation"), "evaluations/_results_link.html", {"workshop": workshop})


def open_rounds(registration: Registration) -> Panel | None:
    """The rounds in which the person may answer now."""
    invitations = rounds.open_to(registration)
    return (
        Panel(_("Evaluation"), "evaluations/_open_rounds.html", {"invitations": invitations})
        if invitations
        else None
    )
