"""Policy changes and claims as the API tells them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import texts
from outcomes.models import Contribution, Evidence, ReportBundle
from outcomes.stages import Stage

ORIGINS = ("workshop", "study", "recommendation")


class ChangeStepSerializer(serializers.Serializer):
    """A stage with its day as far as it is known."""

    stage = serializers.ChoiceField(choices=Stage.values)
    on = serializers.CharField()


class ChangeContributionSerializer(serializers.Serializer):
    """What is owed to a workshop, study or recommendation, 0 to 5; `most` is what the dates allow."""

    origin = serializers.SerializerMethodField()
    id = serializers.SerializerMethodField()
    grade = serializers.IntegerField()
    most = serializers.IntegerField()
    why = serializers.CharField()
    first_contact = serializers.DateField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=ORIGINS))
    def get_origin(self, row: Contribution) -> str:
        """Which of the three it is."""
        return next(name for name in ORIGINS if getattr(row, f"{name}_id"))

    def get_id(self, row: Contribution) -> int:
        """The number of the one."""
        return getattr(row, f"{self.get_origin(row)}_id")


class ChangeEvidenceSerializer(serializers.Serializer):
    """A source; of one that is not public only its kind is told."""

    kind = serializers.CharField()
    is_public = serializers.BooleanField()
    title = serializers.CharField(required=False)
    source = serializers.CharField(required=False)
    on = serializers.CharField(required=False)
    quote = serializers.CharField(required=False)
    url = serializers.CharField(required=False)

    def to_representation(self, piece: Evidence) -> dict[str, Any]:
        """Without the fields of what is not public."""
        data = super().to_representation(piece)
        if piece.is_public:
            return data
        return {name: data[name] for name, field in self.fields.items() if field.required}


class PolicyChangeSerializer(serializers.Serializer):
    """A published policy change; `is_change` is false for an interest that is no draft yet."""

    id = serializers.IntegerField()
    country = serializers.CharField(source="country.code")
    commissions = serializers.SerializerMethodField()
    projects = serializers.SerializerMethodField()
    titles = texts()
    summaries = texts()
    stage = serializers.ChoiceField(choices=Stage.values)
    is_change = serializers.BooleanField()
    acted_by = serializers.CharField()
    instrument = serializers.CharField()
    kind = serializers.CharField()
    area = serializers.CharField()
    tool = serializers.CharField()
    groups = serializers.ListField(child=serializers.CharField())
    origin = serializers.CharField()
    direction = serializers.CharField()
    magnitude = serializers.IntegerField()
    valence = serializers.CharField()
    is_intended = serializers.BooleanField()
    under_way_by = serializers.CharField()
    since = serializers.CharField(source="stage_on")
    steps = ChangeStepSerializer(many=True)
    contributions = ChangeContributionSerializer(many=True)
    evidence = ChangeEvidenceSerializer(many=True)
    is_example = serializers.BooleanField(source="is_demonstration")

    def get_commissions(self, change: Any) -> list[str]:
        """In the order of their codes."""
        return sorted(commission.code for commission in change.commissions.all())

    def get_projects(self, change: Any) -> list[str]:
        """Codes of the projects among whose results it is counted."""
        return sorted(project.code for project in change.projects.all())


class BundleReportSerializer(serializers.Serializer):
    """Which report it is."""

    project = serializers.CharField(source="period.project.code")
    commission = serializers.CharField(
        source="commission_code", help_text="Empty: the consolidated report."
    )
    year = serializers.IntegerField(source="period.year")
    version = serializers.IntegerField()


class FollowedBundleSerializer(serializers.Serializer):
    """The bundle before it in its chain."""

    report = BundleReportSerializer()
    manifest_sha256 = serializers.CharField()


class ReportBundleSerializer(serializers.Serializer):
    """The bundle of a published report; `follows` is null for the first of its chain."""

    report = BundleReportSerializer()
    certified_at = serializers.DateTimeField(source="report.certified_at")
    address = serializers.SerializerMethodField()
    bytes = serializers.IntegerField(source="size")
    sha256 = serializers.CharField()
    manifest_sha256 = serializers.CharField()
    kid = serializers.CharField(help_text="The key, as in /.well-known/jwks.json.")
    position = serializers.IntegerField()
    follows = FollowedBundleSerializer(source="previous", allow_null=True)
    is_example = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField())
    def get_address(self, bundle: ReportBundle) -> str:
        """Where the file is."""
        return bundle.address

    @extend_schema_field(serializers.BooleanField())
    def get_is_example(self, bundle: ReportBundle) -> bool:
        """Something in the report is made up."""
        return bool(bundle.report.prepared["heading"]["is_demonstration"])


class ClaimSerializer(serializers.Serializer):
    """A published sentence, its figures as certified, and whether the records have moved since."""

    id = serializers.IntegerField()
    project = serializers.CharField(source="report.period.project.code")
    commission = serializers.CharField(
        source="report.commission_code", help_text="Empty: of the consolidated report."
    )
    year = serializers.IntegerField(source="report.period.year")
    version = serializers.IntegerField(source="report.version")
    language = serializers.CharField(source="report.language")
    part = serializers.CharField()
    sentence = serializers.CharField()
    is_example = serializers.BooleanField(help_text="Something that it counts is made up.")
    remark = serializers.CharField(help_text="The writer's own words, not measured.")
    is_inference = serializers.BooleanField()
    measure = serializers.CharField()
    scope = serializers.DictField()
    figures = serializers.DictField()
    frozen_at = serializers.DateTimeField()
    stale_since = serializers.DateTimeField(allow_null=True)
    moved = serializers.ListField(child=serializers.DictField())
