"""Public pages: the calendar, a workshop, registration, a person's own page, nominations, certificates."""

from __future__ import annotations

import calendar as days
from datetime import date
from itertools import groupby
from typing import Any

import orjson
import segno
from django.contrib import messages
from django.core import signing
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_http_methods, require_safe

from migration_portal.core import downloads
from migration_portal.core.build import build_mark
from migration_portal.core.errors import PortalError
from regions.models import Commission, Term
from workshops import calendars
from workshops.access import duties
from workshops.forms import NominationForm, PassportForm, RegistrationForm, TravelForm
from workshops.models import Certificate, FocalPoint, Nomination, Registration, Workshop
from workshops.models.people import FOCAL, LINK
from workshops.services import attending, nominating, registering, sealing, travelling
from workshops.states import COMING, Actor, Nom, Reg, next_moves


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _chosen(request: HttpRequest) -> Any:
    found = Workshop.objects.public().select_related("host__area", "country")
    if code := request.GET.get("commission"):
        found = found.filter(host__area__code=code) | found.filter(co_hosts__area__code=code)
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
        "weeks": _weeks(month, found) if month else [],
        "this_month": f"{today:%Y-%m}",
    }
    return render(request, "workshops/index.html", context)


def _month(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


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


def _workshop(request: HttpRequest, code: str) -> Workshop:
    found = Workshop.objects.select_related("host__area", "country").filter(code=code).first()
    if found is None or not (found.is_public or duties(request.user, found)):
        raise Http404(_("There is no such workshop."))
    return found


def _tag(request: HttpRequest, code: str) -> str | None:
    if request.user.is_authenticated or request.COOKIES.get("messages"):
        return None
    row = Workshop.objects.filter(code=code).values_list("revision", "status").first()
    return row and downloads.etag_of(
        *row, get_language(), build_mark(), timezone.localdate(), request.get_full_path()
    )


@require_safe
@gzip_page
@condition(etag_func=_tag)
def workshop(request: HttpRequest, code: str) -> HttpResponse:
    """What a workshop is, its programme by day, and how to take part; a constant number of queries."""
    found = _workshop(request, code)
    sessions = list(found.sessions.prefetch_related("studies__editions", "recommendations__texts"))
    rows = [
        (one, one.starts_at.astimezone(found.tz), one.ends_at.astimezone(found.tz))
        for one in sessions
    ]
    listed = (
        found.registrations.coming()
        .filter(listed=Registration.Listed.PUBLIC)
        .select_related("country")
    )
    context = {
        "workshop": found,
        "programme": [
            (day, list(part)) for day, part in groupby(rows, key=lambda row: row[1].date())
        ],
        "co_hosts": found.co_hosts.select_related("area"),
        "terms": found.terms.all(),
        "listed": listed if found.is_moving or found.counts else [],
        "duties": duties(request.user, found),
    }
    with timezone.override(found.tz):
        return render(request, "workshops/workshop.html", context)


@require_safe
def workshop_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The programme as a calendar file."""
    found = _workshop(request, code)
    sessions = list(found.sessions.all())
    data = (
        calendars.of_sessions(found, sessions, _base(request))
        if sessions
        else calendars.of_workshops([found], _base(request), found.title)
    )
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    return downloads.dress(response, etag=downloads.etag_of(data), filename=f"{found.code}.ics")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Open registration; the answer is the person's own page."""
    found = _workshop(request, code)
    if not found.takes_registrations:
        return render(
            request,
            "workshops/closed.html",
            {"workshop": found},
            status=409 if request.method == "POST" else 200,
        )
    form = RegistrationForm(request.POST if request.method == "POST" else None, workshop=found)
    problem, status = "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = registering.register(
                    workshop=found, values=form.values(), answers=form.answers(), at=timezone.now()
                )
            except PortalError as refused:
                problem, status = refused.message, refused.status
            else:
                return redirect(made.link())
    context = {"workshop": found, "form": form, "problem": problem}
    return render(request, "workshops/register.html", context, status=status)


