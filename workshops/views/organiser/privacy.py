"""The privacy notice of a workshop, to be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.i18n import languages
from core.web.actions import as_positive_int, run_action
from workshops.services import privacy_notices
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from workshops.models import Workshop


@require_http_methods(READ)
@duty("plan")
def edit_privacy(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The notice in one language; saving makes a new version."""
    sent = request.POST if request.method == "POST" else request.GET
    language = sent.get("language") or languages.reader_language()
    if language not in languages.UNITED_NATIONS:
        raise Http404(_("There is no such language."))
    if request.method != "POST":
        return _page(request, workshop, language)
    text = request.POST.get("text", "")
    try:
        privacy_notices.save(
            workshop=workshop,
            language=language,
            text=text,
            revision=as_positive_int(request.POST.get("revision", "")),
            by=request.user,
            at=timezone.now(),
        )
    except PortalError as refused:
        return _page(request, workshop, language, refused, text)
    here = address("workshops:edit_privacy", workshop) + f"?language={language}"
    return run_action(request, here, lambda: None, _("The notice is saved."))


def _page(
    request: HttpRequest,
    workshop: Workshop,
    language: str,
    refused: PortalError | None = None,
    text: str = "",
) -> HttpResponse:
    notice = privacy_notices.notice(workshop, language)
    stored = notice.text if notice and notice.language == language else ""
    context = shared(
        request,
        workshop,
        language=language,
        language_choices=[(code, languages.NAMES[code]) for code in languages.UNITED_NATIONS],
        dir=languages.direction(language),
        text=text if refused else stored,
        revision=notice.revision if notice else 0,
        problem=refused.message if refused else "",
        conflict=stored if refused and refused.status == 409 else "",
    )
    status = refused.status if refused else 200
    return render(request, "workshops/edit_privacy.html", context, status=status)
