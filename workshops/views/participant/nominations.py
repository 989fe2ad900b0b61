"""The page of a focal point, reached by its link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import PortalError, Refused
from core.http import limits
from core.web import confirm
from core.web.actions import as_positive_int, positive_int
from core.web.confirm import Confirmation
from core.web.once import once_per_form
from workshops.forms import NominationForm
from workshops.models import FocalPoint, Nomination
from workshops.selectors import consequences
from workshops.services import nominations
from workshops.states import NominationState
from workshops.views.participant.links import Proof, by_focal_link

DONE = {
    "submit": gettext_lazy("The nomination is submitted to the organisers."),
    "substitute": gettext_lazy("The other person is nominated in this place."),
}
"""What is said once it is done; of anything else, that it is saved."""


@once_per_form
@require_http_methods(["GET", "HEAD", "POST"])
@by_focal_link
def nominate(request: HttpRequest, point: FocalPoint, _proof: Proof) -> HttpResponse:
    """A focal point's page: the country's nominations with their states, and a new one."""
    # Those that came by other channels, such as a letter to the organisers, are not the focal point's to read.
    own = point.workshop.nominations.filter(
        country=point.country, channel=Nomination.Channel.PORTAL
    ).order_by("is_reserve", "rank", "pk")
    chosen = own.filter(pk=as_positive_int(request.GET.get("edit", ""))).first()
    editable = (
        chosen
        if chosen and chosen.state in (NominationState.DRAFT, NominationState.RETURNED)
        else None
    )
    if request.POST.get("act") == "withdraw":
        return _withdraw(request, point, own)
    form = NominationForm(
        instance=editable,
        initial={
            "rank": nominations.next_rank(point.workshop, point.country_id),
            "language": point.language,
        },
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
                messages.success(
                    request,
                    str(DONE.get(request.POST.get("act", ""), _("The nomination is saved."))),
                )
                return redirect(point.page_address())
            status = 422
    context = {
        "point": point,
        "workshop": point.workshop,
        "nominations": own,
        "form": form,
        "editing": editable,
        "problem": problem,
        "takes": point.workshop.takes_nominations,
        "may_replace": point.workshop.takes_substitutes,
        "replacing": own.filter(
            pk=as_positive_int(request.GET.get("replace", "")), state=NominationState.ACCEPTED
        ).first(),
    }
    return render(request, "workshops/nominate.html", context, status=status)


def _withdraw(request: HttpRequest, point: FocalPoint, own: Any) -> HttpResponse:
    """Take a nomination back, once it is confirmed."""
    page_url = point.page_address()
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    nomination = own.filter(pk=positive_int(request, "nomination")).first()
    if nomination is None:
        raise Http404(_("There is no such nomination."))
    consequence_list = [
        _(
            "A nomination that is withdrawn cannot be taken up again; you would have to nominate anew."
        )
    ]
    registration = getattr(nomination, "registration", None)
    if registration is not None:
        consequence_list += consequences.of_withdrawal(registration)
    confirmation = Confirmation(
        question=_("Withdraw the nomination of %(name)s?") % {"name": nomination.name},
        consequences=consequence_list,
        button=_("Withdraw the nomination"),
        state=[nomination.pk, nomination.state],
    )
    return confirm.run_confirmed(
        request,
        page_url,
        confirmation,
        lambda: nominations.withdraw(nomination=nomination, at=timezone.now()),
        _("The nomination of %(name)s is withdrawn.") % {"name": nomination.name},
    )


def _nominated(request: HttpRequest, point: FocalPoint, own: Any) -> tuple[NominationForm, bool]:
    act = request.POST.get("act", "")
    chosen = own.filter(pk=positive_int(request, "nomination")).first()
    if chosen is None and (request.POST.get("nomination") or act == "substitute"):
        # Of an old page, or of another country: it is not to become one more nomination.
        raise Refused(_("There is no such nomination in your list."))
    replaced = chosen if act == "substitute" else None
    draft = None if replaced else chosen
    form = NominationForm(
        request.POST, request.FILES, instance=Nomination.objects.get(pk=draft.pk) if draft else None
    )
    if not form.is_valid():
        return form, False
    limits.spend(request, "nominate", workshop=point.workshop_id)
    if replaced:
        nominations.substitute(nomination=replaced, values=form.values(), at=timezone.now())
    else:
        nominations.nominate(
            point=point,
            nomination=draft,
            values=form.values(),
            note=form.cleaned_data.get("note"),
            submit=act == "submit",
            at=timezone.now(),
        )
    return form, True
