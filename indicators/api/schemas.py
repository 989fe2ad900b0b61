"""Shapes of the API's answers, for its documentation; the answers themselves are made in one pass."""

from __future__ import annotations

from rest_framework import serializers


class ValueSerializer(serializers.Serializer):
    """One published figure."""

    indicator = serializers.CharField()
    ref_area = serializers.CharField()
    counterpart_area = serializers.CharField(allow_null=True)
    time_period = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    obs_status = serializers.CharField()
    unit = serializers.CharField()
    vintage = serializers.DateField()
    release = serializers.IntegerField()
    coverage = serializers.FloatField(allow_null=True)


class ValuePageSerializer(serializers.Serializer):
    """A page of figures of one release."""

    release = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    results = ValueSerializer(many=True)


class IndicatorSerializer(serializers.Serializer):
    """An indicator and what is published of it."""

    code = serializers.CharField()
    name = serializers.CharField()
    theme = serializers.CharField()
    unit = serializers.CharField()
    unit_mult = serializers.IntegerField()
    decimals = serializers.IntegerField()
    sdg = serializers.CharField()
    modelled = serializers.BooleanField()
    note = serializers.CharField()
    formula_version = serializers.IntegerField()
    basis = serializers.CharField()
    published = serializers.BooleanField()
    vintage = serializers.DateField(allow_null=True)
    first_year = serializers.IntegerField(allow_null=True)
    last_year = serializers.IntegerField(allow_null=True)
    bilateral = serializers.BooleanField()
    countries = serializers.IntegerField()
    corridors = serializers.IntegerField()
    values = serializers.IntegerField()
    sources = serializers.ListField(child=serializers.CharField())


class FileSerializer(serializers.Serializer):
    """A file that was loaded."""

    id = serializers.IntegerField()
    filename = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    vintage = serializers.DateField()
    vintage_label = serializers.CharField()
    retrieved_on = serializers.DateField()
    rows_read = serializers.IntegerField()
    rows_kept = serializers.IntegerField()


class SourceSerializer(serializers.Serializer):
    """A provider's data set with its loaded files."""

    code = serializers.CharField()
    name = serializers.CharField()
    publisher = serializers.CharField()
    url = serializers.CharField()
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()
    frequency = serializers.CharField()
    files = FileSerializer(many=True)


class ReleaseSerializer(serializers.Serializer):
    """A published set of figures."""

    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    current = serializers.BooleanField()
    reason = serializers.CharField()
