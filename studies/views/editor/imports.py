"""Import of a table: first what it would change, then the change."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.tables.table import BOM
from core.web import import_preview
from core.web.actions import actor_of
from studies.access import edited_commissions
from studies.imports.table import COLUMNS, read_table
from studies.services import imports

MEGABYTES = 10
ABOUT = "studies"
SAMPLE = (
    ("andes", "es", "Título de ejemplo", "", "Resumen.", "2011-05", "LC/L.1", "", "", "", "ECLAC",
     "BOL; PER", "remittances; gcm-20", "Quispe, Ana; Rojas, Diego", ""),
    ("andes", "en", "Title of an example", "", "Abstract.", "2011-11", "LC/L.1", "", "", "", "ECLAC",
     "BOL; PER", "remittances; gcm-20", "", ""),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """The form, the dry run of a table, or the import of the table that was shown."""
    if not edited_commissions(request.user):
        raise PermissionDenied(_("This account edits for no commission. Ask an administrator."))
    if request.GET.get("sample"):
        return _sample()
    if request.method != "POST":
        return render(request, "studies/import.html", {"columns": COLUMNS})
    if request.POST.get("token"):
        return _apply(request)
    return _dry_run(request)


def _sample() -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *SAMPLE])
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="studies.csv"'
    return response


def _dry_run(request: HttpRequest) -> HttpResponse:
    context = {"columns": COLUMNS}
    try:
        table_file = import_preview.uploaded(request, megabytes=MEGABYTES)
        read = read_table(table_file.read(), table_file.name or "")
    except PortalError as problem:
        return _wrong(request, context, problem.message)
    plan = imports.plan(read, by=request.user)
    context |= {"plan": plan, "filename": table_file.name}
    if plan.problems:
        return render(request, "studies/import.html", context, status=422)
    context["token"] = import_preview.keep(request, ABOUT, read)
    return render(request, "studies/import.html", context)


def _wrong(request: HttpRequest, context: dict, text: str) -> HttpResponse:
    return render(request, "studies/import.html", context | {"problem": text}, status=422)


def _apply(request: HttpRequest) -> HttpResponse:
    try:
        done = import_preview.take(
            request, ABOUT, lambda read: imports.apply(read, **actor_of(request))
        )
    except PortalError as problem:
        return _wrong(request, {"columns": COLUMNS}, problem.message)
    text = _(
        "Imported: %(create)s new studies as drafts, %(change)s changed, %(same)s as they were."
    )
    messages.success(request, text % done.counts)
    return redirect("studies:manage")
