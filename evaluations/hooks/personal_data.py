"""Personal data of evaluations: who is asked. Answers point to nobody (setting PERSONAL_DATA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.personal_data import Person, Place, delete_rows, until
from evaluations.models import Invitation, PersonalSecret

if TYPE_CHECKING:
    from django.db.models import QuerySet


def places() -> list[Place]:
    """Invitations, the secrets that make pseudonyms, and who writes or is asked by name."""
    participants = _("participants")
    return [
        Place(
            name="evaluations.Invitation",
            fields=("on_paper",),
            whose=participants,
            purpose=_("Asking and reminding, and the rate of answers."),
            term=until(_("Seven days after the last round.")),
            erasure=_("Emptying of the registration; the count of those asked stays."),
            task="evaluations.run_rounds",
            export=_invitations,
        ),
        Place(
            name="evaluations.PersonalSecret",
            fields=("secret",),
            whose=participants,
            purpose=_("Pairing the answers of one person to two rounds, without saying whose they are."),
            term=until(_("Seven days after the last round.")),
            erasure=_("Deletion; answers can no longer be paired, nor a private plan be opened."),
            task="evaluations.run_rounds",
            find=_secrets,
            clear=delete_rows,
        ),
        Place(
            name="evaluations.ResponseText",
            fields=("text", "quote"),
            whose=_("nobody who can be told"),
            purpose=_("What participants want to say. The form asks them to name nobody."),
            term=until(_("As long as the evaluation.")),
            erasure=_("None: it is not known whose it is."),
        ),
        Place(
            name="evaluations.OutcomeInterview",
            fields=("told_by",),
            whose=_("people who tell of changes of policy"),
            purpose=_("The record at twelve months; it has the function, not the name."),
            term=until(_("As long as the evaluation.")),
            erasure=_("An organiser, who edits the record."),
        ),
    ]  # fmt: skip


def _invitations(person: Person) -> list[dict[str, Any]]:
    """Which rounds asked the person; whether they answered is written nowhere."""
    rows = Invitation.objects.filter(registration__in=person.registrations).order_by("pk")
    return [
        {
            "workshop": invitation.round.survey.workshop.title,
            "round": invitation.round.title,
            "asked_from": invitation.round.opens_at,
            "on_paper": invitation.on_paper,
        }
        for invitation in rows.select_related("round__survey__workshop", "round__session")
    ]


def _secrets(person: Person) -> QuerySet[PersonalSecret]:
    return PersonalSecret.objects.filter(registration__in=person.registrations)
