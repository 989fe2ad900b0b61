"""The privacy notice of a workshop, for everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.i18n import languages
from workshops.access import duties
from workshops.models import Workshop
from workshops.selectors import retention
from workshops.services import privacy_notices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    """The notice in the reader's language, as it is now or in the version that was read when consenting."""
    workshop = Workshop.objects.select_related("host__area").filter(code=code).first()
    may_edit = workshop is not None and "plan" in duties(request.user, workshop)
    if workshop is None or not (workshop.is_public or may_edit):
        raise Http404(_("There is no such workshop."))
    asked = request.GET.get("version", "")
    version = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else None
    notice = privacy_notices.notice(workshop, languages.reader_language(), version)
    if notice is None or (asked and version is None):
        raise Http404(_("There is no such version."))
    newest = privacy_notices.latest(workshop)
    context = {
        "workshop": workshop,
        "notice": notice,
        "sections": _sections(notice.text),
        "dir": languages.direction(notice.language),
        "is_earlier": newest is not None and notice.revision < newest.version,
        "earlier": range((newest.version if newest else 1) - 1, 0, -1),
        "may_edit": may_edit,
        # The standard text tells them itself; what organisers wrote may say others, or none.
        "held": retention.labelled_days(workshop)
        if notice.version != privacy_notices.STANDARD
        else [],
    }
    return render(request, "workshops/privacy.html", context)


def _sections(text: str) -> list[tuple[str, list[str]]]:
    """The paragraphs of a plain text, each with its heading: a short first line that does not end like a sentence."""
    sections = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        first, *others = paragraph.split("\n")
        is_heading = bool(others) and len(first) <= 80 and first.rstrip()[-1:] not in ".。:;,،!?؟"
        sections.append((first, others) if is_heading else ("", [first, *others]))
    return sections
