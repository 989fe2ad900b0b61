"""Public pages: the calendar, a workshop, the check of certificates."""

from __future__ import annotations

import calendar as days
from datetime import MAXYEAR, date, timedelta
from itertools import groupby
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.http import downloads, limits
from core.http.build import build_mark
from core.http.response_cache import ResponseCache
from regions.hooks.panels import panels_from
from regions.models import Commission, Term
from workshops.access import duties
from workshops.documents import calendars
from workshops.models import Certificate, Material, Registration, Workshop
from workshops.models.proceedings import serial_of
from workshops.selectors.public_page import page_state, programme


def base_of(request: HttpRequest) -> str:
    """Where the reader finds this portal."""
    return f"{request.scheme}://{request.get_host()}"


def _chosen(request: HttpRequest) -> Any:
    queryset = Workshop.objects.public().select_related("host__area", "country")
    if code := request.GET.get("commission"):
        queryset = queryset.hosted_by(code)
    if code := request.GET.get("theme"):
        queryset = queryset.filter(terms__code=code)
    return queryset.distinct().order_by("starts_on", "code")


@require_safe
@gzip_page
def workshop_list(request: HttpRequest) -> HttpResponse:
    """All workshops: those to come, those held, and a month as a calendar."""
    workshops = list(_chosen(request))
    today = timezone.localdate()
    month = _month(request.GET.get("month", ""), today)
    context = {
        "coming": [workshop for workshop in workshops if workshop.ends_on >= today],
        "held": sorted(
            (workshop for workshop in workshops if workshop.ends_on < today),
            key=lambda workshop: workshop.starts_on,
            reverse=True,
        ),
        "commissions": Commission.objects.select_related("area"),
        "themes": Term.objects.themes(),
        "chosen": request.GET,
        "month": month,
        "earlier_month": f"{month - timedelta(days=1):%Y-%m}" if month else "",
        "later_month": f"{month + timedelta(days=31):%Y-%m}" if month else "",
        "weekdays": [date(2024, 1, n) for n in range(1, 8)],
        "weeks": _weeks(month, workshops) if month else [],
        "this_month": f"{today:%Y-%m}",
    }
    return render(request, "workshops/index.html", context)


def _month(text: str, today: date) -> date | None:
    """The first day of the month asked for, or of this month where that cannot be shown.

    The sheet of a month begins and ends in its neighbours, which the first and the last year lack.
    """
    if not text:
        return None
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if 1000 <= month.year < MAXYEAR else today.replace(day=1)


def _weeks(month: date, workshops: list[Workshop]) -> list[list[dict[str, Any]]]:
    weeks = days.Calendar(firstweekday=0).monthdatescalendar(month.year, month.month)
    return [
        [
            {
                "day": day,
                "inside": day.month == month.month,
                "workshops": [
                    workshop
                    for workshop in workshops
                    if workshop.starts_on <= day <= workshop.ends_on
                ],
            }
            for day in week
        ]
        for week in weeks
    ]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """All workshops as a calendar to subscribe to."""
    data = calendars.of_workshops(_chosen(request), base_of(request), _("Workshops"))
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    return downloads.dress(response, etag=downloads.etag_of(data), filename="workshops.ics")


def shown_workshop(request: HttpRequest, code: str) -> Workshop:
    """A public workshop, or one that the reader works on. Raises Http404."""
    workshop = Workshop.objects.select_related("host__area", "country").filter(code=code).first()
    if workshop is None or not (workshop.is_public or duties(request.user, workshop)):
        raise Http404(_("There is no such workshop."))
    return workshop


_page_cache = ResponseCache(most=64, largest=256 * 1024)
"""Public pages of workshops as visitors get them, by their validator."""


def _tag(request: HttpRequest, code: str) -> str | None:
    """The validator of a page that is the same for every visitor; None for who may see more."""
    if request.user.is_authenticated or request.COOKIES.get("messages"):
        return None
    state = page_state(code)
    address = (base_of(request), request.get_full_path(), get_language(), build_mark())
    return state and downloads.etag_of(*state, *address)


@require_safe
@gzip_page
def workshop(request: HttpRequest, code: str) -> HttpResponse:
    """What a workshop is, its programme by day, and how to take part.

    Made once for all visitors until something on it changes; never kept for who is signed in.
    """
    tag = _tag(request, code)
    if tag is None:
        return _workshop_page(request, code)
    if not_modified := downloads.not_modified(request, tag):
        return not_modified
    body = _page_cache.get(tag)
    if body is None:
        body = _workshop_page(request, code).content
        # Not kept when it changed while it was made.
        if _tag(request, code) == tag:
            _page_cache.put(tag, body)
    return downloads.dress(HttpResponse(body), etag=tag)


def _workshop_page(request: HttpRequest, code: str) -> HttpResponse:
    workshop = shown_workshop(request, code)
    rows = [
        (
            session,
            session.starts_at.astimezone(workshop.tz),
            session.ends_at.astimezone(workshop.tz),
        )
        for session in programme(workshop)
    ]
    day = timezone.localdate(timezone=workshop.tz)
    listed = workshop.registrations.listed_for("public", on=day).select_related("country")
    context = {
        "workshop": workshop,
        "programme": [
            (day, list(part)) for day, part in groupby(rows, key=lambda row: row[1].date())
        ],
        "co_hosts": workshop.co_hosts.select_related("area"),
        "terms": workshop.terms.all(),
        "listed": listed if workshop.is_moving or workshop.counts else [],
        "duties": duties(request.user, workshop),
        "panels": panels_from("WORKSHOP_PANELS", workshop),
    }
    with timezone.override(workshop.tz):
        return render(request, "workshops/workshop.html", context)


@require_safe
def material(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A document of a session."""
    workshop = shown_workshop(request, code)
    document = Material.objects.filter(session__workshop=workshop, pk=pk).exclude(stored="").first()
    if document is None:
        raise Http404(_("There is no such document."))
    return FileResponse(
        default_storage.open(document.stored, "rb"),
        as_attachment=True,
        filename=document.filename,
        content_type=document.media_type,
    )


@require_safe
def workshop_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The programme as a calendar file."""
    workshop = shown_workshop(request, code)
    data = calendars.of_workshop(workshop, base_of(request))
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    return downloads.dress(response, etag=downloads.etag_of(data), filename=f"{workshop.code}.ics")


@require_safe
def verify(request: HttpRequest, serial: str = "") -> HttpResponse:
    """Whether a certificate is valid, revoked or unknown; the name only with the person's consent."""
    typed = (serial or request.GET.get("serial", "")).strip()
    serial_asked = serial_of(typed)
    if serial_asked:
        limits.check_guesses(request, "verify")
    certificate = (
        Certificate.objects.select_related(
            "registration__workshop__host__area", "replaces", "replaced_by"
        )
        .filter(serial=serial_asked)
        .first()
        if serial_asked
        else None
    )
    if serial_asked and certificate is None:
        limits.count_wrong_guess(request, "verify")
    shows = (
        bool(certificate)
        and certificate.registration.listed == Registration.Listed.PUBLIC
        and (certificate.registration.listed_until or timezone.localdate()) >= timezone.localdate()
        and not certificate.registration.erased_at
    )
    context = {
        "serial": certificate.serial if certificate else typed[:40],
        "certificate": certificate,
        "shows_name": shows,
    }
    return render(
        request,
        "workshops/verify.html",
        context,
        status=404 if typed and certificate is None else 200,
    )
