"""Codes sent to the address of a registration, which prove who reads its letters."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from workshops.models import AccessCode, Registration
from workshops.models.letters import new_nonce
from workshops.services import letters

if TYPE_CHECKING:
    from datetime import datetime

PAUSE = timedelta(minutes=1)
"""Between two codes."""
MOST_IN_A_DAY = 10


class CodeNeeded(PortalError):
    """The link alone does not open this."""

    code, status = "code_needed", 403

    def __init__(self) -> None:
        super().__init__(_("Request a code first: this opens only to who reads your e-mail."))


@transaction.atomic
def send(*, registration: Registration, at: datetime) -> AccessCode:
    """Send a new code to the address; the earlier one ends. Raises PortalError when asked too often."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    code = AccessCode.objects.filter(registration=registration).first()
    if code is None:
        code = AccessCode(registration=registration, sent_at=at, sent_today=0)
    elif code.sent_at + PAUSE > at:
        raise PortalError(
            _("A code was sent a moment ago. Please wait a minute before you request another."),
            status=429,
        )
    elif code.sent_at + timedelta(days=1) < at:
        code.sent_today = 0
    if code.sent_today >= MOST_IN_A_DAY:
        raise PortalError(
            _("Too many codes were requested. Please try again tomorrow."), status=429
        )
    code.nonce, code.sent_at, code.tries, code.used_at = new_nonce(), at, 0, None
    code.sent_today += 1
    code.save()
    letters.write(registration, "code", at=at, again=f"{at:%Y%m%d%H%M%S%f}")
    return code


@transaction.atomic
def _try(registration: Registration, digits: str, at: datetime) -> str:
    """Count the try and judge it; what is wrong, or nothing."""
    code = AccessCode.objects.select_for_update().filter(registration=registration).first()
    if code is None or code.used_at or code.sent_at + AccessCode.VALID_FOR < at:
        return _("This code has ended. Please request a new one.")
    if code.tries >= AccessCode.MOST_TRIES:
        return _("Too many tries. Please request a new code.")
    code.tries += 1
    is_right = hmac.compare_digest("".join(digits.split()).encode(), code.digits().encode())
    if is_right:
        code.used_at = at
    code.save(update_fields=["tries", "used_at"])
    return "" if is_right else _("This is not the code. Please check the letter.")


def enter(*, registration: Registration, digits: str, at: datetime) -> None:
    """Use a code. Raises PortalError for a wrong or ended one; a wrong try is counted all the same."""
    if problem := _try(registration, digits, at):
        raise PortalError(problem, status=422)
