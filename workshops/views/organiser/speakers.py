"""Speakers of a workshop for organisers: the list with sessions and answers, and one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.web import confirm
from core.web.actions import actor_of, run_action
from core.web.confirm import Confirmation
from core.web.edit_guard import SAVED
from core.web.once import once_per_form
from core.web.unsent import shows_unsent
from workshops.forms import SpeakerForm
from workshops.models import Speaker, Workshop
from workshops.selectors.speakers import with_roles
from workshops.services import speakers as services
from workshops.states import SPEAKER, SpeakerState
from workshops.views.organiser.actions import READ, address, duty, save_guarded, shared
from workshops.views.public.speakers import photo_response

if TYPE_CHECKING:
    from collections.abc import Callable


@once_per_form
@require_http_methods(READ)
@duty("plan")
def speakers(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Who speaks, chairs and moderates, in which session, and what they answered."""
    if request.method == "POST":
        _invite_all(request, workshop)
        return redirect(address("workshops:speakers", workshop))
    rows = list(with_roles(workshop))
    context = shared(
        request,
        workshop,
        rows=rows,
        to_invite=len(services.to_invite(workshop)),
        without_address=sum(not row.email for row in rows),
    )
    with timezone.override(workshop.tz):
        return render(request, "workshops/speakers.html", context)


def _invite_all(request: HttpRequest, workshop: Workshop) -> None:
    count = services.invite_all(workshop=workshop, **actor_of(request))
    text = ngettext("%(n)s letter is in the outbox.", "%(n)s letters are in the outbox.", count)
    messages.success(request, text % {"n": count})


@once_per_form
@shows_unsent("save")
@require_http_methods(READ)
@duty("plan")
def speaker(request: HttpRequest, workshop: Workshop, pk: int | None = None) -> HttpResponse:
    """A speaker: who it is, what is public, and what is done about them."""
    existing = with_roles(workshop).filter(pk=pk).first() if pk else None
    if pk and existing is None:
        if confirm.is_repeated(request):
            return confirm.repeated(request, address("workshops:speakers", workshop))
        raise Http404(_("There is no such speaker."))
    act = request.POST.get("act", "")
    if existing and act in ACTS:
        return ACTS[act](request, existing)
    with timezone.override(workshop.tz):
        return _edit(request, workshop, existing)


def _edit(request: HttpRequest, workshop: Workshop, existing: Speaker | None) -> HttpResponse:
    def make(data: Any) -> SpeakerForm:
        stored = workshop.speakers.get(pk=existing.pk) if existing else Speaker(workshop=workshop)
        return SpeakerForm(data, instance=stored)

    def save(form: SpeakerForm) -> None:
        stored = workshop.speakers.get(pk=existing.pk) if existing else None
        services.save(workshop=workshop, speaker=stored, values=form.values(), **actor_of(request))

    guard, problem, status = save_guarded(request, workshop, make, save, act="save")
    if status == SAVED:
        text = _("%(name)s is saved.") % {"name": guard.form.cleaned_data["name"]}
        messages.success(request, text)
        return redirect(address("workshops:speakers", workshop))
    context = shared(
        request,
        workshop,
        form=guard.form,
        speaker=existing,
        problem=problem,
        states=_answers(existing),
        can_be_asked=existing
        and existing.email
        and not workshop.closed_reason
        and bool(existing.roles.all()),
    )
    return render(request, "workshops/edit_speaker.html", context, status=status)


def _answers(speaker: Speaker | None) -> list[tuple[str, Any]]:
    """What a speaker can have told the organisers."""
    labels = {
        SpeakerState.CONFIRMED: _("Record that they come"),
        SpeakerState.DECLINED: _("Record that they do not come"),
    }
    following = SPEAKER.following(speaker.state) if speaker else ()
    return [(state, labels[state]) for state in following if state in labels]


def _page(speaker: Speaker) -> str:
    return address("workshops:edit_speaker", speaker.workshop, speaker.pk)


def _invite(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    return run_action(
        request,
        _page(speaker),
        lambda: services.invite(speaker=speaker, **actor_of(request)),
        _("The letter to %(name)s is in the outbox.") % {"name": speaker.name},
    )


def _answer(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    new = request.POST.get("to", "")
    if new not in (SpeakerState.CONFIRMED, SpeakerState.DECLINED):
        raise Http404(_("There is no such step."))
    return run_action(
        request,
        _page(speaker),
        lambda: services.record_answer(speaker=speaker, new=new, **actor_of(request)),
        _("The answer of %(name)s is recorded.") % {"name": speaker.name},
    )


def _photo(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    upload = request.FILES.get("photo")
    if upload is None:
        messages.error(request, _("Choose a photo."))
        return redirect(_page(speaker))
    return run_action(
        request,
        _page(speaker),
        lambda: services.set_photo(speaker=speaker, photo=upload, **actor_of(request)),
        _("The photo is stored. It is public once the person agrees."),
    )


def _no_photo(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    return run_action(
        request,
        _page(speaker),
        lambda: services.set_photo(speaker=speaker, photo=None, **actor_of(request)),
        _("The photo is deleted."),
    )


def _remove(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    page_url = address("workshops:speakers", speaker.workshop)
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    count = len(speaker.roles.all())
    confirmation = Confirmation(
        question=_("Remove %(name)s from the list of speakers?") % {"name": speaker.name},
        consequences=[
            ngettext(
                "The programme names this person in %(n)s session no more.",
                "The programme names this person in %(n)s sessions no more.",
                count,
            )
            % {"n": count},
            _("Address, biography, photo and the letters to this person are deleted."),
        ],
        button=_("Remove"),
        state=[speaker.pk, speaker.state],
    )
    return confirm.run_confirmed(
        request,
        page_url,
        confirmation,
        lambda: services.remove(speaker=speaker, **actor_of(request)),
        _("%(name)s is removed.") % {"name": speaker.name},
    )


ACTS: dict[str, Callable[[HttpRequest, Speaker], HttpResponse]] = {
    "invite": _invite,
    "answer": _answer,
    "photo": _photo,
    "no_photo": _no_photo,
    "remove": _remove,
}


@require_safe
@duty("plan")
def photo(_request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The photo as organisers see it, public or not."""
    row = workshop.speakers.filter(pk=pk).first()
    return photo_response(row.photo if row else "")
