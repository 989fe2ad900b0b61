"""For how long a workshop holds personal data, and what is deleted when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web import confirm
from core.web.confirm import Confirmation
from core.web.edit_guard import SAVED
from core.web.unsent import shows_unsent
from workshops.forms import RetentionForm
from workshops.models import Workshop
from workshops.selectors import retention as periods
from workshops.services import retention_periods as service
from workshops.views.organiser.actions import READ, address, duty, save_guarded, shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Unconfirmed(PortalError):
    """Data would be deleted at once, and nobody has been asked."""


@shows_unsent()
@require_http_methods(READ)
@duty("plan")
def retention(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The periods, to be set, and how many records go on which day; what would go at once is asked for first."""
    here, today = address("workshops:retention", workshop), timezone.localdate()
    answers: list[HttpResponse] = []

    def make(data: Any) -> RetentionForm:
        return RetentionForm(data, workshop=Workshop.objects.get(pk=workshop.pk))

    def save(form: RetentionForm) -> None:
        def act() -> None:
            service.set_periods(
                workshop=workshop, days=form.cleaned_data, by=request.user, at=timezone.now()
            )

        lost = service.lost_at_once(workshop, form.cleaned_data, today)
        if not lost:
            return act()
        if answer := confirm.confirmation_response(request, here, _question(lost)):
            answers.append(answer)
            raise Unconfirmed(_("Nothing was deleted yet."))
        with confirm.claim(request):
            act()
        return None

    guard, problem, status = save_guarded(request, workshop, make, save)
    if answers:
        return answers[0]
    if status == SAVED:
        messages.success(request, _("The periods are saved."))
        return redirect(here)
    last = periods.last_days(workshop)
    context = shared(
        request,
        workshop,
        form=guard.form,
        problem=problem,
        held=[
            (periods.Data(data).label, days, last[data])
            for data, days in periods.days(workshop).items()
        ],
        deletions=service.deletions(workshop, today),
        soon=today + service.SOON,
    )
    return render(request, "workshops/retention.html", context, status=status)


def _question(lost: list[service.Deletion]) -> Confirmation:
    return Confirmation(
        question=_("Delete personal data at once?"),
        consequences=[
            _("These periods are over already, so this is deleted within the hour."),
            *(
                _("%(what)s: %(count)s") % {"what": deletion.what, "count": deletion.count}
                for deletion in lost
            ),
            _("Nothing of it can be brought back."),
        ],
        button=_("Set the periods and delete"),
    )
