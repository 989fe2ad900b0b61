"""Editions and their files, for editors."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.errors import PortalError
from core.web import confirm
from core.web.actions import actor_of
from core.web.confirm import Confirmation
from studies.forms import editor
from studies.models import Study
from studies.services import files as file_services
from studies.services import works
from studies.views.editor.page import (
    confirmed,
    editors_only,
    save_form,
    save_guarded,
    section_address,
)


@require_POST
@editors_only
def add_edition(request: HttpRequest, study: Study) -> HttpResponse:
    """An edition in another language."""
    form = editor.AddEditionForm(request.POST, study=study)

    def save() -> None:
        language = form.cleaned_data["language"]
        works.add_edition(study=study, language=language, **actor_of(request))

    return save_form(request, study, "editions", form, "add_edition", save)


@require_POST
@editors_only
def edition(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    """The fields of one edition."""
    stored = study.editions.filter(language=language).first()
    if stored is None:
        raise Http404(_("There is no edition in this language."))

    def make(data: Any) -> editor.EditionForm:
        return editor.EditionForm(data, instance=study.editions.filter(pk=stored.pk).get())

    def save(form: editor.EditionForm) -> None:
        values = dict(form.cleaned_data)
        values.pop("revision")
        works.save_edition(edition=stored, values=values, **actor_of(request))

    section, name = f"edition-{language}", f"edition_{language}"
    return save_guarded(request, study, section, make, name, save)


@require_POST
@editors_only
def files(request: HttpRequest, study: Study) -> HttpResponse:
    """A new file."""
    form = editor.FileForm(request.POST, request.FILES, study=study)

    def save() -> None:
        values = form.cleaned_data
        upload = values.pop("file")
        try:
            file_services.add_file(
                upload=upload, filename=upload.name, **values, **actor_of(request)
            )
        except PortalError as problem:
            form.add_error("file", problem.message)
            raise

    return save_form(request, study, "files", form, "file_form", save)


@require_POST
@editors_only
def remove_file(request: HttpRequest, study: Study, file_pk: int) -> HttpResponse:
    """Take a file away."""
    if confirm.is_repeated(request):
        return confirm.repeated(request, section_address(study, "files"))
    files = [file for edition in study.editions.all() for file in edition.files.all()]
    study_file = next((file for file in files if file.pk == file_pk), None)
    if study_file is None:
        raise Http404(_("There is no such file."))
    names = {"file": study_file.filename}
    others = len(files) - 1
    confirmation = Confirmation(
        question=_("Remove the file “%(file)s”?") % names,
        consequences=[
            _("The file is deleted for good, and its address ends."),
            ngettext(
                "%(n)s other file of the study stays.",
                "%(n)s other files of the study stay.",
                others,
            )
            % {"n": others},
        ],
        button=_("Remove the file"),
        state=[study_file.pk, study.state],
    )
    return confirmed(
        request,
        study,
        "files",
        confirmation,
        lambda: file_services.remove_file(file=study_file, **actor_of(request)),
        _("The file “%(file)s” is removed.") % names,
    )
