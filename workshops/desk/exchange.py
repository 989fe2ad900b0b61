"""Questionnaires as XLSForm: taken away, and brought back after a look at what would change."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from migration_portal.core.errors import PortalError
from migration_portal.core.languages import UNITED_NATIONS, interface_code
from workshops.desk.acting import READ, address, answer, duty, shared
from workshops.desk.surveys import round_of
from workshops.models import SurveyRound, Workshop
from workshops.selectors.asked import questionnaire_of
from workshops.services import bank, exchanging
from workshops.xlsforms.writing import as_xlsform

MOST_BYTES = 2 * 1024 * 1024
KEPT_SECONDS = 3600


def written(round_: SurveyRound) -> bytes:
    """The workbook of a round."""
    quote = {}
    for code in UNITED_NATIONS:
        with override(interface_code(code)):
            quote[code] = _("May be quoted in the report, without my name, country or function")
    workshop = round_.survey.workshop
    return as_xlsform(
        questionnaire_of(round_), title=f"{workshop.title}: {round_.title}",
        form_id=f"{slugify(workshop.code)}-{round_.kind}-{round_.pk}".replace("-", "_"),
        special=bank.special_texts(), quote=quote,
    )  # fmt: skip


@require_safe
@duty("surveys")
def xlsform(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The questions for KoboToolbox and ODK."""
    round_ = round_of(workshop, pk)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(written(round_), content_type=kind)
    name = f"{workshop.code}-{round_.kind}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(READ)
@duty("surveys")
def import_xlsform(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """What a form would change, or where it is wrong; the form that was shown is what is imported, once."""
    round_ = round_of(workshop, pk)
    context: dict[str, Any] = {"round": round_, "problem": ""}
    status = 200
    if token := request.POST.get("token"):
        key = f"xlsform:{round_.pk}:{request.user.pk}:{token[:20]}"
        data = cache.get(key)
        cache.delete(key)
        if data is None:
            return redirect(address("import_xlsform", workshop, pk))
        here = address("questions", workshop, pk)
        return answer(request, here, lambda: exchanging.take(round_, data))
    if request.method == "POST":
        try:
            context |= _looked_at(request, round_)
        except PortalError as refused:
            context["problem"], status = refused.message, refused.status
        else:
            status = 422 if context["found"]["problems"] else 200
    return render(
        request,
        "workshops/evaluation/import.html",
        shared(request, workshop, **context),
        status=status,
    )


def _looked_at(request: HttpRequest, round_: SurveyRound) -> dict[str, Any]:
    upload = request.FILES.get("file")
    if upload is None or upload.size > MOST_BYTES:
        raise PortalError(_("Choose an XLSForm of at most 2 MB."), status=422)
    data = upload.read()
    found = exchanging.look(round_, data)
    token = get_random_string(20)
    if not found.problems:
        cache.set(f"xlsform:{round_.pk}:{request.user.pk}:{token}", data, KEPT_SECONDS)
    shown = [
        {"sheet": p.sheet, "row": p.row, "column": p.column, "text": exchanging.told(p)}
        for p in found.problems
    ]
    return {
        "found": {"problems": shown, "ignored": found.ignored}, "token": token,
        "changes": [] if found.problems else exchanging.changes(round_, found),
    }  # fmt: skip
