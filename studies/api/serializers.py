"""Studies and recommendations as the API tells them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import AddressField, CodesField
from core.api.paging import page_of
from studies.documents import citations
from studies.models import Contribution, Edition, Recommendation, Study
from studies.selectors import recommendations
from studies.selectors.citations import cited


class StudyFileSerializer(serializers.Serializer):
    """A file of an edition."""

    url = AddressField(source="get_absolute_url")
    filename = serializers.CharField()
    language = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    licence = serializers.CharField()


class EditionSerializer(serializers.Serializer):
    """The work in one language."""

    language = serializers.CharField()
    title = serializers.CharField()
    subtitle = serializers.CharField()
    abstract = serializers.CharField()
    issued = serializers.CharField()
    symbol = serializers.CharField()
    isbn = serializers.CharField()
    doi = serializers.CharField()
    publisher = serializers.CharField()
    permanent = AddressField(source="permanent_path", help_text="The address to cite.")
    citation = serializers.SerializerMethodField()
    files = StudyFileSerializer(many=True, source="ready_files")

    def get_citation(self, edition: Edition) -> str:
        """As plain text."""
        return citations.plain(cited(edition, self.context["base"]))


class ContributionSerializer(serializers.Serializer):
    """A person or an institution, and what they did; names that do not apply are empty."""

    family = serializers.SerializerMethodField()
    given = serializers.SerializerMethodField()
    institution = serializers.SerializerMethodField()
    role = serializers.CharField()

    def get_family(self, row: Contribution) -> str:
        """The family name of an author."""
        return row.author.family if row.author else ""

    def get_given(self, row: Contribution) -> str:
        """The given names of an author."""
        return row.author.given if row.author else ""

    def get_institution(self, row: Contribution) -> str:
        """The institution, of the author or by itself."""
        return row.institution.name if row.institution else ""


class StudySerializer(serializers.Serializer):
    """A work with its editions."""

    id = serializers.IntegerField()
    permanent = AddressField(source="permanent_path", help_text="The address to cite.")
    is_demonstration = serializers.BooleanField()
    commissions = CodesField()
    countries = CodesField()
    terms = CodesField()
    people = ContributionSerializer(many=True, source="contributions")
    first_published_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    editions = EditionSerializer(many=True, source="public_editions")


class FoundSerializer(StudySerializer):
    """A work in a list; `best` is the language of the edition that matched best."""

    best = serializers.SerializerMethodField()

    def get_best(self, study: Study) -> str:
        """As the search found it."""
        return self.context["best"][study.pk]


class StudiesSerializer(page_of(FoundSerializer)):
    """A page of works, with the number of works by value of each filter."""

    count_is_minimum = serializers.BooleanField(
        help_text="True where a phrase was looked for in the likeliest editions alone; more may have it."
    )
    facet_counts_are_minimum = serializers.BooleanField(
        help_text="The same of the counts by facet, which look beyond the filters."
    )
    facets = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))


class StandingSerializer(serializers.Serializer):
    """How far a country has come."""

    country = serializers.CharField(source="country.code")
    status = serializers.CharField(source="status.value")
    on = serializers.DateField(source="newest.on")
    evidence = serializers.CharField(source="newest.evidence")
    url = serializers.CharField(source="newest.url")


class RecommendationSerializer(serializers.Serializer):
    """A recommendation with the newest step of each country."""

    id = serializers.IntegerField()
    study = serializers.IntegerField(source="study_id")
    number = serializers.IntegerField()
    texts = serializers.SerializerMethodField()
    addressee = serializers.CharField()
    theme = serializers.CharField(source="theme.code")
    objective = serializers.CharField(source="objective.code", allow_null=True)
    horizon = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    countries = CodesField()
    is_example = serializers.BooleanField(source="study.is_demonstration")
    standings = serializers.SerializerMethodField()

    def get_texts(self, recommendation: Recommendation) -> dict[str, str]:
        """By language."""
        return {text.language: text.text for text in recommendation.texts.all()}

    @extend_schema_field(StandingSerializer(many=True))
    def get_standings(self, recommendation: Recommendation) -> list[dict[str, Any]]:
        """Of what the board prefetched."""
        return StandingSerializer(recommendations.standings(recommendation), many=True).data
