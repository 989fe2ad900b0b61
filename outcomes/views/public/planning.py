"""Public pages for planners: uptake board, coverage gaps, corridors whose ends never met, the framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from outcomes import access
from outcomes.forms.framework import WeightsForm
from outcomes.measures import MEASURES
from outcomes.models import Actual, Project, StatusReport, Target
from outcomes.presentation import exports, values
from outcomes.selectors import examples, gaps, unmet_corridors
from outcomes.selectors import uptake as uptakes
from outcomes.services import need_weights
from outcomes.stages import ReportState
from regions.models import Commission, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = 40
ASPECTS = {
    "dependency": gettext_lazy("Remittances received, % of GDP"), "cost": gettext_lazy("Cost of sending USD 200 above 3%"),
    "emigration": gettext_lazy("Emigrants, % of population"), "vulnerable": gettext_lazy("Least developed, landlocked or small island"),
    "silence": gettext_lazy("Key indicators without a figure"),
}  # fmt: skip


@require_safe
@gzip_page
def uptake(request: HttpRequest) -> HttpResponse:
    """Each recommendation: where presented, who was there, where each country stands."""
    rows = uptakes.board(request.GET)
    if request.GET.get("format", "") in exports.KINDS:
        return exports.response(request, exports.uptake(rows), "uptake", request.GET["format"])
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "totals": uptakes.totals(rows),
        "columns": [(status, status.label) for status in uptakes.COLUMNS],
        "count": len(rows),
        "countries": uptakes.all_countries(rows),
        "projects": Project.objects.all(),
        "chosen": request.GET,
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "themes": Term.objects.themes(),
    }
    return render(request, "outcomes/uptake.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def coverage_gaps(request: HttpRequest) -> HttpResponse:
    """Need against reach by country and commission; managers set the weights, everybody may read them."""
    may_weigh = access.Role.MANAGER in access.roles(request.user)
    form = WeightsForm(
        request.POST if request.method == "POST" else None, weights=gaps.weights(), names=ASPECTS
    )
    if request.method == "POST" and may_weigh and form.is_valid():
        need_weights.save(weights=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The weights are saved."))
        return redirect("outcomes:gaps")
    if request.method == "POST" and not may_weigh:
        return HttpResponse(
            _("Only managers set the weights."),
            status=403,
            content_type="text/plain; charset=utf-8",
        )
    all_rows = gaps.rows()
    code = request.GET.get("commission", "")
    rows = [row for row in all_rows if code in row.commissions] if code else all_rows
    if request.GET.get("format", "") in exports.KINDS:
        return exports.response(
            request,
            exports.gaps(rows, gaps.weights(), ASPECTS),
            "coverage-gaps",
            request.GET["format"],
        )
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "summaries": gaps.summaries(all_rows),
        "has_examples": examples.are_counted(),
        "aspects": [(code, ASPECTS[code], gaps.weights()[code]) for code in gaps.ASPECTS],
        "aspect_names": ASPECTS,
        "form": form,
        "may_weigh": may_weigh,
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "chosen": request.GET,
    }
    return render(request, "outcomes/gaps.html", context, status=422 if form.is_bound else 200)


@require_safe
@gzip_page
def corridors(request: HttpRequest) -> HttpResponse:
    """The largest corridors, and whether their two ends ever sat in the same workshop."""
    kind = request.GET.get("by", "people")
    kind = kind if kind in unmet_corridors.KINDS else "people"
    table, period, all_corridors = unmet_corridors.largest(kind, unmet_corridors.LIMIT)
    code = request.GET.get("commission", "")
    rows = [corridor for corridor in all_corridors if not code or code in corridor.commissions]
    listed = (
        rows if request.GET.get("all") else [corridor for corridor in rows if corridor.is_apart]
    )
    if request.GET.get("format", "") in exports.KINDS and table:
        return exports.response(
            request,
            exports.corridors(listed, table, period),
            f"corridors-{kind}",
            request.GET["format"],
        )
    context = {
        "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
        "table": table,
        "period": period,
        "kind": kind,
        "has_examples": examples.are_counted(),
        "met": sum(not corridor.is_apart for corridor in rows),
        "of": len(rows),
        "chosen": request.GET,
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
    }
    return render(request, "outcomes/corridors.html", context)


@require_safe
@gzip_page
def framework(request: HttpRequest) -> HttpResponse:
    """Objective, expected accomplishments and indicators with baseline, targets and the reported actuals."""
    projects = Project.objects.prefetch_related("accomplishments__indicators", "periods")
    reports = list(
        StatusReport.objects.filter(state=ReportState.PUBLISHED, commission=None)
        .select_related("period__project")
        .order_by("version")
    )
    newest = {report.period_id: report.pk for report in reports}
    actuals = {
        (actual.indicator_id, actual.report.period_id): actual
        for actual in Actual.objects.filter(report__in=newest.values()).select_related(
            "report__period__project"
        )
    }
    targets = {
        (target.indicator_id, target.period_id): target.value for target in Target.objects.all()
    }
    frameworks = []
    for project in projects:
        periods = list(project.periods.all())
        certified = _certified(project, reports)
        earlier = {year["report"].period_id for year in certified}
        rows = [
            {
                "accomplishment": accomplishment,
                "indicators": [
                    (
                        indicator,
                        MEASURES.get(indicator.measure),
                        [
                            (
                                p.year,
                                targets.get((indicator.pk, p.pk)),
                                actuals.get((indicator.pk, p.pk)),
                                p.pk in earlier,
                            )
                            for p in periods
                        ],
                    )
                    for indicator in accomplishment.indicators.all()
                ],
            }
            for accomplishment in project.accomplishments.all()
        ]
        frameworks.append(
            {
                "project": project,
                "periods": periods,
                "rows": rows,
                "certified": certified,
            }
        )
    context = {
        "projects": frameworks,
        "may_manage": access.Role.MANAGER in access.roles(request.user),
    }
    return render(request, "outcomes/framework.html", context)


def _certified(project: Project, reports: Iterable[StatusReport]) -> list[dict[str, Any]]:
    """The years that were reported under an earlier version of the framework, in the words of that version."""
    meanings = {version.number: _meaning(version.content) for version in project.versions.all()}
    newest: dict[int, StatusReport] = {}
    for report in reports:
        if report.period.project_id == project.pk:
            newest[report.period.year] = report
    current = meanings[max(meanings)] if meanings else []
    return [
        {"report": report, "accomplishments": values.report(report.prepared)["accomplishments"]}
        for _year, report in sorted(newest.items(), reverse=True)
        if meanings.get(report.prepared["heading"]["framework_version"]) != current
    ]


def _meaning(content: dict[str, Any]) -> list[Any]:
    """What the figures of a version mean: all but the targets, which have years of their own."""
    return [
        [
            accomplishment["number"],
            accomplishment["texts"],
            [
                {name: value for name, value in indicator.items() if name != "targets"}
                for indicator in accomplishment["indicators"]
            ],
        ]
        for accomplishment in content["accomplishments"]
    ]


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure with its definition and version."""
    return render(
        request,
        "outcomes/measures.html",
        {"measures": sorted(MEASURES.values(), key=lambda measure: (measure.level, measure.code))},
    )
