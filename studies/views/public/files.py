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
    study_file = (
        StudyFile.objects.select_related("edition__study")
        .filter(pk=file_pk, edition__study=pk)
        .first()
    )
    if study_file is None:
        raise Http404(_("There is no such file."))
    study = study_file.edition.study
    public = study.is_public() and not study_file.edition.in_preparation and study_file.is_ready
    editor = may_edit(request.user, study)
    if not public and not editor:
        if study.leaves_a_note():
            context = {"study": study, "edition": study.best_edition()}
            return render(request, "studies/withdrawn.html", context, status=410)
        raise Http404(_("There is no such file."))
    if name != study_file.filename:
        return redirect(study_file)
    if not editor:
        usage.count(request, study.pk, "downloads")
    return stored_files.send(
        request,
        study_file.stored,
        size=study_file.size,
        sha256=study_file.sha256,
        media_type=study_file.media_type,
        filename=study_file.filename,
        is_public=public,
        is_shown=study_file.media_type in INLINE,
    )
