"""Sends the files of editions to those who may have them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import stored_files
from studies.access import may_edit
from studies.models import StudyFile
from studies.services import usage

INLINE = {"application/pdf"}
"""Kinds that a browser may show; all others are saved."""


@require_safe
def file(request: HttpRequest, pk: int, file_pk: int, name: str) -> HttpResponse:
    """The bytes of a public file; of any file to those who edit the study; 410 once withdrawn."""
    found = (
        StudyFile.objects.select_related("edition__study")
        .filter(pk=file_pk, edition__study=pk)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such file."))
    study = found.edition.study
    public = study.is_public() and not found.edition.in_preparation and found.is_ready
    editor = may_edit(request.user, study)
    if not public and not editor:
        if study.leaves_a_note():
            context = {"study": study, "edition": study.best_edition()}
            return render(request, "studies/withdrawn.html", context, status=410)
        raise Http404(_("There is no such file."))
    if name != found.filename:
        return redirect(found)
    if not editor:
        usage.count(request, study.pk, "downloads")
    return stored_files.send(
        request,
        found.stored,
        size=found.size,
        sha256=found.sha256,
        media_type=found.media_type,
        filename=found.filename,
        is_public=public,
        is_shown=found.media_type in INLINE,
    )