def _registration(token: str) -> Registration:
    try:
        pk, secret = signing.loads(token, salt=LINK)
    except (signing.BadSignature, ValueError):
        raise Http404(_("This link is not valid.")) from None
    related = ("workshop__host__area", "workshop__country", "country", "nomination")
    found = Registration.objects.select_related(*related).filter(pk=pk, secret=secret).first()
    if found is None:
        raise Http404(_("This link is no longer valid. Ask the organisers for a new one."))
    return found


ANSWERS = {
    "confirm": Reg.CONFIRMED, "accept": Reg.ACCEPTED, "decline": Reg.DECLINED,
    "cancel": Reg.CANCELLED,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own page: where the registration stands and what they can do now."""
    found = _registration(token)
    problem, status, forms = "", 200, {}
    if request.method == "POST":
        try:
            answer = _act(request, found, forms)
        except PortalError as refused:
            problem, status = refused.message, refused.status
        else:
            if answer is not None:
                return answer
            status = 422
        found = _registration(token) if not found.erased_at else found
    return render(
        request,
        "workshops/mine.html",
        _own(found, forms) | {"problem": problem, "token": token},
        status=status,
    )


def _own(found: Registration, forms: dict[str, Any]) -> dict[str, Any]:
    moves = next_moves(found.state, Actor.PERSON)
    fills = found.state in (Reg.INVITED, Reg.RETURNED)
    accepted = found.state in COMING
    return {
        "registration": found,
        "workshop": found.workshop,
        "form": forms.get("form")
        or (RegistrationForm(instance=found, workshop=found.workshop) if fills else None),
        "travel": getattr(found, "travel", None),
        "travel_form": forms.get("travel") or (TravelForm() if accepted else None),
        "passport": getattr(found, "passport", None),
        "passport_form": forms.get("passport")
        or (PassportForm(workshop=found.workshop) if accepted else None),
        "moves": found.moves.all(),
        "answers": [name for name, new in ANSWERS.items() if new in moves],
        "position": registering.position(found),
        "certificates": found.certificates.exclude(stored=""),
        "qr": segno.make(found.code, error="m").svg_data_uri(scale=5, border=2) if accepted else "",
        "accepted": accepted,
        "open_session": accepted
        and found.workshop.sessions.filter(code_until__gte=timezone.now())
        .exclude(code="")
        .exists(),
        "reason": next((move.reason for move in found.moves.order_by("-pk") if move.reason), ""),
    }


def _act(request: HttpRequest, found: Registration, forms: dict[str, Any]) -> HttpResponse | None:
    """Do what was posted and lead back; None where a form is to be shown again."""
    act, now = request.POST.get("act", ""), timezone.now()
    if act in ANSWERS:
        registering.respond(
            registration=found,
            new=ANSWERS[act],
            at=now,
            reason=request.POST.get("reason", "")[:500],
        )
    elif act == "check_in":
        attending.check_in_self(registration=found, code=request.POST.get("code", ""), at=now)
    elif act == "erase":
        registering.erase(registration=found, at=now)
        return render(request, "workshops/erased.html", {"workshop": found.workshop})
    elif act == "data":
        data = orjson.dumps(registering.own_data(found), default=str, option=orjson.OPT_INDENT_2)
        response = HttpResponse(data, content_type="application/json")
        response.headers["Content-Disposition"] = (
            f'attachment; filename="registration-{found.code}.json"'
        )
        return response
    elif act == "listed" and request.POST.get("listed") in Registration.Listed.values:
        Registration.objects.filter(pk=found.pk).update(listed=request.POST["listed"])
    elif act in {"submit", "travel", "passport"}:
        if not _sent(request, found, forms, act, now):
            return None
    else:
        raise Http404(_("There is no such step."))
    messages.success(request, _("Saved."))
    return redirect(found.link())


def _sent(request: HttpRequest, found: Registration, forms: dict[str, Any], act: str, now) -> bool:
    if act == "submit":
        form = RegistrationForm(
            request.POST, instance=Registration.objects.get(pk=found.pk), workshop=found.workshop
        )
        forms["form"] = form
        if form.is_valid():
            registering.submit(
                registration=found, values=form.values(), answers=form.answers(), at=now
            )
    elif act == "travel":
        form = forms["travel"] = TravelForm(request.POST)
        if form.is_valid():
            travelling.request(registration=found, values=form.cleaned_data, at=now)
    else:
        form = forms["passport"] = PassportForm(request.POST, workshop=found.workshop)
        if form.is_valid():
            sealing.seal(registration=found, values=form.cleaned_data)
    return form.is_valid()


@require_safe
@never_cache
def my_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The programme for the person's calendar."""
    found = _registration(token)
    return workshop_calendar(request, found.workshop.code)


@require_safe
@never_cache
def my_certificate(request: HttpRequest, token: str, serial: str) -> HttpResponse:
    """The PDF of one's own certificate."""
    found = _registration(token)
    one = found.certificates.filter(serial=serial).exclude(stored="").first()
    if one is None:
        raise Http404(_("There is no such certificate."))
    return FileResponse(
        default_storage.open(one.stored, "rb"),
        as_attachment=True,
        filename=f"{serial}.pdf",
        content_type="application/pdf",
    )


def _point(token: str) -> FocalPoint:
    try:
        pk, email = signing.loads(token, salt=FOCAL)
    except (signing.BadSignature, ValueError):
        raise Http404(_("This link is not valid.")) from None
    found = (
        FocalPoint.objects.select_related("workshop__host__area", "country")
        .filter(pk=pk, email=email)
        .first()
    )
    if found is None:
        raise Http404(_("This link is no longer valid."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def nominate(request: HttpRequest, token: str) -> HttpResponse:
    """A focal point's page: the country's nominations with their states, and a new one."""
    point = _point(token)
    own = point.workshop.nominations.filter(country=point.country).order_by(
        "is_reserve", "rank", "pk"
    )
    chosen = own.filter(
        pk=request.GET.get("edit", "0") if request.GET.get("edit", "0").isdigit() else 0
    ).first()
    editable = chosen if chosen and chosen.state in (Nom.DRAFT, Nom.RETURNED) else None
    form = NominationForm(
        instance=editable, initial={"rank": own.count() + 1, "language": point.language}
    )
    problem, status = "", 200
    if request.method == "POST":
        try:
            form, done = _nominated(request, point, own)
        except PortalError as refused:
            problem, status = refused.message, refused.status
            form = NominationForm(request.POST)
        else:
            if done:
                messages.success(request, _("Saved."))
                return redirect(point.link())
            status = 422
    context = {"point": point, "workshop": point.workshop, "nominations": own, "form": form, "editing": editable,
               "problem": problem, "takes": point.workshop.takes_nominations,
               "replacing": own.filter(pk=_whole(request.GET.get("replace", "")), state=Nom.ACCEPTED).first()}  # fmt: skip
    return render(request, "workshops/nominate.html", context, status=status)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _nominated(request: HttpRequest, point: FocalPoint, own: Any) -> tuple[NominationForm, bool]:
    act, number = request.POST.get("act", ""), request.POST.get("nomination", "")
    chosen = own.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if act == "withdraw" and chosen:
        nominating.withdraw(nomination=chosen, at=timezone.now())
        return NominationForm(), True
    replaced = chosen if act == "substitute" else None
    draft = None if replaced else chosen
    form = NominationForm(
        request.POST, request.FILES, instance=Nomination.objects.get(pk=draft.pk) if draft else None
    )
    if not form.is_valid():
        return form, False
    if replaced:
        nominating.substitute(nomination=replaced, values=form.values(), at=timezone.now())
    else:
        nominating.nominate(
            point=point, nomination=draft, values=form.values(), note=form.cleaned_data.get("note"),
            submit=act == "submit", at=timezone.now(),
        )  # fmt: skip
    return form, True


@require_safe
def verify(request: HttpRequest, serial: str = "") -> HttpResponse:
    """Whether a certificate is valid, revoked or unknown; the name only with the person's consent."""
    wanted = (serial or request.GET.get("serial", "")).strip().upper()
    found = (
        Certificate.objects.select_related("registration__workshop__host__area")
        .filter(serial=wanted)
        .first()
        if wanted
        else None
    )
    shows = (
        bool(found)
        and found.registration.listed == Registration.Listed.PUBLIC
        and not found.registration.erased_at
    )
    context = {"serial": wanted, "certificate": found, "shows_name": shows}
    return render(
        request, "workshops/verify.html", context, status=404 if wanted and found is None else 200
    )
