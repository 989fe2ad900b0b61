"""Projects by the API: framework, context and what the newest certified report tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.fields import texts
from core.api.paging import PAGE, page_of, paged
from core.api.views import PublicView
from outcomes.models import Project
from outcomes.selectors.reports import newest_of_all, published_reports

if TYPE_CHECKING:
    from django.http import HttpResponse


class SourcedSerializer(serializers.Serializer):
    """What says so."""

    source = serializers.CharField()
    url = serializers.CharField()


class ProjectContextSerializer(SourcedSerializer):
    """A passage on the context."""

    about = serializers.CharField(source="kind")
    texts = texts()


class ProjectMemberSerializer(SourcedSerializer):
    """A member of a group of agencies."""

    name = serializers.CharField()
    is_founder = serializers.BooleanField()
    since = serializers.CharField()
    until = serializers.CharField()


class ProjectGroupSerializer(SourcedSerializer):
    """A group of agencies with its history."""

    names = texts()
    abbreviation = serializers.CharField()
    set_up_on = serializers.CharField()
    set_up_by = texts()
    forerunners = texts()
    purposes = texts()
    members = ProjectMemberSerializer(many=True)


class ProjectThemeSerializer(SourcedSerializer):
    """A theme and who named it."""

    theme = serializers.CharField(source="term.code")
    origin = serializers.CharField()
    notes = texts()


class ProjectWordingSerializer(SourcedSerializer):
    """An official wording; without an accomplishment, of the objective."""

    accomplishment = serializers.SerializerMethodField()
    texts = texts()

    def get_accomplishment(self, wording: Any) -> str:
        """EA1; empty for the objective."""
        return wording.accomplishment.label if wording.accomplishment else ""


class ProjectIndicatorSerializer(serializers.Serializer):
    """An indicator of achievement."""

    name = serializers.CharField(source="key")
    texts = texts()
    measure = serializers.CharField()
    item = serializers.CharField()
    kind = serializers.CharField()
    unit = serializers.CharField()
    verification = serializers.CharField()
    baseline = serializers.FloatField(allow_null=True)
    baseline_year = serializers.IntegerField(allow_null=True)
    end_target = serializers.FloatField(allow_null=True)


class ProjectAccomplishmentSerializer(serializers.Serializer):
    """An expected accomplishment with its indicators."""

    label = serializers.CharField()
    texts = texts()
    indicators = ProjectIndicatorSerializer(many=True)


class ProjectSerializer(serializers.Serializer):
    """A project; `reported` is what its newest published report tells of plan, money, risks and lessons."""

    code = serializers.CharField()
    da_code = serializers.CharField()
    titles = texts()
    subtitles = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="The project's own page.")
    objectives = texts()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    commissions = serializers.SerializerMethodField()
    is_example = serializers.BooleanField(source="is_demonstration")
    wordings = ProjectWordingSerializer(many=True)
    context = ProjectContextSerializer(many=True)
    agency_groups = ProjectGroupSerializer(many=True)
    themes = ProjectThemeSerializer(many=True)
    accomplishments = ProjectAccomplishmentSerializer(many=True)
    reported_year = serializers.SerializerMethodField()
    reported = serializers.SerializerMethodField()

    def get_subtitles(self, project: Project) -> dict[str, str]:
        """The second half of the title, by language."""
        return project.page.subtitles if hasattr(project, "page") else {}

    def get_url(self, project: Project) -> str:
        """Its address; empty where there is none."""
        return project.page.url if hasattr(project, "page") else ""

    def get_commissions(self, project: Project) -> list[str]:
        """In the order of their codes."""
        return sorted(commission.code for commission in project.commissions.all())

    def get_reported_year(self, project: Project) -> int | None:
        """The year of that report; null where none is published."""
        report = newest_of_all(published_reports(project))
        return report.period.year if report else None

    def get_reported(self, project: Project) -> dict[str, Any]:
        """Activities, finance, risks, lessons, revisions, supplements; of a final report delivery too."""
        report = newest_of_all(published_reports(project))
        return report.prepared.get("instruments", {}) if report else {}


class ProjectsView(PublicView):
    """Projects."""

    serializer_class = page_of(ProjectSerializer)
    parameters = (PAGE,)

    @extend_schema(
        operation_id="projects",
        summary="Projects with framework, context, agencies, themes, and what was reported of plan and money",
        tags=["outcomes"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page, the oldest first."""
        values = self.query()
        queryset = Project.objects.order_by("starts_on", "code")
        page, rows = paged(queryset, values.get("page", 1))
        rows = rows.select_related("page").prefetch_related(
            "commissions__area",
            "wordings__accomplishment",
            "context",
            "agency_groups__members",
            "themes__term",
            "accomplishments__indicators__accomplishment",
        )
        return self.serialized(page | {"results": rows})
