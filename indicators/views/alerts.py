"""Pages where readers ask to be told of changes, confirm it, and end it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.http import limits
from core.i18n.languages import reader_language
from indicators.compute import REGISTERED
from indicators.models import Indicator, Subscription
from indicators.services import alerts
from regions.models import Area


class AlertForm(forms.Form):
    """The address, and what is to be told of; at least one of indicator and area."""

    indicator = forms.CharField(required=False, widget=forms.HiddenInput, max_length=32)
    area = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    """Stays empty; what fills in every field is no person."""


def _indicator_and_area(request: HttpRequest) -> tuple[Indicator | None, Area | None]:
    query = request.POST if request.method == "POST" else request.GET
    code, place = query.get("indicator", ""), query.get("area", "")
    indicator = Indicator.objects.filter(code=code).first() if code in REGISTERED else None
    area = Area.objects.filter(code=place).exclude(kind=Area.Kind.OTHER).first() if place else None
    if (code and indicator is None) or (place and area is None) or not (indicator or area):
        raise Http404(_("Choose an indicator or a country first."))
    return indicator, area


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for letters on an indicator, an area, or an indicator of an area."""
    indicator, area = _indicator_and_area(request)
    form = AlertForm(request.POST or None)
    context: dict[str, Any] = {
        "topic": alerts.topic(
            Subscription(indicator=indicator, area=area, language=reader_language())
        ),
        "indicator": indicator,
        "area": area,
        "form": form,
    }
    if request.method != "POST":
        return render(request, "indicators/alert.html", context)
    if not form.is_valid():
        return render(request, "indicators/alert.html", context, status=400)
    try:
        # Letters to one address are limited by `alerts.MOST_A_DAY`, of which the answer tells nothing.
        limits.spend(request, "alerts")
    except limits.TooManyRequests as refused:
        form.add_error("email", refused.message)
        return render(request, "indicators/alert.html", context, status=refused.status)
    if not form.cleaned_data["website"]:
        alerts.subscribe(
            email=form.cleaned_data["email"],
            language=reader_language(),
            indicator=indicator,
            area=area,
            at=timezone.now(),
        )
    return redirect("indicators:alert_asked")


@require_http_methods(["GET", "HEAD"])
def request_received(request: HttpRequest) -> HttpResponse:
    """The same words to everybody, so that nobody learns who subscribes."""
    return render(request, "indicators/alert_asked.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm or end; a program that only opens links changes nothing."""
    row = Subscription.objects.select_related("indicator", "area").filter(key=key).first()
    if row is not None and request.method == "POST":
        if request.POST.get("act") == "end":
            alerts.end(key)
        else:
            alerts.confirm(key, at=timezone.now())
        return redirect("indicators:subscription", key=key)
    context = {"subscription": row, "topic": alerts.topic(row) if row else ""}
    return render(request, "indicators/subscription.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """RFC 8058: mail programs post here without a cookie. People are led to the page."""
    if request.method != "POST":
        return redirect("indicators:subscription", key=key)
    alerts.end(key)
    return HttpResponse(status=204)
