"""Accounts that are to be reviewed (setting WATCHED)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.services import staff
from core.watching import Finding, Measure, Watched

if TYPE_CHECKING:
    from datetime import datetime


def watched(now: datetime) -> Watched:
    """How many accounts nobody has confirmed for a year."""
    count = staff.to_review(now).count()
    measure = Measure(
        "portal_accounts_to_review",
        "Open accounts that nobody has confirmed for a year.",
        (),
        {(): float(count)},
    )
    if not count:
        return Watched([measure])
    finding = Finding(
        ngettext(
            "%(count)s account has not been confirmed for a year.",
            "%(count)s accounts have not been confirmed for a year.",
            count,
        )
        % {"count": count},
        _("Confirm each, or take away what is not needed any more."),
        address="staff_review",
    )
    return Watched([measure], [finding])
