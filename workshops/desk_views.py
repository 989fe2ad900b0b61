"""The organisers' desk: planning, registrations, nominations, attendance, certificates, mail, statistics."""

from __future__ import annotations

import secrets
from collections import Counter
from functools import wraps
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from migration_portal.core import downloads
from migration_portal.core.errors import PortalError
from migration_portal.core.tables import Column, Table
from regions.selectors import sort_key
from workshops import access, printing
from workshops.forms import (
    FocalPointForm,
    QuestionForm,
    RegistrationForm,
    SessionForm,
    WorkshopForm,
)
from workshops.importing import COLUMNS, People, read_people
from workshops.models import (
    Attendance,
    Certificate,
    Mail,
    Nomination,
    Registration,
    Session,
    TravelRequest,
    Workshop,
    WorkshopRole,
)
from workshops.services import (
    attending,
    certifying,
    mailing,
    nominating,
    planning,
    registering,
    sealing,
    travelling,
)
from workshops.states import COMING, Actor, Nom, Reg, next_moves, next_statuses

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = 50
READ = ["GET", "HEAD", "POST"]


def duty(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Signed in, and with the duty in the workshop; to all others its desk does not exist."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
            found = (
                Workshop.objects.select_related("host__area", "country").filter(code=code).first()
            )
            if found is None or not access.may(request.user, found, name):
                raise Http404(_("There is no such workshop."))
            return view(request, found, *args, **kwargs)

        return checked

    return wrap


def _deed(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _shared(request: HttpRequest, workshop: Workshop, **more: Any) -> dict[str, Any]:
    return {"workshop": workshop, "duties": access.duties(request.user, workshop), **more}


def _back(
    request: HttpRequest, address: str, act: Callable[[], Any], done: str = ""
) -> HttpResponse:
    """Do it, say what came of it, and lead back; a refusal is told on the page one comes from."""
    try:
        act()
    except PortalError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, done or _("Saved."))
    return redirect(address)


def _at(name: str, workshop: Workshop, *args: Any) -> str:
    return reverse(f"workshops:{name}", args=[workshop.code, *args])


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The workshops one works on, with what waits for a decision."""
    found = (
        Workshop.objects.run_by(request.user).select_related("host__area").order_by("-starts_on")
    )
    hosted = access.hosted_commissions(request.user)
    if not found and not hosted:
        raise PermissionDenied(_("This account organises no workshop. Ask an administrator."))
    waiting = Count("registrations", filter=Q(registrations__state=Reg.PENDING), distinct=True)
    nominated = Count("nominations", filter=Q(nominations__state=Nom.SUBMITTED), distinct=True)
    seated = Count("registrations", filter=Q(registrations__state__in=COMING), distinct=True)
    rows = found.annotate(waiting=waiting, nominated=nominated, seated=seated)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "workshops/desk.html", {"page": page, "may_add": hosted.exists()})


@require_http_methods(READ)
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A draft."""
    hosted = access.hosted_commissions(request.user)
    if not hosted:
        raise PermissionDenied(_("This account may not set up workshops. Ask an administrator."))
    form = WorkshopForm(request.POST if request.method == "POST" else None, allowed=hosted)
    if form.is_bound and form.is_valid():
        made = planning.create(values=form.values(), **_deed(request))
        messages.success(request, _("The draft is made."))
        return redirect(_at("manage", made))
    return render(
        request, "workshops/edit.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_safe
@duty("statistics")
def manage(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """What needs a decision today, seats, and the ways to everything else."""
    states = Counter(workshop.registrations.values_list("state", flat=True))
    context = _shared(
        request, workshop,
        held=registering.taken(workshop),
        states=[(label, states[code]) for code, label in Reg.choices if states[code]],
        pending=workshop.registrations.filter(state=Reg.PENDING).select_related("country")[:10],
        nominations=workshop.nominations.filter(state=Nom.SUBMITTED).select_related("country")[:10],
        travel=TravelRequest.objects.filter(registration__workshop=workshop, state="requested").select_related("registration__country")[:10],
        following=next_statuses(workshop.status),
        events=workshop.events.select_related("by")[:12],
        sessions=workshop.sessions.all(),
        women=workshop.registrations.seated().counted().filter(gender="woman").count(),
    )  # fmt: skip
    with timezone.override(workshop.tz):
        return render(request, "workshops/manage.html", context)


@require_http_methods(READ)
@duty("plan")
def edit(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The workshop's fields."""
    allowed = access.hosted_commissions(request.user) | type(workshop.host).objects.filter(
        pk=workshop.host_id
    )
    data = request.POST if request.method == "POST" else None
    form = WorkshopForm(
        data, instance=Workshop.objects.get(pk=workshop.pk), allowed=allowed.distinct()
    )
    problem, status = "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                revision = form.cleaned_data["revision"] or 0
                planning.save(
                    workshop=workshop, revision=revision, values=form.values(), **_deed(request)
                )
            except PortalError as refused:
                problem, status = refused.message, refused.status
            else:
                messages.success(request, _("Saved."))
                return redirect(_at("manage", Workshop.objects.get(pk=workshop.pk)))
    return render(
        request,
        "workshops/edit.html",
        _shared(request, workshop, form=form, problem=problem),
        status=status,
    )


@require_POST
@duty("plan")
def status(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The next status."""
    new, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    return _back(
        request, _at("manage", workshop),
        lambda: planning.set_status(workshop=workshop, new=new, reason=reason, **_deed(request)),
    )  # fmt: skip


@require_POST
@duty("plan")
def copy(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The start of the next workshop."""
    from datetime import date  # noqa: PLC0415

    code = request.POST.get("code", "").strip().lower()
    try:
        first = date.fromisoformat(request.POST.get("first_day", ""))
    except ValueError:
        messages.error(request, _("Write the first day as 2026-01-31."))
        return redirect(_at("manage", workshop))
    if (
        not code
        or Workshop.objects.filter(code=code).exists()
        or not code.replace("-", "").isalnum()
    ):
        messages.error(
            request, _("Give a code of letters, digits and hyphens that no other workshop has.")
        )
        return redirect(_at("manage", workshop))
    made = planning.copy(workshop=workshop, code=code, first_day=first, **_deed(request))
    messages.success(request, _("The copy is a draft."))
    return redirect(_at("edit", made))


@require_http_methods(READ)
@duty("plan")
def session(request: HttpRequest, workshop: Workshop, pk: int | None = None) -> HttpResponse:
    """A part of the programme."""
    found = workshop.sessions.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Http404(_("There is no such session."))
    with timezone.override(workshop.tz):
        return _session_form(request, workshop, found)


def _session_form(request: HttpRequest, workshop: Workshop, found: Session | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, instance=found, workshop=workshop)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in SessionForm.Meta.fields}
        stored = workshop.sessions.get(pk=found.pk) if found else None
        planning.save_session(workshop=workshop, session=stored, values=values, **_deed(request))
        messages.success(request, _("Saved."))
        return redirect(_at("manage", workshop))
    context = _shared(request, workshop, form=form, session=found)
    return render(request, "workshops/session.html", context, status=422 if form.is_bound else 200)


@require_POST
@duty("plan")
def remove_session(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Take a part of the programme out."""
    found = _session(workshop, pk)
    return _back(
        request,
        _at("manage", workshop),
        lambda: planning.remove_session(session=found, **_deed(request)),
    )


def _session(workshop: Workshop, pk: int) -> Session:
    found = workshop.sessions.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such session."))
    return found


FILTERS = {
    "state": "state",
    "mode": "mode",
    "gender": "gender",
    "country": "country__code",
    "stakeholder": "stakeholder",
}


def _people(request: HttpRequest, workshop: Workshop) -> Any:
    found = workshop.registrations.select_related("country", "nomination").order_by(
        "family", "given", "pk"
    )
    for name, path in FILTERS.items():
        if value := request.GET.get(name):
            found = found.filter(**{path: value})
    if text := request.GET.get("q", "").strip():
        found = found.filter(
            Q(family__icontains=text)
            | Q(given__icontains=text)
            | Q(email__icontains=text)
            | Q(organisation__icontains=text)
        )
    return found


@require_http_methods(READ)
@duty("registrations")
def people(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Participants with filters; moves for many at once, each checked on its own."""
    if request.method == "POST":
        return _bulk(request, workshop)
    page = Paginator(_people(request, workshop), PAGE).get_page(request.GET.get("page"))
    context = _shared(
        request, workshop, page=page, states=Reg.choices, chosen=request.GET,
        moves=[(code, Reg(code).label) for code in (Reg.ACCEPTED, Reg.WAITLISTED, Reg.REJECTED, Reg.RETURNED, Reg.DROPPED, Reg.CONFIRMED)],
        waiting=list(registering.waiting(workshop).select_related("country")[:30]),
    )  # fmt: skip
    return render(request, "workshops/people.html", context)


def _bulk(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    numbers = [
        int(one) for one in request.POST.getlist("person") if one.isascii() and one.isdigit()
    ]
    new, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    done, problems = 0, []
    for one in workshop.registrations.filter(pk__in=numbers).order_by("created_at", "pk"):
        try:
            registering.decide(registration=one, new=new, reason=reason, **_deed(request))
            done += 1
        except (PortalError, ValueError) as problem:
            problems.append(f"{one}: {getattr(problem, 'message', problem)}")
    if done:
        messages.success(request, _("%(n)s moved.") % {"n": done})
    for text in problems[:10]:
        messages.error(request, text)
    if not numbers:
        messages.error(request, _("Choose at least one person."))
    return redirect(request.get_full_path())


@require_http_methods(READ)
@duty("registrations")
def person(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One registration: every field, every move, what may be done now."""
    found = workshop.registrations.select_related("country", "nomination").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such registration."))
    here = _at("person", workshop, pk)
    if request.method == "POST":
        return _act_on(request, workshop, found, here)
    context = _shared(
        request, workshop, registration=found, moves=found.moves.select_related("by"),
        following=next_moves(found.state, Actor.ORGANISER), answers=found.answers.select_related("question"),
        mails=found.mails.all(), travel=getattr(found, "travel", None), passport=getattr(found, "passport", None),
        travel_following=_travel_following(found), certificates=found.certificates.all(),
        position=registering.position(found), alike=registering.alike(found), may_read_passport=request.user.has_perm("workshops.read_passport"),
        readings=found.passport_readings.select_related("by"),
        attendance=Attendance.objects.filter(registration=found).select_related("session").prefetch_related("changes"),
    )  # fmt: skip
    return render(request, "workshops/person.html", context)


def _travel_following(found: Registration) -> list[tuple[str, str]]:
    from workshops.states import TRAVEL, Travel  # noqa: PLC0415

    travel = getattr(found, "travel", None)
    return [(one.value, one.label) for one in TRAVEL[Travel(travel.state)]] if travel else []


def _act_on(
    request: HttpRequest, workshop: Workshop, found: Registration, here: str
) -> HttpResponse:
    act, reason, deed = request.POST.get("act", ""), request.POST.get("reason", ""), _deed(request)
    if act == "link":
        return _back(request, here, lambda: registering.new_link(found), _("A new link is sent."))
    if act == "travel" and getattr(found, "travel", None):
        new = request.POST.get("to", "")
        return _back(
            request,
            here,
            lambda: travelling.decide(travel=found.travel, new=new, reason=reason, **deed),
        )
    if act == "erase":
        return _back(
            request, here, lambda: registering.erase(registration=found, at=timezone.now())
        )
    if act == "letter":
        return _letter(request, found, here)
    new = request.POST.get("to", "")
    if new not in Reg.values:
        raise Http404(_("There is no such step."))
    return _back(
        request,
        here,
        lambda: registering.decide(registration=found, new=new, reason=reason, **deed),
    )


def _letter(request: HttpRequest, found: Registration, here: str) -> HttpResponse:
    """The visa letter; it opens the sealed data, so it needs their permission and a purpose."""
    passport = getattr(found, "passport", None)
    if passport is None or not request.user.has_perm("workshops.read_passport"):
        raise Http404(_("There is no such passport."))
    if not printing.has_fonts():
        messages.error(request, _("PDFs cannot be made here: the fonts are missing (make assets)."))
        return redirect(here)
    try:
        data = sealing.read(
            passport=passport, purpose=request.POST.get("reason", ""), **_deed(request)
        )
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(here)
    number = f"{found.workshop.code}-{found.pk}"
    response = HttpResponse(
        printing.visa_letter_pdf(found, data, number), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="visa-letter-{found.pk}.pdf"'
    return response


@require_http_methods(READ)
@duty("registrations")
def enter(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite a person, or enter one who registered on paper."""
    form = RegistrationForm(request.POST if request.method == "POST" else None, workshop=workshop)
    form.fields["consent"].required = False
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("act") == "invite":
                values = {k: v for k, v in form.values().items() if k in nominating.PERSONAL}
                made = registering.invite(workshop=workshop, values=values, **_deed(request))
            else:
                made = registering.register(
                    workshop=workshop,
                    values=form.values(),
                    answers=form.answers(),
                    actor=Actor.ORGANISER,
                    **_deed(request),
                )
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(request, _("Saved."))
            return redirect(_at("person", workshop, made.pk))
    context = _shared(request, workshop, form=form, problem=problem)
    return render(request, "workshops/enter.html", context, status=422 if form.is_bound else 200)


@require_http_methods(READ)
@duty("registrations")
def nominations(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Nominations by country with what may be decided, and focal points with their links."""
    form = FocalPointForm(request.POST if request.POST.get("act") == "focal" else None)
    if request.method == "POST":
        if request.POST.get("act") == "focal":
            if form.is_valid():
                return _back(
                    request, _at("nominations", workshop),
                    lambda: nominating.add_focal_point(workshop=workshop, values=form.cleaned_data, **_deed(request)),
                )  # fmt: skip
        else:
            return _decide_nomination(request, workshop)
    rows = list(workshop.nominations.select_related("country", "focal_point"))
    rows.sort(
        key=lambda one: (
            sort_key(one.country.name) if one.country else "",
            one.is_reserve,
            one.rank,
        )
    )
    context = _shared(
        request, workshop, form=form, points=workshop.focal_points.select_related("country"),
        rows=[(one, [(new.value, new.label) for new in sorted(_nomination_moves(one))]) for one in rows],
    )  # fmt: skip
    return render(
        request, "workshops/nominations.html", context, status=422 if form.is_bound else 200
    )


def _nomination_moves(one: Nomination) -> set[Nom]:
    from workshops.states import NOMINATION  # noqa: PLC0415

    return set(NOMINATION[Nom(one.state)]) & {Nom.RETURNED, Nom.ACCEPTED, Nom.RESERVE, Nom.DECLINED}


def _decide_nomination(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    number = request.POST.get("nomination", "")
    found = (
        workshop.nominations.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit()
        else None
    )
    new = request.POST.get("to", "")
    if found is None or new not in Nom.values:
        raise Http404(_("There is no such nomination."))
    return _back(
        request, _at("nominations", workshop),
        lambda: nominating.decide(nomination=found, new=new, reason=request.POST.get("reason", ""), **_deed(request)),
    )  # fmt: skip


@require_safe
@duty("registrations")
def note(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The note verbale of a nomination."""
    found = workshop.nominations.filter(pk=pk).exclude(note_stored="").first()
    if found is None:
        raise Http404(_("There is no such note."))
    return FileResponse(
        default_storage.open(found.note_stored, "rb"),
        as_attachment=True,
        filename=found.note_filename,
        content_type=found.note_type,
    )


@require_http_methods(READ)
@duty("attendance")
def attendance(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The grid of people and sessions: tick, correct, upload a platform's list, open a code."""
    here = _at("attendance", workshop)
    if request.method == "POST":
        return _record(request, workshop, here)
    context = _shared(
        request, workshop, rows=attending.grid(workshop), sessions=workshop.sessions.all(), now=timezone.now(),
        kinds=Attendance.Kind.choices,
    )  # fmt: skip
    with timezone.override(workshop.tz):
        return render(request, "workshops/attendance.html", context)


def _record(request: HttpRequest, workshop: Workshop, here: str) -> HttpResponse:
    act = request.POST.get("act", "")
    number = request.POST.get("session", "")
    chosen = _session(workshop, int(number) if number.isascii() and number.isdigit() else 0)
    if act == "code":
        return _back(
            request,
            _at("screen", workshop, chosen.pk),
            lambda: attending.open_code(session=chosen, at=timezone.now()),
        )
    if act == "log":
        upload = request.FILES.get("file")
        if upload is None or upload.size > 5_000_000:
            messages.error(request, _("Choose a CSV of at most 5 MB."))
            return redirect(here)
        try:
            read = attending.record_log(session=chosen, data=upload.read(), **_deed(request))
        except PortalError as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, _("%(n)s people recorded.") % {"n": len(read.minutes)})
            for row, text in read.problems[:10]:
                messages.warning(request, _("Row %(row)s: %(text)s") % {"row": row, "text": text})
        return redirect(here)
    return _tick(request, workshop, chosen, here)


def _tick(request: HttpRequest, workshop: Workshop, chosen: Session, here: str) -> HttpResponse:
    """The column of a session as ticked; who was there and is not any more becomes absent, with a trail."""
    wanted = {int(one) for one in request.POST.getlist("there") if one.isascii() and one.isdigit()}
    there = set(
        chosen.attendances.filter(kind__in=attending.THERE).values_list("registration", flat=True)
    )
    people = workshop.registrations.filter(state__in=(*COMING, Reg.NO_SHOW))
    for one in people.filter(pk__in=wanted ^ there):
        kind = Attendance.Kind.PRESENT if one.pk in wanted else Attendance.Kind.ABSENT
        attending.record(
            registration=one,
            session=chosen,
            kind=kind,
            method=Attendance.Method.SHEET,
            **_deed(request),
        )
    messages.success(request, _("Saved."))
    return redirect(here)


@require_safe
@duty("attendance")
def screen(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The code for self check-in, large, to show in the room."""
    found = _session(workshop, pk)
    valid = found.code_until and found.code_until >= timezone.now()
    return render(
        request, "workshops/screen.html", _shared(request, workshop, session=found, valid=valid)
    )


@require_safe
@duty("attendance")
def scan(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The desk's page: the camera or the keyboard reads codes, which wait through a lost connection."""
    found = _session(workshop, pk)
    response = render(request, "workshops/scan.html", _shared(request, workshop, session=found))
    response.headers["Permissions-Policy"] = (
        "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    )
    return response


@require_POST
@duty("attendance")
def scanned(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Codes read at the desk: a list of {key, code}; each is answered, a repeated key changes nothing."""
    found = _session(workshop, pk)
    try:
        given = orjson.loads(request.body)
        rows = [(str(one["key"])[:60], str(one["code"])[:40]) for one in given][:500]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return JsonResponse({"problem": _("This is not a list of codes.")}, status=400)
    answers = []
    for key, code in rows:
        try:
            one = attending.check_in(code=code, session=found, key=key, **_deed(request))
            answers.append({"key": key, "name": one.registration.badge_name, "good": True})
        except PortalError as problem:
            answers.append({"key": key, "problem": problem.message, "good": False})
    return JsonResponse({"results": answers})


@require_safe
@duty("attendance")
def sheet(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """A sign-in sheet as PDF."""
    found = _session(workshop, pk)
    people = workshop.registrations.coming().select_related("country").order_by("family", "given")
    language = (workshop.languages.split() or ["en"])[0]
    return _pdf(
        request,
        workshop,
        lambda: printing.sheet_pdf(workshop, found, people, language),
        f"sheet-{found.pk}",
    )


@require_safe
@duty("registrations")
def badges(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Badges of all who come, as PDF."""
    people = workshop.registrations.coming().select_related("country").order_by("family", "given")
    return _pdf(
        request, workshop, lambda: printing.badges_pdf(workshop, people), f"badges-{workshop.code}"
    )


def _pdf(
    request: HttpRequest, workshop: Workshop, make: Callable[[], bytes], name: str
) -> HttpResponse:
    if not printing.has_fonts():
        messages.error(request, _("PDFs cannot be made here: the fonts are missing (make assets)."))
        return redirect(_at("manage", workshop))
    response = HttpResponse(make(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@require_http_methods(READ)
@duty("registrations")
def certificates(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Who is eligible, what is issued; issue, revoke, reissue with a corrected name."""
    here = _at("certificates", workshop)
    if request.method == "POST":
        return _certify(request, workshop, here)
    rows = Certificate.objects.filter(registration__workshop=workshop).select_related(
        "registration", "replaces"
    )
    context = _shared(
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
            certifying.issue(workshop=workshop, **_deed(request))
            _ask_for_pdfs()

        return _back(request, here, issue, _("Issued. The PDFs are being made."))
    one = Certificate.objects.filter(
        registration__workshop=workshop,
        pk=int(number) if number.isascii() and number.isdigit() else 0,
    ).first()
    if one is None:
        raise Http404(_("There is no such certificate."))
    if act == "revoke":
        reason = request.POST.get("reason", "")
        return _back(
            request,
            here,
            lambda: certifying.revoke(certificate=one, reason=reason, **_deed(request)),
        )

    def reissue() -> None:
        certifying.reissue(
            certificate=one, printed_name=request.POST.get("name", ""), **_deed(request)
        )
        _ask_for_pdfs()

    return _back(request, here, reissue)


def _ask_for_pdfs() -> None:
    from workshops.tasks import print_certificates  # noqa: PLC0415

    print_certificates.delay()


@require_http_methods(READ)
@duty("registrations")
def mail(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Every letter with its state, and one to many people."""
    here = _at("mail", workshop)
    if request.method == "POST":
        subject, body = (
            request.POST.get("subject", "").strip(),
            request.POST.get("body", "").strip(),
        )
        chosen = [one for one in request.POST.getlist("state") if one in Reg.values]
        if not subject or not body or not chosen:
            messages.error(request, _("A letter needs a subject, a text and at least one state."))
            return redirect(here)
        people = workshop.registrations.filter(state__in=chosen, erased_at=None).select_related(
            "workshop"
        )
        if request.POST.get("act") == "preview":
            sample = people.first()
            context = _shared(
                request, workshop, preview=mailing.filled(body, sample) if sample else body, subject=subject, body=body, chosen=chosen,
                count=people.count(), states=Reg.choices, kept=not settings.EMAIL_HOST, key=request.POST.get("key", ""),
                page=Paginator(workshop.mails.all(), PAGE).get_page(1),
            )  # fmt: skip
            return render(request, "workshops/mail.html", context)
        key = request.POST.get("key", "")[:40] or f"{timezone.now():%Y%m%d%H%M%S}"
        made = mailing.bulk(
            people, subject=subject, body=body, key=f"{workshop.pk}-{key}", at=timezone.now()
        )
        messages.success(request, _("%(n)s letters are written.") % {"n": made})
        return redirect(here)
    page = Paginator(workshop.mails.all(), PAGE).get_page(request.GET.get("page"))
    context = _shared(
        request,
        workshop,
        page=page,
        states=Reg.choices,
        kept=not settings.EMAIL_HOST,
        key=f"{timezone.now():%Y%m%d%H%M%S%f}",
    )
    return render(request, "workshops/mail.html", context)


@require_safe
@duty("registrations")
def letter(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One letter as it was written."""
    found = Mail.objects.filter(workshop=workshop, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such letter."))
    return render(request, "workshops/letter.html", _shared(request, workshop, mail=found))


@require_safe
@duty("statistics")
def statistics(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Gender, stakeholder, country and first-timers of those who come, and what they need; staff left out."""
    people = workshop.registrations.coming().counted()
    cross = Counter(
        (row[0].startswith("gov_"), row[0], row[1])
        for row in people.values_list("stakeholder", "gender")
    )
    genders = Registration.Gender.choices
    labels = dict(Registration._meta.get_field("stakeholder").choices)
    kinds = sorted({key[1] for key in cross}, key=list(labels).index)
    table = [
        (labels[kind], [cross[kind.startswith("gov_"), kind, code] for code, _label in genders])
        for kind in kinds
    ]
    by_country = Counter(
        one.name for one in (r.country for r in people.select_related("country")) if one
    )
    context = _shared(
        request, workshop, genders=genders, table=[(label, cells, sum(cells)) for label, cells in table], total=people.count(),
        countries=sorted(by_country.items(), key=lambda row: (-row[1], sort_key(row[0]))),
        first=people.filter(first_time=True).count(),
        interpretation=Counter(people.exclude(interpretation="").values_list("interpretation", flat=True)).most_common(),
        needs=people.exclude(access_needs="", diet="") if access.may(request.user, workshop, "registrations") else [],
    )  # fmt: skip
    return render(request, "workshops/statistics.html", context)


@require_safe
@duty("registrations")
def table(request: HttpRequest, workshop: Workshop, extension: str) -> HttpResponse:
    """The list of participants in UN order: by country, head of delegation first, then family name."""
    if extension not in ("csv", "xlsx"):
        raise Http404(_("There is no such file."))
    heads = {"head": 0, "alternate": 1, "adviser": 2}
    rows = sorted(
        _people(request, workshop),
        key=lambda one: (
            sort_key(one.country.name) if one.country else "\uffff",
            heads.get(one.nomination.capacity, 3) if one.nomination else 3,
            sort_key(one.family),
        ),
    )
    columns = (
        "country",
        "title",
        "given",
        "family",
        "position",
        "organisation",
        "stakeholder",
        "gender",
        "email",
        "mode",
        "state",
        "interpretation",
    )
    made = Table(
        title=workshop.title,
        columns=tuple(Column(name, str(_(name))) for name in columns),
        rows=tuple(
            (one.country.name if one.country else "", one.title, one.given, one.family, one.position, one.organisation,
             one.get_stakeholder_display(), one.get_gender_display(), one.email, one.get_mode_display(), one.get_state_display(), one.interpretation)
            for one in rows
        ),
    )  # fmt: skip
    answer = downloads.table_response(
        request,
        made,
        extension=extension,
        filename=f"participants-{workshop.code}.{extension}",
        etag=downloads.etag_of(made.rows),
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(READ)
@duty("plan")
def setup(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Extra questions, seats of groups, and who has which task."""
    here, act, deed = _at("setup", workshop), request.POST.get("act", ""), _deed(request)
    form = QuestionForm(request.POST if act == "question" else None, workshop=workshop)
    if act == "question" and form.is_valid():
        return _back(
            request,
            here,
            lambda: planning.save_question(
                workshop=workshop, question=None, values=form.values(), **deed
            ),
        )
    if act in SETTINGS:
        return _back(request, here, lambda: SETTINGS[act](request, workshop, deed))
    groups = [("government", _("Government"))]
    groups += [
        row
        for row in Registration._meta.get_field("stakeholder").choices
        if not row[0].startswith("gov_")
    ]
    names = dict(groups)
    context = _shared(
        request, workshop, form=form, questions=workshop.questions.select_related("shown_if"), groups=groups,
        quotas=[(names.get(one.group, one.group), one) for one in workshop.group_quotas.all()],
        tasks=workshop.roles.select_related("user"), roles=WorkshopRole.Role.choices,
    )  # fmt: skip
    return render(request, "workshops/setup.html", context, status=422 if form.is_bound else 200)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _remove_question(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    if found := workshop.questions.filter(pk=_number(request, "question")).first():
        planning.remove_question(question=found, **deed)


def _quota(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    seats = _number(request, "seats") if request.POST.get("seats") else None
    planning.set_quota(
        workshop=workshop, group=request.POST.get("group", "")[:24], seats=seats, **deed
    )


def _task(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    role = request.POST.get("role", "")
    if role not in WorkshopRole.Role.values:
        raise PortalError(_("There is no such task."))
    planning.give_task(
        workshop=workshop, username=request.POST.get("username", ""), role=role, **deed
    )


def _take_task(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    if found := workshop.roles.filter(pk=_number(request, "task")).first():
        planning.take_task(task=found, **deed)


SETTINGS = {
    "remove_question": _remove_question,
    "quota": _quota,
    "task": _task,
    "take_task": _take_task,
}


@require_http_methods(READ)
@duty("registrations")
def invite_many(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite the people of a list: first what would happen, then the invitations, all or none."""
    context = _shared(request, workshop, columns=COLUMNS)
    if request.method != "POST":
        return render(request, "workshops/invite_many.html", context)
    token = request.POST.get("token", "")[:40]
    try:
        if token:
            return _invite_all(request, workshop, token)
        found = _read_list(request, workshop)
    except PortalError as problem:
        context["problem"] = problem.message
        return render(request, "workshops/invite_many.html", context, status=problem.status)
    context["found"] = found
    if not found.problems:
        context["token"] = secrets.token_urlsafe(16)
        cache.set(_list_key(request, workshop, context["token"]), found, 3600)
    status = 422 if found.problems else 200
    return render(request, "workshops/invite_many.html", context, status=status)


def _list_key(request: HttpRequest, workshop: Workshop, token: str) -> str:
    return f"invite:{request.user.pk}:{workshop.pk}:{token}"


def _read_list(request: HttpRequest, workshop: Workshop) -> People:
    upload = request.FILES.get("file")
    if upload is None or upload.size > 2_000_000:
        raise PortalError(_("Choose a CSV of at most 2 MB."), status=422)
    return read_people(workshop, upload.read())


def _invite_all(request: HttpRequest, workshop: Workshop, token: str) -> HttpResponse:
    key = _list_key(request, workshop, token)
    found = cache.get(key)
    if found is None:
        text = _("This list is older than an hour or was used already. Upload it again.")
        raise PortalError(text, status=409)
    with transaction.atomic():
        for values in found.rows:
            registering.invite(workshop=workshop, values=values, **_deed(request))
    cache.delete(key)
    messages.success(request, _("%(n)s invitations are written.") % {"n": len(found.rows)})
    return redirect(_at("people", workshop))
