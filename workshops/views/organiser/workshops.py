"""The organisers' list, and planning: a workshop's fields, status, copy and programme."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError, Refused
from core.i18n import numbers
from workshops import access
from workshops.forms import (
    CopyForm,
    MaterialForm,
    NewWorkshopForm,
    SessionForm,
    WorkshopForm,
)
from workshops.models import (
    Session,
    TravelRequest,
    Workshop,
)
from workshops.selectors import consequences, readiness, today
from workshops.services import closing, outbox, programme, retention_periods, seats, workshops
from workshops.states import (
    ASIDE,
    ASKED_FIRST,
    COMING,
    WORKSHOP_ACTS,
    NominationState,
    RegistrationState,
    Status,
)

if TYPE_CHECKING:
    from typing import Any
from core.web import confirm
from core.web.actions import actor_of, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.edit_guard import SAVED
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
from workshops.views.organiser import programme_changes
from workshops.views.organiser.actions import (
    PAGE,
    READ,
    address,
    duty,
    save_guarded,
    session_of,
    shared,
    tells_new_speakers,
)

SHORTEST_SEARCH = 2


@require_safe
@login_required
def organise(request: HttpRequest) -> HttpResponse:
    """What waits over all the workshops that one works on, or all of one kind of it; and these workshops."""
    queryset = (
        Workshop.objects.run_by(request.user).select_related("host__area").order_by("-starts_on")
    )
    hosted = access.hosted_commissions(request.user)
    if not queryset and not hosted:
        raise PermissionDenied(_("This account organises no workshop. Ask an administrator."))
    waiting = Count(
        "registrations", filter=Q(registrations__state=RegistrationState.PENDING), distinct=True
    )
    nominated = Count(
        "nominations", filter=Q(nominations__state=NominationState.SUBMITTED), distinct=True
    )
    seated = Count("registrations", filter=Q(registrations__state__in=COMING), distinct=True)
    rows = queryset.annotate(waiting=waiting, nominated=nominated, seated=seated)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    only = request.GET.get("only", "")
    context = {
        "page": page,
        "may_add": hosted.exists(),
        "groups": today.groups(request.user, timezone.now(), only=only),
        "only": only,
    }
    return render(request, "workshops/organise.html", context)


@require_safe
@login_required
def search_people(request: HttpRequest) -> HttpResponse:
    """A person, over all the workshops whose people one may see."""
    if not Workshop.objects.run_by(request.user).exists():
        raise PermissionDenied(_("This account organises no workshop. Ask an administrator."))
    text = request.GET.get("q", "").strip()
    page = None
    if len(text) >= SHORTEST_SEARCH:
        page = Paginator(today.people(request.user, text), PAGE).get_page(request.GET.get("page"))
    context = {"text": text, "page": page, "too_short": bool(text) and page is None}
    return render(request, "workshops/search_people.html", context)


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A draft."""
    hosted = access.hosted_commissions(request.user)
    if not hosted:
        raise PermissionDenied(_("This account may not set up workshops. Ask an administrator."))
    form = NewWorkshopForm(posted(request), allowed=hosted, user=request.user)
    problem, is_posted = "", request.method == "POST"
    if is_posted and form.is_valid():
        try:
            workshop = workshops.create(values=form.values(), **actor_of(request))
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(
                request, _("The draft “%(title)s” is made.") % {"title": workshop.title}
            )
            return redirect(address("workshops:manage", workshop))
    context = {"form": form, "problem": problem}
    return render(request, "workshops/new.html", context, status=422 if is_posted else 200)


