"""Policy changes and claims by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema

from core.api.paging import PAGE, page_of, paged
from core.api.parameters import Parameter, code, flag, integer, word
from core.api.views import PublicView
from outcomes.api.serializers import (
    ClaimSerializer,
    PolicyChangeSerializer,
    ReportBundleSerializer,
)
from outcomes.coding import PolicyArea
from outcomes.models import Claim, PolicyChange, Project, ReportBundle
from outcomes.stages import Stage
from regions.api import parameters as region_parameters

if TYPE_CHECKING:
    from django.http import HttpResponse


def _projects() -> list[str]:
    return list(Project.objects.values_list("code", flat=True))


PROJECT = Parameter("project", "Those of one project, by its code.", word, known=_projects)


class PolicyChangesView(PublicView):
    """Policy changes."""

    serializer_class = page_of(PolicyChangeSerializer)
    parameters = (
        Parameter(
            "country", "Those of a country.", code, known=region_parameters.countries, example="KWT"
        ),
        Parameter(
            "commission",
            "Those a commission is credited with.",
            code,
            known=region_parameters.commissions,
            example="ESCWA",
        ),
        PROJECT,
        Parameter(
            "theme",
            "A priority theme or objective.",
            word,
            known=region_parameters.terms,
            example="discrimination",
        ),
        Parameter("stage", "The stage reached.", choices=tuple(Stage.values)),
        Parameter("area", "The policy area (DEMIG).", choices=tuple(PolicyArea.values)),
        PAGE,
    )

    @extend_schema(
        operation_id="policy_changes",
        summary="Published policy changes with steps, coding, evidence and graded contributions",
        tags=["outcomes"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page, the newest step first; a constant number of queries."""
        values = self.query()
        queryset = PolicyChange.objects.public().order_by("-stage_on", "pk")
        if country := values.get("country"):
            queryset = queryset.filter(country__code=country)
        if project := values.get("project"):
            queryset = queryset.filter(projects__code=project)
        if commission := values.get("commission"):
            queryset = queryset.filter(commissions__area__code=commission)
        if theme := values.get("theme"):
            queryset = queryset.filter(terms__code=theme)
        queryset = queryset.filter(
            **{name: values[name] for name in ("stage", "area") if name in values}
        )
        page, rows = paged(queryset, values.get("page", 1))
        rows = rows.select_related("country").prefetch_related(
            "commissions__area", "projects", "steps", "contributions", "evidence"
        )
        return self.serialized(page | {"results": rows})


class ClaimsView(PublicView):
    """The claim ledger."""

    serializer_class = page_of(ClaimSerializer)
    parameters = (
        Parameter("year", "Claims of the report of one year.", integer(1990, 2100), example="2010"),
        PROJECT,
        Parameter(
            "commission",
            "Claims of the reports of one commission; without it those of the consolidated reports too.",
            code,
            known=region_parameters.commissions,
            example="ESCWA",
        ),
        Parameter("measure", "Claims over one measure.", example="workshops-held"),
        Parameter("stale", "Only those whose records have moved since, or the others.", flag),
        PAGE,
    )

    @extend_schema(
        operation_id="claims",
        summary="Sentences of published status reports with what they rest on",
        tags=["outcomes"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page; two queries."""
        values = self.query()
        queryset = Claim.objects.public().select_related(
            "report__period__project", "report__commission__area"
        )
        if project := values.get("project"):
            queryset = queryset.filter(report__period__project__code=project)
        if commission := values.get("commission"):
            queryset = queryset.filter(report__commission__area__code=commission)
        if year := values.get("year"):
            queryset = queryset.filter(report__period__year=year)
        if measure := values.get("measure"):
            queryset = queryset.filter(measure=measure)
        if "stale" in values:
            queryset = queryset.filter(stale_since__isnull=not values["stale"])
        order = (
            "-report__period__year",
            "-report__version",
            "report_id",
            "part",
            "paragraph",
            "position",
            "pk",
        )
        page, rows = paged(queryset.order_by(*order), values.get("page", 1))
        return self.serialized(page | {"results": rows})


class ReportBundlesView(PublicView):
    """Bundles by which reports are checked without the portal."""

    serializer_class = page_of(ReportBundleSerializer)
    parameters = (
        PROJECT,
        Parameter("year", "That of the report of one year.", integer(1990, 2100), example="2010"),
        PAGE,
    )

    @extend_schema(
        operation_id="report_bundles",
        summary="Bundles of published status reports with their digests and what each follows",
        tags=["outcomes"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page, the newest first; two queries."""
        values = self.query()
        queryset = ReportBundle.objects.public().with_reports()
        if project := values.get("project"):
            queryset = queryset.filter(report__period__project__code=project)
        if year := values.get("year"):
            queryset = queryset.filter(report__period__year=year)
        page, rows = paged(queryset.order_by("-created_at", "-pk"), values.get("page", 1))
        return self.serialized(page | {"results": rows})
