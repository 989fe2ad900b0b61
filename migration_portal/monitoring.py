"""`/metrics` for Prometheus, and the page that tells administrators in words how the portal does."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily

from core import watching
from core.http import request_metrics
from core.watching import Finding, Measure
from migration_portal import health

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Gauges:
    """Measures as Prometheus takes them."""

    def __init__(self, measures: list[Measure]) -> None:
        self.measures = measures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family for each measure."""
        for measure in self.measures:
            family = GaugeMetricFamily(measure.name, measure.words, labels=measure.labels)
            for labels, value in measure.values.items():
                family.add_metric(labels, value)
            yield family


def _measures() -> list[Measure]:
    """Of the database and Valkey, so that every process says the same. Parts that are down give nothing."""
    parts = health.states()
    up = {(part,): float(state == "up") for part, state in parts.items()}
    measures = [Measure("portal_up", "1 where a part of the portal answers.", ("part",), up)]
    if parts["tables"] == "up":
        try:
            measures += [one for app in watching.watch(timezone.now()) for one in app.measures]
        except Error:
            return measures
    return measures


def _may_read(request: HttpRequest) -> bool:
    """Whoever has the token; without one in the settings, programs on the same machine, not by a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and ages in the text format of Prometheus; 404 for whoever may not read them."""
    if not _may_read(request):
        raise Http404
    registry = request_metrics.registry()
    with translation.override("en"):
        registry.register(_Gauges(_measures()))
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _parts() -> dict[str, Finding]:
    return {
        "database": Finding(
            _("The database does not answer."),
            _("Look whether PostgreSQL runs, and whether DATABASE_URL is right."),
            urgent=True,
        ),
        "tables": Finding(
            _("The tables are not those of this version."),
            _("Run manage.py prepare."),
            urgent=True,
        ),
        "broker": Finding(
            _("Valkey does not answer: no work is handed over, and limits are not counted."),
            _("Look whether Valkey runs, and whether REDIS_URL is right."),
            urgent=True,
        ),
        "worker": Finding(
            _("No worker gives a sign of life: letters, files and figures wait."),
            _("Start a worker, and look at the end of its log."),
            urgent=True,
        ),
        "beat": Finding(
            _("Beat gives no sign of life: nothing begins by the clock."),
            _("Start beat, and look at the end of its log."),
            urgent=True,
        ),
    }


@require_safe
@login_required
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """What is wrong and what to do, for administrators; by the same checks as the metrics."""
    if not request.user.is_superuser:
        raise Http404(_("There is no such page."))
    parts, findings = health.states(), []
    findings = [one for part, one in _parts().items() if parts[part] != "up"]
    if parts["tables"] == "up":
        findings += [one for app in watching.watch(timezone.now()) for one in app.findings]
    findings.sort(key=lambda one: not one.urgent)
    return render(request, "core/status.html", {"findings": findings, "now": timezone.now()})
