"""Certificates and badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workshops import printing
from workshops.models import (
    Certificate,
    Workshop,
)
from workshops.services import (
    certifying,
)

if TYPE_CHECKING:
    pass
from workshops.desk.acting import READ, address, answer, deed_of, duty, pdf, shared


@require_safe
@duty("registrations")
def badges(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Badges of all who come, as PDF."""
    people = workshop.registrations.coming().select_related("country").order_by("family", "given")
    return pdf(
        request, workshop, lambda: printing.badges_pdf(workshop, people), f"badges-{workshop.code}"
    )


@require_http_methods(READ)
@duty("registrations")
def certificates(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Who is eligible, what is issued; issue, revoke, reissue with a corrected name."""
    here = address("certificates", workshop)
    if request.method == "POST":
        return _certify(request, workshop, here)
    rows = Certificate.objects.filter(registration__workshop=workshop).select_related(
        "registration", "replaces"
    )
    context = shared(
        request,
        workshop,
        rows=rows,
        eligible=len(certifying.eligible(workshop)),
        fonts=printing.has_fonts(),
    )
    return render(request, "workshops/certificates.html", context)


def _certify(request: HttpRequest, workshop: Workshop, here: str) -> HttpResponse:
    act, number = request.POST.get("act", ""), request.POST.get("certificate", "")
    if act == "issue":

        def issue() -> None:
            certifying.issue(workshop=workshop, **deed_of(request))
            _ask_for_pdfs()

        return answer(request, here, issue, _("Issued. The PDFs are being made."))
    one = Certificate.objects.filter(
        registration__workshop=workshop,
        pk=int(number) if number.isascii() and number.isdigit() else 0,
    ).first()
    if one is None:
        raise Http404(_("There is no such certificate."))
    if act == "revoke":
        reason = request.POST.get("reason", "")
        return answer(
            request,
            here,
            lambda: certifying.revoke(certificate=one, reason=reason, **deed_of(request)),
        )

    def reissue() -> None:
        certifying.reissue(
            certificate=one, printed_name=request.POST.get("name", ""), **deed_of(request)
        )
        _ask_for_pdfs()

    return answer(request, here, reissue)


def _ask_for_pdfs() -> None:
    from workshops.tasks import print_certificates  # noqa: PLC0415

    print_certificates.delay()