@require_safe
@duty("seen")
def manage(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """What needs a decision today, seats, and the ways to everything else."""
    return _today(request, workshop, CopyForm())


def _today(request: HttpRequest, workshop: Workshop, copy_form: CopyForm) -> HttpResponse:
    states = Counter(workshop.registrations.values_list("state", flat=True))
    context = shared(
        request,
        workshop,
        held=seats.taken(workshop),
        states=[(label, states[code]) for code, label in RegistrationState.choices if states[code]],
        pending=workshop.registrations.filter(state=RegistrationState.PENDING).select_related(
            "country"
        )[:10],
        nominations=workshop.nominations.filter(state=NominationState.SUBMITTED).select_related(
            "country"
        )[:10],
        travel=TravelRequest.objects.filter(
            registration__workshop=workshop, state="requested"
        ).select_related("registration__country")[:10],
        steps=_steps(workshop),
        gaps=readiness.gaps(workshop) if workshop.status in readiness.IN_PREPARATION else [],
        is_draft=workshop.status == Status.DRAFT,
        taken_back=closing.may_take_back(workshop),
        may_delete=workshop.status == Status.DRAFT and not workshop.registrations.exists(),
        events=workshop.events.select_related("by")[:12],
        sessions=workshop.sessions.all(),
        women=workshop.registrations.seated().counted().filter(gender="woman").count(),
        copy_form=copy_form,
        deletions=retention_periods.deletions_soon(workshop, timezone.localdate()),
        **programme_changes.question(workshop),
    )
    with timezone.override(workshop.tz):
        status = 422 if copy_form.is_bound else 200
        return render(request, "workshops/manage.html", context, status=status)


def _steps(workshop: Workshop) -> list[tuple[str, str]]:
    """What may be done next on this day, as verbs."""
    day = timezone.localdate(timezone=workshop.tz)
    return [(step.value, str(WORKSHOP_ACTS[step])) for step in closing.next_states(workshop, day)]


@shows_unsent()
@require_http_methods(READ)
@duty("plan")
def edit(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The workshop's fields."""
    hosted = access.hosted_commissions(request.user)
    allowed = hosted | type(workshop.host).objects.filter(pk=workshop.host_id)

    def make(data: Any) -> WorkshopForm:
        stored = Workshop.objects.get(pk=workshop.pk)
        return WorkshopForm(data, instance=stored, allowed=allowed.distinct())

    undecided: list[programme.ProgrammeUndecided] = []
    facts = outbox.facts(workshop)

    def save(form: WorkshopForm) -> None:
        try:
            workshops.save(
                workshop=workshop,
                values=form.values(),
                programme_choice=programme.Choice.read(request.POST),
                **actor_of(request),
            )
        except programme.ProgrammeUndecided as question:
            undecided.append(question)
            raise

    guard, problem, status = save_guarded(request, workshop, make, save)
    if undecided:
        return _ask_about_programme(request, workshop, undecided[0])
    if status == SAVED:
        messages.success(request, _("The workshop is saved."))
        saved = Workshop.objects.get(pk=workshop.pk)
        _warn_of_letters(request, saved, outbox.outdated(saved, facts))
        return redirect(address("workshops:manage", saved))
    return render(
        request,
        "workshops/edit.html",
        shared(request, workshop, form=guard.form, problem=problem),
        status=status,
    )


def _warn_of_letters(request: HttpRequest, workshop: Workshop, count: int) -> None:
    """Letters that wait say what was true when they were written: they can be edited or dropped."""
    if not count:
        return
    text = ngettext(
        "{outbox}: %(n)s letter waits that tells title, days, place or contact as they were before.",
        "{outbox}: %(n)s letters wait that tell title, days, place or contact as they were before.",
        count,
    ) % {"n": numbers.number(count)}
    link = format_html('<a href="{}">{}</a>', address("workshops:mail", workshop), _("Outbox"))
    messages.warning(request, format_html(text, outbox=link))


def _ask_about_programme(
    request: HttpRequest, workshop: Workshop, undecided: programme.ProgrammeUndecided
) -> HttpResponse:
    """A page that shows the sessions before and after each choice, and carries the whole form along."""
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "programme_hours", "programme_days")
        for value in values
    ]
    # A choice that was made already is made once more, with the other one.
    choices = {
        "hours_choices": programme.Hours.choices if undecided.asks_hours else [],
        "days_choices": programme.Days.choices if undecided.asks_days else [],
    }
    context = shared(request, workshop, undecided=undecided, posted=posted, **choices)
    return render(request, "workshops/programme_moves.html", context, status=undecided.status)


