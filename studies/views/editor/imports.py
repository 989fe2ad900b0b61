"""Import of a table: first what it would change, then the change."""

from __future__ import annotations

import csv
import io
import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.tables.table import BOM
from studies.access import edited_commissions
from studies.imports.table import COLUMNS, read_table
from studies.services import imports

KEPT = 3600
"""Seconds between the dry run and the import."""
MOST = 10_000_000
"""Bytes of a table."""
SAMPLE = (
    ("andes", "es", "Título de ejemplo", "", "Resumen.", "2011-05", "LC/L.1", "", "", "", "ECLAC",
     "BOL; PER", "remittances; gcm-20", "Quispe, Ana; Rojas, Diego", ""),
    ("andes", "en", "Title of an example", "", "Abstract.", "2011-11", "LC/L.1", "", "", "", "ECLAC",
     "BOL; PER", "remittances; gcm-20", "", ""),
)  # fmt: skip


def _key(request: HttpRequest, token: str) -> str:
    return f"import:{request.user.pk}:{token}"


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
    if token := request.POST.get("token", ""):
        return _apply(request, token)
    return _dry_run(request)


def _sample() -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *SAMPLE])
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="studies.csv"'
    return response


def _dry_run(request: HttpRequest) -> HttpResponse:
    given = request.FILES.get("file")
    context = {"columns": COLUMNS}
    if given is None:
        return _wrong(request, context, _("Choose a file."))
    if (given.size or 0) > MOST:
        return _wrong(request, context, _("The table is larger than 10 MB. Split it."))
    try:
        read = read_table(given.read(), given.name or "")
    except PortalError as problem:
        return _wrong(request, context, problem.message)
    found = imports.plan(read, by=request.user)
    context |= {"plan": found, "filename": given.name}
    if found.problems:
        return render(request, "studies/import.html", context, status=422)
    token = secrets.token_urlsafe(16)
    cache.set(_key(request, token), read, KEPT)
    return render(request, "studies/import.html", context | {"token": token})


def _wrong(request: HttpRequest, context: dict, text: str) -> HttpResponse:
    return render(request, "studies/import.html", context | {"problem": text}, status=422)


def _apply(request: HttpRequest, token: str) -> HttpResponse:
    read = cache.get(_key(request, token[:40]))
    context = {"columns": COLUMNS}
    if read is None:
        text = _(
            "This dry run is older than an hour or was imported already. Upload the table again."
        )
        return _wrong(request, context, text)
    try:
        done = imports.apply(read, by=request.user, at=timezone.now())
    except PortalError as problem:
        return _wrong(request, context, problem.message)
    cache.delete(_key(request, token[:40]))
    text = _(
        "Imported: %(create)s new studies as drafts, %(change)s changed, %(same)s as they were."
    )
    messages.success(request, text % done.counts)
    return redirect("studies:desk")
