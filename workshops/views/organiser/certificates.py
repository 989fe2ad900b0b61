"""Certificates and badges."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import documents
from core.errors import PortalError
from core.i18n import numbers
from core.web import confirm
from core.web.actions import actor_of, as_positive_int, positive_int, run_action
from core.web.confirm import Confirmation
from workshops import access
from workshops.documents import printing
from workshops.models import (
    Certificate,
    CertificatePack,
    Workshop,
)
from workshops.selectors import consequences
from workshops.services import certificate_packs, passports, visas
from workshops.services import certificates as certificates_service
from workshops.states import Visa
from workshops.views.organiser.actions import READ, address, duty, pdf, shared
from workshops.views.organiser.registrations import chosen_people

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Registration


@require_safe
@duty("registrations")
def badges(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Badges of those whom the filters leave, as PDF: on sheets of A4, or one on each page."""
    layout = request.GET.get("layout", "")
    layout = layout if layout in printing.BADGES else "sheet"
    people = _people_to_print(request, workshop)
    return pdf(
        request,
        workshop,
        lambda: printing.badges_pdf(people, layout),
        f"badges-{workshop.code}",
    )


@require_safe
@duty("registrations")
def name_plates(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Name plates for the tables, to fold, of those whom the filters leave."""
    people = _people_to_print(request, workshop)
    return pdf(
        request, workshop, lambda: printing.name_plates_pdf(people), f"name-plates-{workshop.code}"
    )


def _people_to_print(request: HttpRequest, workshop: Workshop) -> QuerySet[Registration]:
    """The people of the list's filters; where these say nothing, those who come in person.

    Who takes part online needs neither badge nor plate, unless `mode` asks for them (`online`, `all`).
    """
    people = chosen_people(request, workshop).filter(erased_at=None).select_related("workshop")
    if number := as_positive_int(request.GET.get("person", "")):
        return people.filter(pk=number)
    if not request.GET.get("state"):
        people = people.coming()
    if not request.GET.get("mode"):
        people = people.filter(mode="in_person")
    return people


@require_safe
@duty("registrations")
def certificate_archive(request: HttpRequest, workshop: Workshop, form: str) -> HttpResponse:
    """All valid certificates: in a zip, each named after its person, or as one PDF to print.

    Many are put together by a worker first, for which the page has a button.
    """
    if form not in CertificatePack.Form.values:
        raise Http404(_("There is no such file."))
    rows = certificate_packs.rows_of(workshop)
    page_url = address("workshops:certificates", workshop)
    if not rows:
        messages.error(request, _("No certificate is made yet."))
        return redirect(page_url)
    file: IO[bytes]
    if len(rows) <= certificate_packs.AT_ONCE:
        file = certificate_packs.put_together(rows, form)
    elif pack := certificate_packs.ready(workshop, form, rows):
        file = default_storage.open(pack.stored, "rb")
    else:
        messages.info(request, _("The file is not made yet, or certificates have changed since."))
        return redirect(page_url)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"certificates-{workshop.code}.{form}",
        content_type=f"application/{form}",
    )


@require_http_methods(READ)
@duty("registrations")
def certificates(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Who is eligible, what is issued; issue, revoke, reissue with a corrected name."""
    page_url = address("workshops:certificates", workshop)
    if request.method == "POST":
        return _certify(request, workshop, page_url)
    rows = Certificate.objects.filter(registration__workshop=workshop).select_related(
        "registration", "replaces"
    )
    stored = certificate_packs.rows_of(workshop)
    eligible = certificates_service.eligible(workshop)
    certified = {row.registration_id for row in rows if row.revoked_at is None}
    unprinted = any(
        not (row.stored or row.revoked_at or row.registration.erased_at) for row in rows
    )
    context = shared(
        request,
        workshop,
        rows=rows,
        files=[_file_of(workshop, form, stored) for form in CertificatePack.Form] if stored else [],
        eligible=len(eligible),
        missing=unprinted or any(one.registration.pk not in certified for one in eligible),
        outdated=certificates_service.outdated(workshop),
        fonts=documents.has_fonts(),
    )
    return render(request, "workshops/certificates.html", context)


def _file_of(workshop: Workshop, form: str, rows: list[Certificate]) -> dict[str, object]:
    at_once = len(rows) <= certificate_packs.AT_ONCE
    return {
        "form": form,
        "ready": at_once or certificate_packs.ready(workshop, form, rows) is not None,
    }


def _certify(request: HttpRequest, workshop: Workshop, page_url: str) -> HttpResponse:
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    act = request.POST.get("act", "")
    if act == "issue":
        return _issue(request, workshop, page_url)
    if act == "pack":
        return _put_together(request, workshop)
    certificate = Certificate.objects.filter(
        registration__workshop=workshop,
        pk=positive_int(request, "certificate"),
    ).first()
    if certificate is None:
        raise Http404(_("There is no such certificate."))
    if act == "revoke":
        return confirm.run_confirmed(
            request,
            page_url,
            Confirmation(
                question=_("Revoke the certificate of %(name)s?")
                % {"name": certificate.printed_name},
                consequences=consequences.of_certificate(certificate),
                button=_("Revoke"),
                state=[certificate.pk, certificate.revoked_at],
                reason=True,
                reason_hint=_("Everybody who checks the certificate reads it."),
            ),
            lambda: certificates_service.revoke(
                certificate=certificate, reason=request.POST.get("reason", ""), **actor_of(request)
            ),
            _("The certificate of %(name)s is revoked.") % {"name": certificate.printed_name},
        )

    if act == "renew":
        return _renew(request, certificate, page_url)

    def reissue() -> None:
        certificates_service.reissue(
            certificate=certificate, printed_name=request.POST.get("name", ""), **actor_of(request)
        )

    done = _("A new certificate is issued, and the old one points to it. The PDF is being made.")
    return run_action(request, page_url, reissue, done)


def _put_together(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Have a worker make the file, and show how far it is."""
    form = request.POST.get("form", "")
    if form not in CertificatePack.Form.values:
        raise Http404(_("There is no such file."))
    job = certificate_packs.ask(workshop, form, by=actor_of(request)["by"])
    return redirect("core:job", job.pk)


def _issue(request: HttpRequest, workshop: Workshop, page_url: str) -> HttpResponse:
    try:
        number = certificates_service.issue(workshop=workshop, **actor_of(request))
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(page_url)
    if number:
        text = ngettext(
            "%(n)s certificate is issued; its PDF is being made.",
            "%(n)s certificates are issued; their PDFs are being made.",
            number,
        )
        messages.success(request, text % {"n": numbers.number(number)})
    else:
        messages.info(request, _("No certificate is missing; none was issued."))
    return redirect(page_url)


def _renew(request: HttpRequest, certificate: Certificate, page_url: str) -> HttpResponse:
    """Replace a certificate that attendance has outrun, or revoke it where none is due."""
    try:
        new = certificates_service.renew(certificate=certificate, **actor_of(request))
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(page_url)
    if new is None:
        text = _("Certificate %(serial)s is revoked; no other is due.")
        messages.success(request, text % {"serial": certificate.serial})
    else:
        text = _("Certificate %(serial)s is replaced by %(new)s, whose PDF is being made.")
        messages.success(request, text % {"serial": certificate.serial, "new": new.serial})
    return redirect(page_url)


@require_safe
@duty("registrations")
def certificate_file(request: HttpRequest, workshop: Workshop, serial: str) -> HttpResponse:
    """The PDF of a certificate, to look at or print."""
    rows = Certificate.objects.filter(registration__workshop=workshop, serial=serial)
    certificate = rows.exclude(stored="").first()
    if certificate is None:
        raise Http404(_("There is no such certificate."))
    return FileResponse(
        default_storage.open(certificate.stored, "rb"),
        filename=f"{serial}.pdf",
        content_type="application/pdf",
    )


@require_POST
@duty("registrations")
def visa_letters(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """All visa letters that are asked for, in one PDF; every passport that is read is noted with the purpose."""
    if not access.may_read_passports(request.user, workshop):
        raise Http404(_("There is no such file."))
    page_url, actor = address("workshops:people", workshop), actor_of(request)
    requested = (
        workshop.registrations.coming().filter(visa__state=Visa.REQUESTED).exclude(passport=None)
    )
    rows = list(requested.select_related("passport", "workshop__host__area", "workshop__country"))
    if not rows:
        messages.error(request, _("No visa letter is asked for."))
        return redirect(page_url)
    language = (workshop.languages.split() or ["en"])[0]

    def make() -> bytes:
        with transaction.atomic():
            purpose = request.POST.get("reason", "")
            pack = [
                (
                    registration,
                    passports.read(passport=registration.passport, purpose=purpose, **actor),
                    visas.issue_letter(registration=registration, language=language, **actor),
                )
                for registration in rows
            ]
            return printing.visa_letters_pdf(pack, language)

    try:
        return pdf(request, workshop, make, f"visa-letters-{workshop.code}")
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(page_url)
