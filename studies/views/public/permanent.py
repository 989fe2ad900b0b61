"""Addresses to cite: they never change, and lead to what the client can read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from studies.documents.citations import FORMATS
from studies.models import Study

PAGE = "text/html"


@require_safe
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """The work: its page in the reader's language, or a citation where the client asks for one."""
    return _redirect(request, pk, None)


@require_safe
def edition(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """One edition, likewise."""
    return _redirect(request, pk, language)


def _redirect(request: HttpRequest, pk: int, language: str | None) -> HttpResponse:
    study = Study.objects.prefetch_related("editions").filter(pk=pk).first()
    is_known = study and (study.is_public() or study.leaves_a_note())
    if not study or not is_known or (language and not _has_edition(study, language)):
        raise Http404(_("There is no such study."))
    response = HttpResponseRedirect(_target(request, study, language))
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


def _has_edition(study: Study, language: str) -> bool:
    return any(edition.language == language for edition in study.public_editions())


def _target(request: HttpRequest, study: Study, language: str | None) -> str:
    kinds = {kind: ending for ending, (kind, _render) in FORMATS.items() if ending != "txt"}
    media_type = request.get_preferred_type([PAGE, *kinds])
    with translation.override(translation.get_language_from_request(request)):
        best = study.best_edition(language)
        if media_type in kinds and best and study.is_public():
            return reverse("studies:cite", args=[study.pk, best.language, kinds[media_type]])
        if language:
            return reverse("studies:edition", args=[study.pk, language])
        return reverse("studies:study", args=[study.pk])
