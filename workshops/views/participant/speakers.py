"""The page of a speaker, reached by the link in the letter: come or not, and what is shown of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http import limits
from core.web import confirm, edit_guard
from core.web.confirm import Confirmation
from core.web.edit_guard import SAVED
from core.web.once import once_per_form
from workshops.documents import calendars
from workshops.forms import OwnSpeakerForm
from workshops.models import Speaker
from workshops.selectors.speakers import with_roles
from workshops.services import speakers, transitions
from workshops.states import SPEAKER, SpeakerState
from workshops.views.participant.calendars import calendar_response
from workshops.views.participant.links import Proof, by_speaker_link
from workshops.views.public.speakers import photo_response
from workshops.views.public.workshops import base_of

if TYPE_CHECKING:
    from core.web.edit_guard import EditGuard


@once_per_form
@require_http_methods(["GET", "HEAD", "POST"])
@by_speaker_link
def speaker_page(request: HttpRequest, speaker: Speaker, _proof: Proof) -> HttpResponse:
    """What they are asked for; and once they confirmed, what everybody reads of them."""
    act = request.POST.get("act", "")
    if act in QUESTIONS:
        return QUESTIONS[act](request, speaker)
    guard, problem, status = _saved(request, speaker)
    if status == SAVED:
        return redirect(speaker.page_address())
    context = {
        "speaker": speaker,
        "workshop": speaker.workshop,
        "roles": list(with_roles(speaker.workshop).get(pk=speaker.pk).roles.all()),
        "form": guard.form,
        "problem": problem,
        "is_confirmed": speaker.state == SpeakerState.CONFIRMED,
        "may_decline": SPEAKER.may_follow(speaker.state, SpeakerState.DECLINED)
        and not speaker.workshop.closed_reason,
        "takes": speaker.state == SpeakerState.CONFIRMED or not speaker.workshop.closed_reason,
    }
    with timezone.override(speaker.workshop.tz):
        return render(request, "workshops/own_speaker.html", context, status=status)


def _saved(request: HttpRequest, speaker: Speaker) -> tuple[EditGuard, str, int]:
    """The form, which organisers may have changed meanwhile; it confirms, or corrects what is confirmed."""

    def make(data: Any) -> OwnSpeakerForm:
        stored = Speaker.objects.select_related("workshop").get(pk=speaker.pk)
        return OwnSpeakerForm(data, request.FILES if data is not None else None, instance=stored)

    def save(form: OwnSpeakerForm) -> None:
        limits.spend(request, "speaker")
        speakers.confirm(
            speaker=speaker,
            values=form.values(),
            photo=form.cleaned_data.get("photo"),
            at=timezone.now(),
        )

    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: transitions.locked(speaker.workshop_id),
        make=make,
        save=save,
        changed_by=lambda: ("", None),
    )
    if status == SAVED:
        is_new = speaker.state != SpeakerState.CONFIRMED
        text = (
            _("Thank you. You are confirmed as a speaker.")
            if is_new
            else _("What you changed is saved.")
        )
        messages.success(request, text)
    return guard, problem, status


def _decline(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    page_url = speaker.page_address()
    confirmation = Confirmation(
        question=_("Tell the organisers that you do not come?"),
        consequences=[
            _("The public programme names you no more."),
            _("Your biography and your photo are deleted."),
        ],
        button=_("I do not come"),
        state=[speaker.state],
    )
    return confirm.run_confirmed(
        request,
        page_url,
        confirmation,
        lambda: speakers.decline(speaker=speaker, at=timezone.now()),
        _("The organisers read that you do not come."),
    )


QUESTIONS = {"decline": _decline}
"""What is asked first."""


@require_safe
@by_speaker_link
def photo(_request: HttpRequest, speaker: Speaker, _proof: Proof) -> HttpResponse:
    """The own photo, public or not."""
    return photo_response(speaker.photo)


@require_safe
@by_speaker_link
def calendar(request: HttpRequest, speaker: Speaker, _proof: Proof) -> HttpResponse:
    """The own sessions as a calendar file."""
    return calendar_response(speaker.workshop, calendars.of_speaker(speaker, base_of(request)))
