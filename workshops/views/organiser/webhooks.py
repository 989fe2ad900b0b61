"""Webhooks of a workshop and of its host: the list, and the log of one with test and resend."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web import confirm
from core.web.actions import actor_of, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.once import once_per_form
from workshops import access
from workshops.models import Webhook, WebhookDelivery, Workshop
from workshops.models.webhooks import EVENTS
from workshops.services import webhooks as service
from workshops.views.organiser.actions import PAGE, READ, address, duty, shared

COMMISSION = "commission"


def _organises_commission(request: HttpRequest, workshop: Workshop) -> bool:
    return access.hosted_commissions(request.user).filter(pk=workshop.host_id).exists()


@once_per_form
@require_http_methods(READ)
@duty("plan")
def webhooks(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Who is told of what; a new one's secret is shown once, in the answer to the form."""
    context: dict[str, Any] = {"events_chosen": list(EVENTS), "address_written": ""}
    status = 200
    may_all = _organises_commission(request, workshop)
    if request.method == "POST":
        context |= {
            "address_written": request.POST.get("address", "").strip(),
            "events_chosen": request.POST.getlist("event"),
            "scope_chosen": request.POST.get("scope", ""),
        }
        is_for_all = may_all and context["scope_chosen"] == COMMISSION
        try:
            context["webhook"], context["secret"] = service.create(
                address=context["address_written"],
                events=context["events_chosen"],
                **({"commission": workshop.host} if is_for_all else {"workshop": workshop}),
                **actor_of(request),
            )
            status = 201
        except PortalError as refused:
            context["problem"], status = refused.message, refused.status
            context["is_address_wrong"] = refused.code == "address_refused"
    context |= {
        "rows": service.of_workshop(workshop).select_related("commission__area"),
        "events": EVENTS.items(),
        "may_all": may_all,
    }
    return render(
        request, "workshops/webhooks.html", shared(request, workshop, **context), status=status
    )


@require_http_methods(READ)
@duty("plan")
def webhook(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The last messages of a webhook; its own organisers try it, stop it and remove it."""
    row = service.of_workshop(workshop).filter(pk=pk).first()
    if row is None:
        if confirm.is_repeated(request):
            return confirm.repeated(request, address("workshops:webhooks", workshop))
        raise Http404(_("There is no such webhook."))
    may_change = row.workshop_id is not None or _organises_commission(request, workshop)
    secret = ""
    if request.method == "POST":
        if not may_change:
            raise Http404(_("There is no such step."))
        if request.POST.get("act") != "secret":
            return _act(request, workshop, row)
        secret = service.renew_secret(row)
    context = shared(
        request,
        workshop,
        webhook=row,
        secret=secret,
        may_change=may_change,
        deliveries=row.deliveries.all()[:PAGE],
        zone=workshop.tz,
    )
    return render(request, "workshops/webhook.html", context)


def _act(request: HttpRequest, workshop: Workshop, row: Webhook) -> HttpResponse:
    act, back = request.POST.get("act", ""), address("workshops:webhook", workshop, row.pk)
    if act == "remove":
        return _remove(request, workshop, row)
    acts = {
        "test": (
            lambda: service.queue_test(row, at=timezone.now()),
            _("A test message waits; it is sent within some seconds."),
        ),
        "stop": (
            lambda: service.stop(row),
            _("The webhook is stopped; what waits is kept."),
        ),
        "start": (
            lambda: service.start(row, by=request.user),
            _("The webhook is told of events again."),
        ),
        "resend": (
            lambda: service.resend(_delivery(request, row), at=timezone.now()),
            _("The message is sent again within some seconds."),
        ),
    }
    if act not in acts:
        raise Http404(_("There is no such step."))
    run, done = acts[act]
    return run_action(request, back, run, done)


def _delivery(request: HttpRequest, row: Webhook) -> WebhookDelivery:
    delivery = row.deliveries.filter(pk=positive_int(request, "delivery")).first()
    if delivery is None:
        raise Http404(_("There is no such message."))
    return delivery


def _remove(request: HttpRequest, workshop: Workshop, row: Webhook) -> HttpResponse:
    back = address("workshops:webhooks", workshop)
    confirmation = Confirmation(
        question=_("Remove the webhook %(address)s?") % {"address": row.address},
        consequences=[_("Its log is deleted, and what waits is not sent.")],
        button=_("Remove"),
        state=row.pk,
    )
    if answer := confirm.confirmation_response(
        request, address("workshops:webhook", workshop, row.pk), confirmation
    ):
        return answer
    try:
        with confirm.claim(request):
            row.delete()
    except confirm.Repeated:
        return confirm.repeated(request, back)
    messages.success(request, _("The webhook is removed."))
    return redirect(back)
