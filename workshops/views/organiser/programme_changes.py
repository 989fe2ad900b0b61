"""Whether those who come are written to about a changed programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.errors import PortalError
from core.web.actions import actor_of
from workshops.selectors import programme_changes as selectors
from workshops.services import programme_changes as services
from workshops.views.organiser.actions import address, duty

if TYPE_CHECKING:
    from workshops.models import Workshop


def question(workshop: Workshop) -> dict[str, Any]:
    """What `workshops/_programme_changes.html` asks; without changes it asks nothing."""
    changes = selectors.untold(workshop)
    if not changes:
        return {}
    return {
        "programme_changes": changes,
        "changes_token": selectors.token_of(changes),
        "changes_recipients": selectors.recipients(workshop, changes),
    }


@require_POST
@duty("plan")
def programme_changes(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Write one letter to each, or to nobody. A second click finds nothing to write about."""
    act, token = request.POST.get("act"), request.POST.get("changes", "")
    if act not in ("tell", "silent"):
        messages.error(request, _("Choose whether to write."))
        return redirect(address("workshops:programme", workshop))
    values: dict[str, Any] = {"workshop": workshop, "token": token, **actor_of(request)}
    try:
        if act == "tell":
            count = services.tell(**values)
            text = ngettext(
                "%(n)s letter is in the outbox.", "%(n)s letters are in the outbox.", count
            )
            messages.success(request, text % {"n": count})
        else:
            services.keep_silent(**values)
            messages.success(request, _("Nobody is written to about these changes."))
    except PortalError as refused:
        messages.error(request, refused.message)
    return redirect(address("workshops:programme", workshop))
