"""The privacy notice of a workshop: the standard text with the workshop's data, or what its organisers wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.i18n import languages
from core.i18n.languages import interface_code
from workshops.models import PrivacyNotice, Workshop
from workshops.selectors import retention
from workshops.services import transitions

if TYPE_CHECKING:
    from datetime import datetime

STANDARD = "standard-2"
"""Version of the standard text; another wording of its template is another version."""
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Notice:
    """A text in one language, and which version it is; `revision` counts those of the organisers."""

    text: str
    language: str
    version: str
    revision: int


def standard(workshop: Workshop, language: str) -> str:
    """The standard text in a language, with who is responsible, who receives what, and the terms."""
    with translation.override(interface_code(language)):
        days = retention.days(workshop)
        context = {
            "workshop": workshop,
            "host": workshop.host.full_name,
            "co_hosts": [host.full_name for host in workshop.co_hosts.select_related("area")],
            "names_days": days[retention.Data.NAMES],
            "needs_days": days[retention.Data.NEEDS],
            "passport_days": days[retention.Data.PASSPORT],
            "contact_days": days[retention.Data.CONTACT],
            "draft_days": settings.RETENTION_DRAFT_DAYS,
        }
        return render_to_string("workshops/privacy_notice.txt", context).strip() + "\n"


def latest(workshop: Workshop) -> PrivacyNotice | None:
    """The newest version that organisers wrote."""
    return workshop.privacy_notices.order_by("-version").first()


def version_of(workshop: Workshop) -> str:
    """Which version holds now; kept with a consent."""
    stored = latest(workshop)
    return str(stored.version) if stored else STANDARD


def notice(workshop: Workshop, language: str, version: int | None = None) -> Notice | None:
    """The notice in a language, else in the best one it is written in; None where there is no such version."""
    if version is None:
        stored = latest(workshop)
    else:
        stored = workshop.privacy_notices.filter(version=version).first()
        if stored is None:
            return None
    if stored is None:
        return Notice(standard(workshop, language), language, STANDARD, 0)
    best = languages.best_language(stored.texts, language) or language
    return Notice(stored.texts.get(best, ""), best, str(stored.version), stored.version)


@transaction.atomic
def save(
    *, workshop: Workshop, language: str, text: str, revision: int, by, at: datetime
) -> PrivacyNotice:
    """A new version with the text in a language; the other languages stay. An unchanged text makes none.

    Languages in which nothing was written keep the standard text as it is now. Raises PortalError for an empty or
    over-long text, and where another version was saved since `revision`.
    """
    workshop = transitions.locked(workshop.pk)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise PortalError(_("Write the notice, or leave it as it was."), status=422)
    if len(text) > MOST:
        raise PortalError(
            _("The notice is longer than %(most)s characters.") % {"most": MOST}, status=422
        )
    stored = latest(workshop)
    if revision != (stored.version if stored else 0):
        raise PortalError(
            _("Somebody else has changed this notice since you opened it."), status=409
        )
    texts = (
        dict(stored.texts)
        if stored
        else {code: standard(workshop, code) for code in languages.UNITED_NATIONS}
    )
    if stored and texts.get(language) == text:
        return stored
    texts[language] = text
    version = stored.version + 1 if stored else 1
    return PrivacyNotice.objects.create(
        workshop=workshop, version=version, texts=texts, by=by, at=at
    )