@require_POST
@duty("plan")
def status(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The next status, or the last step taken back."""
    page_url, new = address("workshops:manage", workshop), request.POST.get("to", "")
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    if request.POST.get("act") == "take_back":
        reason = request.POST.get("reason", "")
        return run_action(
            request,
            page_url,
            lambda: closing.take_back(workshop=workshop, reason=reason, **actor_of(request)),
            _("The step is taken back."),
        )
    if new not in WORKSHOP_ACTS:
        messages.error(request, _("Choose what to do."))
        return redirect(page_url)

    def step() -> None:
        reason = request.POST.get("reason", "")
        workshops.set_status(workshop=workshop, new=new, reason=reason, **actor_of(request))

    done = _("The workshop is now “%(status)s”.") % {"status": Status(new).label}
    day = timezone.localdate(timezone=workshop.tz)
    if new not in ASKED_FIRST or new not in closing.next_states(workshop, day):
        return run_action(request, page_url, step, done)
    return confirm.run_confirmed(request, page_url, _ask_step(workshop, new), step, done)


def _ask_step(workshop: Workshop, new: str) -> Confirmation:
    texts = {
        Status.HELD: _("Record “%(title)s” as held?"),
        Status.POSTPONED: _("Postpone “%(title)s”?"),
        Status.CANCELLED: _("Cancel “%(title)s”?"),
    }
    return Confirmation(
        question=texts[Status(new)] % {"title": workshop.title},
        consequences=consequences.of_status(workshop, new),
        button=str(WORKSHOP_ACTS[Status(new)]),
        state=workshop.status,
        reason=new in ASIDE,
        reason_hint=_("The public page shows it, and the letters say it."),
    )


@require_POST
@duty("plan")
def delete(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Throw a draft away that nobody is registered for."""
    page_url = address("workshops:manage", workshop)
    if answer := confirm.confirmation_response(
        request,
        page_url,
        Confirmation(
            question=_("Delete the draft “%(title)s”?") % {"title": workshop.title},
            consequences=consequences.of_draft(workshop),
            button=_("Delete the draft"),
            state=workshop.revision,
        ),
    ):
        return answer
    try:
        with confirm.claim(request):
            workshops.delete_draft(workshop=workshop)
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(page_url)
    messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": workshop.title})
    return redirect("workshops:organise")


@once_per_form
@require_POST
@duty("copy")
def copy(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The start of the next workshop, by who may set up workshops for its host."""
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _today(request, workshop, form)
    try:
        new_workshop = workshops.copy(workshop=workshop, **form.values(), **actor_of(request))
    except PortalError as refused:
        form.add_error(None, refused.message)
        return _today(request, workshop, form)
    messages.success(request, _("The copy is a draft."))
    return redirect(address("workshops:edit", new_workshop))


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@duty("plan")
def session(request: HttpRequest, workshop: Workshop, pk: int | None = None) -> HttpResponse:
    """A part of the programme."""
    existing = workshop.sessions.filter(pk=pk).first() if pk else None
    if pk and existing is None:
        raise Http404(_("There is no such session."))
    with timezone.override(workshop.tz):
        return _session_form(request, workshop, existing)


def _session_form(
    request: HttpRequest, workshop: Workshop, session: Session | None
) -> HttpResponse:
    def make(data: Any) -> SessionForm:
        stored = workshop.sessions.filter(pk=session.pk).first() if session else None
        return SessionForm(data, instance=stored)

    warnings: list[str] = []

    def save(form: SessionForm) -> None:
        values = form.values()
        warnings.extend(programme.warnings(workshop, values, session=session))
        if programme.token_of(warnings) != request.POST.get("accepted", ""):
            raise Refused(_("Not saved yet. Please check:"), status=422)
        stored = workshop.sessions.get(pk=session.pk) if session else None
        workshops.save_session(
            workshop=workshop, session=stored, values=values, **actor_of(request)
        )

    with tells_new_speakers(request, workshop):
        guard, problem, status = save_guarded(request, workshop, make, save)
    if status == SAVED:
        text = _("The session “%(title)s” is saved.")
        messages.success(request, text % {"title": guard.form.cleaned_data["title"]})
        return redirect(address("workshops:manage", workshop))
    context = shared(
        request,
        workshop,
        form=guard.form,
        session=session,
        problem="" if warnings else problem,
        warnings=warnings,
        accepted=programme.token_of(warnings),
    )
    return render(request, "workshops/session.html", context, status=status)


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@duty("plan")
def materials(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Documents of a session: add, remove."""
    session = session_of(workshop, pk)
    page_url = address("workshops:materials", workshop, pk)
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    if number := positive_int(request, "remove"):
        return _remove_material(request, session, number, page_url)
    is_posted = request.method == "POST"
    form = MaterialForm(posted(request), request.FILES if is_posted else None)
    problem, status = "", 200
    if is_posted:
        status = 422
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in MaterialForm.Meta.fields}
            try:
                workshops.add_material(
                    session=session,
                    values=values,
                    upload=form.cleaned_data["file"],
                    **actor_of(request),
                )
            except PortalError as refused:
                problem, status = refused.message, refused.status
            else:
                text = _("The document “%(title)s” is added.")
                messages.success(request, text % {"title": form.cleaned_data["title"]})
                return redirect(page_url)
    context = shared(
        request,
        workshop,
        session=session,
        form=form,
        problem=problem,
        materials=session.materials.all(),
    )
    return render(request, "workshops/materials.html", context, status=status)


def _remove_material(
    request: HttpRequest, session: Session, number: int, page_url: str
) -> HttpResponse:
    material = session.materials.filter(pk=number).first()
    if material is None:
        raise Http404(_("There is no such document."))
    return confirm.run_confirmed(
        request,
        page_url,
        Confirmation(
            question=_("Remove the document “%(title)s”?") % {"title": material.title},
            consequences=consequences.of_material(material),
            button=_("Remove the document"),
            state=material.pk,
        ),
        lambda: workshops.remove_material(material=material, **actor_of(request)),
        _("The document “%(title)s” is removed.") % {"title": material.title},
    )


@require_POST
@duty("plan")
def remove_session(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Take a part of the programme out."""
    page_url = address("workshops:manage", workshop)
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    session = session_of(workshop, pk)
    return confirm.run_confirmed(
        request,
        page_url,
        Confirmation(
            question=_("Remove the session “%(title)s”?") % {"title": session.title},
            consequences=consequences.of_session(session),
            button=_("Remove the session"),
            state=session.pk,
        ),
        lambda: workshops.remove_session(session=session, **actor_of(request)),
        _("The session “%(title)s” is removed.") % {"title": session.title},
    )
