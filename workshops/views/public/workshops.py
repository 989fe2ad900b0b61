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

from core.http import downloads
from core.http.build import build_mark
from core.http.response_cache import ResponseCache
from regions.hooks.panels import panels_from
from regions.models import Commission, Term
from workshops.access import duties
from workshops.documents import calendars
from workshops.models import Certificate, Material, Registration, Workshop
from workshops.selectors.public_page import page_state, programme


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _chosen(request: HttpRequest) -> Any:
    found = Workshop.objects.public().select_related("host__area", "country")
    if code := request.GET.get("commission"):
        found = found.hosted_by(code)
    if code := request.GET.get("theme"):
        found = found.filter(terms__code=code)
    return found.distinct().order_by("starts_on", "code")


@require_safe
@gzip_page
def index(request: HttpRequest) -> HttpResponse:
    """All workshops: those to come, those held, and a month as a calendar."""
    found = list(_chosen(request))
    today = timezone.localdate()
    month = _month(request.GET.get("month", ""), today)
    context = {
        "coming": [one for one in found if one.ends_on >= today],
        "held": sorted(
            (one for one in found if one.ends_on < today),
            key=lambda one: one.starts_on,
            reverse=True,
        ),
        "commissions": Commission.objects.select_related("area"),
        "themes": Term.objects.themes(),
        "chosen": request.GET,
        "month": month,
        "earlier_month": f"{month - timedelta(days=1):%Y-%m}" if month else "",
        "later_month": f"{month + timedelta(days=31):%Y-%m}" if month else "",
        "weekdays": [date(2024, 1, n) for n in range(1, 8)],
        "weeks": _weeks(month, found) if month else [],
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


def _weeks(month: date, found: list[Workshop]) -> list[list[dict[str, Any]]]:
    weeks = days.Calendar(firstweekday=0).monthdatescalendar(month.year, month.month)
    return [
        [
            {
                "day": day,
                "inside": day.month == month.month,
                "workshops": [one for one in found if one.starts_on <= day <= one.ends_on],
            }
            for day in week
        ]
        for week in weeks
    ]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """All workshops as a calendar to subscribe to."""
    data = calendars.of_workshops(_chosen(request), _base(request), _("Workshops"))
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    return downloads.dress(response, etag=downloads.etag_of(data), filename="workshops.ics")


def shown_workshop(request: HttpRequest, code: str) -> Workshop:
    """A public workshop, or one that the reader works on. Raises Http404."""
    found = Workshop.objects.select_related("host__area", "country").filter(code=code).first()
    if found is None or not (found.is_public or duties(request.user, found)):
        raise Http404(_("There is no such workshop."))
    return found


_kept = ResponseCache(most=64, largest=256 * 1024)
"""Public pages of workshops as visitors get them, by their validator."""


def _tag(request: HttpRequest, code: str) -> str | None:
    """The validator of a page that is the same for every visitor; None for who may see more."""
    if request.user.is_authenticated or request.COOKIES.get("messages"):
        return None
    state = page_state(code)
    address = (_base(request), request.get_full_path(), get_language(), build_mark())
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
    if same := downloads.not_modified(request, tag):
        return same
    body = _kept.get(tag)
    if body is None:
        body = _workshop_page(request, code).content
        # Not kept when it changed while it was made.
        if _tag(request, code) == tag:
            _kept.put(tag, body)
    return downloads.dress(HttpResponse(body), etag=tag)


def _workshop_page(request: HttpRequest, code: str) -> HttpResponse:
    found = shown_workshop(request, code)
    rows = [
        (one, one.starts_at.astimezone(found.tz), one.ends_at.astimezone(found.tz))
        for one in programme(found)
    ]
    day = timezone.localdate(timezone=found.tz)
    listed = found.registrations.listed_for("public", on=day).select_related("country")
    context = {
        "workshop": found,
        "programme": [
            (day, list(part)) for day, part in groupby(rows, key=lambda row: row[1].date())
        ],
        "co_hosts": found.co_hosts.select_related("area"),
        "terms": found.terms.all(),
        "listed": listed if found.is_moving or found.counts else [],
        "duties": duties(request.user, found),
        "panels": panels_from("WORKSHOP_PANELS", found),
    }
    with timezone.override(found.tz):
        return render(request, "workshops/workshop.html", context)


@require_safe
def material(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A document of a session."""
    found = shown_workshop(request, code)
    one = Material.objects.filter(session__workshop=found, pk=pk).exclude(stored="").first()
    if one is None:
        raise Http404(_("There is no such document."))
    return FileResponse(
        default_storage.open(one.stored, "rb"),
        as_attachment=True,
        filename=one.filename,
        content_type=one.media_type,
    )


@require_safe
def workshop_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The programme as a calendar file."""
    found = shown_workshop(request, code)
    sessions = list(found.sessions.all())
    data = (
        calendars.of_sessions(found, sessions, _base(request))
        if sessions
        else calendars.of_workshops([found], _base(request), found.title)
    )
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    return downloads.dress(response, etag=downloads.etag_of(data), filename=f"{found.code}.ics")


@require_safe
def verify(request: HttpRequest, serial: str = "") -> HttpResponse:
    """Whether a certificate is valid, revoked or unknown; the name only with the person's consent."""
    wanted = (serial or request.GET.get("serial", "")).strip().upper()
    found = (
        Certificate.objects.select_related(
            "registration__workshop__host__area", "replaces", "replaced_by"
        )
        .filter(serial=wanted)
        .first()
        if wanted
        else None
    )
    shows = (
        bool(found)
        and found.registration.listed == Registration.Listed.PUBLIC
        and (found.registration.listed_until or timezone.localdate()) >= timezone.localdate()
        and not found.registration.erased_at
    )
    context = {"serial": wanted, "certificate": found, "shows_name": shows}
    return render(
        request, "workshops/verify.html", context, status=404 if wanted and found is None else 200
    )
