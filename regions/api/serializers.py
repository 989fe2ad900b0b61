"""Countries, commissions, themes and the coverage as the API tells them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import CodesField, WordsField, texts
from regions.models import Commission, Membership, Term


class MembershipSerializer(serializers.Serializer):
    """Belonging to a commission."""

    commission = serializers.CharField(source="commission.code")
    status = serializers.CharField()
    is_regional = serializers.BooleanField()
    since = serializers.DateField(allow_null=True)
    confidence = serializers.SerializerMethodField(
        help_text="How well the first day is known; only `verified` was read in a source.",
    )

    @extend_schema_field(serializers.ChoiceField(choices=Membership.Confidence.choices))
    def get_confidence(self, row: Membership) -> str:
        """Unsure where nothing was noted."""
        return row.confidence or Membership.Confidence.UNSURE


class CountrySerializer(serializers.Serializer):
    """A country or area."""

    code = serializers.CharField()
    iso2 = serializers.CharField()
    m49 = serializers.CharField()
    names = texts()
    ldc = serializers.BooleanField()
    lldc = serializers.BooleanField()
    sids = serializers.BooleanField()
    note = serializers.CharField()
    memberships = MembershipSerializer(many=True)


class CommissionSerializer(serializers.Serializer):
    """A Regional Commission. Give it commissions with their memberships of today."""

    code = serializers.CharField()
    full_names = texts()
    seat = texts()
    founded = serializers.IntegerField()
    website = serializers.CharField()
    mandate = texts()
    languages = WordsField()
    resolution = serializers.CharField()
    members = CodesField("country.code", source="memberships")
    regional_members = serializers.SerializerMethodField()

    def get_regional_members(self, commission: Commission) -> list[str]:
        """Those whose figures are the commission's."""
        return [row.country.code for row in commission.memberships.all() if row.is_regional]


class ThemeSerializer(serializers.Serializer):
    """A theme, an objective or a target."""

    code = serializers.CharField()
    vocabulary = serializers.ChoiceField(choices=Term.Vocabulary.values)
    names = texts()
    source = serializers.CharField()


class CoverageCellSerializer(serializers.Serializer):
    """A commission, a stage and a year; zero where there is nothing."""

    commission = serializers.CharField()
    stage = serializers.CharField()
    year = serializers.IntegerField()
    count = serializers.IntegerField()

    def to_representation(self, cell: tuple[Any, ...]) -> dict[str, Any]:
        """Cells come as tuples in the order of the fields."""
        return dict(zip(self.fields, cell, strict=True))
