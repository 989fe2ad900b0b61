"""Leads: changes of policy that were named at follow-up, decided on by organisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from evaluations.models import PolicyLead

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import Workshop


@transaction.atomic
def dismiss(*, workshop: Workshop, pk: int, note: str, by, at: datetime) -> PolicyLead:
    """Note that a lead leads nowhere, and why. Raises Refused once somebody decided on it."""
    waiting = PolicyLead.objects.select_for_update().filter(
        workshop=workshop, state=PolicyLead.State.NEW
    )
    lead = waiting.filter(pk=pk).first()
    if lead is None:
        raise Refused(_("Somebody decided on this lead already."))
    lead.state, lead.note = PolicyLead.State.DISMISSED, note[:500]
    lead.decided_by, lead.decided_at = by, at
    lead.save(update_fields=["state", "note", "decided_by", "decided_at"])
    return lead
