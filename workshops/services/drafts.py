"""Registrations begun and not sent: kept as written, found again by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.i18n import languages
from core.mail.addresses import address_key
from workshops.models import Draft, Registration, Workshop
from workshops.services import letters

if TYPE_CHECKING:
    from datetime import datetime

FIELDS_NOT_STORED = {"consent"}
LARGEST = 20 * 1024
"""Bytes of what is kept of one registration; ten times a form that is filled in at length."""


@transaction.atomic
def keep(
    *,
    workshop: Workshop,
    registration: Registration | None,
    written: dict[str, list[str]],
    at: datetime,
    draft: Draft | None = None,
) -> tuple[Draft, bool]:
    """Keep what somebody has written; the link to go on goes to their address.

    `written` holds fields of the form and no others. Raises PortalError without an address, or where it is too much. What was begun under the address already is neither shown nor
    overwritten by who has not its link; the link is sent again, at most once an hour,
    and the second value is false.
    """
    texts = {name: values for name, values in written.items() if name not in FIELDS_NOT_STORED}
    if len(orjson.dumps(texts)) > LARGEST:
        raise PortalError(
            _("What you wrote is too long to be kept here. Shorten the longest answers."),
            status=422,
        )
    email = registration.email if registration else address_key((texts.get("email") or [""])[0])
    try:
        validate_email(email)
    except ValidationError as problem:
        raise PortalError(
            _("Give your e-mail address, so that the link can be sent to it."), status=422
        ) from problem
    existing = (
        Draft.objects.select_for_update().filter(workshop=workshop, email__iexact=email).first()
    )
    if existing is not None and registration is None and (draft is None or draft.pk != existing.pk):
        letters.write_about_draft(existing, at=at)
        return existing, False
    stored = draft or existing or Draft(workshop=workshop, registration=registration)
    stored.email, stored.written, stored.saved_at = email, texts, at
    stored.language = languages.reader_language()
    new = stored.pk is None
    stored.save()
    if new and registration is None:
        letters.write_about_draft(stored, at=at)
    return stored, True


def forget(*, workshop: Workshop, email: str) -> None:
    """What was begun is sent now."""
    Draft.objects.filter(workshop=workshop, email__iexact=email).delete()
