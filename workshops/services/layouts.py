"""Choosing how certificates and badges look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.documents import drawn_anew
from core.errors import PortalError
from workshops.models import LayoutPicture
from workshops.services import events, transitions

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import DocumentLayout, Workshop

Role = LayoutPicture.Role


@transaction.atomic
def save(*, layout: DocumentLayout, by: Any, at: datetime) -> None:
    """Keep what was chosen. Certificates that are made already stay as they are."""
    layout.save()
    _note(layout.workshop.pk, _("layout of certificates and badges"), by, at)


def keep_picture(
    *,
    workshop: Workshop,
    role: str,
    data: bytes,
    by: Any,
    at: datetime,
    for_commission: bool = False,
) -> None:
    """Keep a picture in place of the one before, for the workshop or for all of its commission.

    Raises RefusedFile, and PortalError for what is no picture of documents.
    """
    owner = _owner(workshop, role, for_commission=for_commission)
    png = drawn_anew(data)
    with transaction.atomic():
        LayoutPicture.objects.update_or_create(
            **owner, role=role, defaults={"png": png, "changed_at": at}
        )
        _note(workshop.pk, str(Role(role).label), by, at)


@transaction.atomic
def remove_picture(
    *, workshop: Workshop, role: str, by: Any, at: datetime, for_commission: bool = False
) -> None:
    """Take a picture away. Certificates that are made already keep it."""
    owner = _owner(workshop, role, for_commission=for_commission)
    LayoutPicture.objects.filter(**owner, role=role).delete()
    _note(workshop.pk, str(Role(role).label), by, at)


def _owner(workshop: Workshop, role: str, *, for_commission: bool) -> dict[str, Any]:
    if role not in Role.values or (for_commission and role != Role.EMBLEM):
        raise PortalError(_("There is no such picture in documents."), status=422)
    return {"commission": workshop.host} if for_commission else {"workshop": workshop}


def _note(workshop: int, what: str, by: Any, at: datetime) -> None:
    events.note(transitions.locked(workshop), "layout", by=by, at=at, text=what)
