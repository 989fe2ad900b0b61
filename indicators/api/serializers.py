"""Indicators, sources and releases as the API tells them, and the shape of a page of figures."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import serializers

from indicators.api.rows import ValueSerializer
from indicators.models import Source
from indicators.selectors import CatalogueRow, formula_of


def note_of(row: CatalogueRow) -> str:
    """The method note of the basis that is published."""
    return formula_of(row.code, row.basis or None).note


class ValuePageSerializer(serializers.Serializer):
    """A page of figures of one release. `ValuesView` writes it as text; this is for the document."""

    release = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    results = ValueSerializer(many=True)


class IndicatorSerializer(serializers.Serializer):
    """An indicator and what is published of it."""

    code = serializers.CharField()
    name = serializers.CharField()
    theme = serializers.CharField()
    unit = serializers.CharField()
    unit_mult = serializers.SerializerMethodField(help_text="Always 0: values are in base units.")
    decimals = serializers.IntegerField()
    sdg = serializers.CharField()
    modelled = serializers.BooleanField(source="is_modelled")
    note = serializers.SerializerMethodField()
    formula_version = serializers.IntegerField()
    basis = serializers.CharField()
    published = serializers.BooleanField()
    vintage = serializers.DateField(allow_null=True)
    first_year = serializers.IntegerField(allow_null=True)
    last_year = serializers.IntegerField(allow_null=True)
    bilateral = serializers.BooleanField(source="is_bilateral")
    countries = serializers.IntegerField()
    corridors = serializers.IntegerField()
    values = serializers.IntegerField()
    sources = serializers.ListField(child=serializers.CharField())

    def get_unit_mult(self, row: CatalogueRow) -> int:
        """SDMX UNIT_MULT, the power of ten."""
        return 0

    def get_note(self, row: CatalogueRow) -> str:
        """The method, of the basis that is published."""
        return note_of(row)


class FileSerializer(serializers.Serializer):
    """A file that was loaded."""

    id = serializers.IntegerField()
    filename = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    vintage = serializers.DateField()
    vintage_label = serializers.CharField()
    vintage_precision = serializers.CharField(
        help_text="day, month, or about: the provider states no day, and publishes about then."
    )
    retrieved_on = serializers.DateField()
    rows_read = serializers.IntegerField()
    rows_kept = serializers.IntegerField()


class SourceSerializer(serializers.Serializer):
    """A provider's data set with its files, `loaded` ones alone."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    publisher = serializers.CharField()
    url = serializers.CharField()
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()
    frequency = serializers.CharField()
    files = FileSerializer(many=True, source="loaded")

    def get_name(self, source: Source) -> str:
        """In the reader's language."""
        return _(source.name)


class ReleaseSerializer(serializers.Serializer):
    """A published set of figures."""

    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    current = serializers.BooleanField(source="is_current")
    reason = serializers.CharField()
