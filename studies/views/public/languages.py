"""The audit of languages and reach: a page, and its table as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.http import downloads
from core.i18n import languages
from core.tables.table import Column, Table
from studies.selectors import language_audit as audit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 30


@require_safe
@gzip_page
def language_reach(request: HttpRequest) -> HttpResponse:
    """Works by language, commission and country group; `without` lists those with no edition in a language."""
    rows = audit.by_language()
    codes = [row.language for row in rows]
    commissions = audit.by_commission(codes)
    extension = request.GET.get("format", "")
    if extension in downloads.FORMATS:
        return _file(request, rows, commissions, extension)
    code_asked = request.GET.get("without", "")
    language = code_asked if code_asked in languages.NAMES else languages.reader_language()
    queryset = audit.without_edition(language).prefetch_related("editions", "commissions__area")
    context = {
        "rows": rows,
        "heads": [(code, languages.NAMES[code]) for code in codes],
        "commissions": commissions,
        "unserved": [row for row in commissions if row.unserved],
        "groups": audit.by_group(),
        "without": language,
        "without_name": languages.NAMES[language],
        "page": Paginator(queryset, PAGE).get_page(request.GET.get("page")),
        "limits": audit,
        "total": rows[0].total if rows else 0,
    }
    return render(request, "studies/languages.html", context)


def _file(
    request: HttpRequest,
    rows: list[audit.LanguageRow],
    commissions: list[audit.CommissionRow],
    extension: str,
) -> HttpResponse:
    table = Table(
        title=_("Languages and reach"),
        columns=(
            Column("commission", _("Commission")),
            Column("language", _("Language")),
            Column("works", _("Studies"), "whole"),
            Column("total", _("Of"), "whole"),
            Column("with_file", _("With a file in it"), "whole"),
            Column("lag_months", _("Months after the first edition (median)"), "number"),
            Column("lag_works", _("Studies behind the median"), "whole"),
        ),
        rows=(
            *(("ALL", r.language, r.works, r.total, r.with_file, r.lag, r.lags) for r in rows),
            *(
                (row.commission.code, code, works, row.total, None, None, None)
                for row in commissions
                for code, works, _is_working in row.cells
            ),
        ),
    )
    name = downloads.file_name("studies-by-language", extension=extension)
    etag = downloads.etag_of(table.rows, table.title)
    return downloads.table_response(request, table, extension=extension, filename=name, etag=etag)
