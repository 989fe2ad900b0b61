"""How one figure came about, by the API: the same as on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from core.api.parameters import period as read_period
from core.api.parameters import refuse
from core.api.views import PublicView
from indicators.api.parameters import VINTAGE
from indicators.presentation.traces import FigureAddresses, api_query, place_of
from indicators.services.tracing import Cell, Trace, trace

if TYPE_CHECKING:
    from django.http import HttpResponse


class CellSerializer(serializers.Serializer):
    """A figure of a file, and where it stands there; places count from 1, 0 where there is none."""

    ref_area = serializers.CharField(source="area")
    counterpart_area = serializers.CharField(source="counterpart", allow_blank=True)
    time_period = serializers.CharField(source="period")
    value = serializers.FloatField()
    obs_status = serializers.CharField(source="status")
    flag = serializers.CharField(allow_blank=True)
    sheet = serializers.CharField(allow_blank=True)
    row = serializers.IntegerField()
    column = serializers.IntegerField()
    place = serializers.SerializerMethodField(help_text="The same in words.")

    def get_place(self, cell: Cell) -> str:
        """In the reader's language."""
        return place_of(cell)


class InputSerializer(serializers.Serializer):
    """A series that the figure rests on, as one file brought it."""

    series = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    source = serializers.CharField(source="snapshot.source_id")
    file = serializers.IntegerField(source="snapshot.pk")
    filename = serializers.CharField(source="snapshot.filename")
    sha256 = serializers.CharField(source="snapshot.sha256")
    vintage = serializers.DateField(source="snapshot.vintage")
    vintage_precision = serializers.CharField(source="snapshot.vintage_precision")
    attribution = serializers.CharField(source="snapshot.source.attribution")
    licence = serializers.CharField(source="snapshot.source.licence")
    original = serializers.SerializerMethodField(help_text="The file as it was received.")
    only_weighs = serializers.BooleanField()
    count = serializers.IntegerField()
    total = serializers.FloatField()
    cells = CellSerializer(many=True)

    def get_original(self, row: Any) -> str:
        """Its address."""
        path = reverse("indicators:snapshot_file", args=[row.snapshot.pk])
        return f"{self.context['base']}{path}"


class PartSerializer(serializers.Serializer):
    """A number of the formula under its letter."""

    letter = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    value = serializers.FloatField(allow_null=True)


class MemberSerializer(serializers.Serializer):
    """A member of a group, the numbers it adds, and whether it is in the sums."""

    ref_area = serializers.CharField(source="area.code")
    name = serializers.CharField(source="area.name")
    parts = serializers.ListField(child=serializers.FloatField(allow_null=True))
    enters = serializers.BooleanField()


class EarlierSerializer(serializers.Serializer):
    """The figure by the files of another day."""

    vintage = serializers.DateField()
    first_release = serializers.IntegerField(source="release")
    value = serializers.FloatField(allow_null=True)
    obs_status = serializers.CharField(source="status")
    is_this = serializers.BooleanField()


class TraceSerializer(serializers.Serializer):
    """How a figure came about."""

    indicator = serializers.CharField(source="code")
    name = serializers.CharField()
    ref_area = serializers.CharField(source="area.code")
    time_period = serializers.CharField(source="period")
    value = serializers.FloatField(allow_null=True)
    obs_status = serializers.CharField(source="status")
    coverage = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    release = serializers.IntegerField(source="release.id")
    vintage = serializers.DateField()
    basis = serializers.CharField()
    formula_version = serializers.IntegerField()
    note = serializers.CharField()
    expression = serializers.CharField(allow_blank=True)
    python = serializers.CharField(allow_blank=True)
    agrees = serializers.BooleanField(allow_null=True)
    parts = PartSerializer(many=True)
    members = MemberSerializer(many=True)
    entered = serializers.SerializerMethodField(help_text="Since `year_before`, by code.")
    left = serializers.SerializerMethodField(help_text="Since `year_before`, by code.")
    year_before = serializers.IntegerField(allow_null=True)
    inputs = InputSerializer(many=True)
    history = EarlierSerializer(many=True)
    page = serializers.SerializerMethodField(help_text="The same for people.")
    figure = serializers.SerializerMethodField(help_text="The figure itself as CSV.")

    def get_entered(self, row: Trace) -> list[str]:
        """Members in the sums now that were not before."""
        return [area.code for area in row.entered]

    def get_left(self, row: Trace) -> list[str]:
        """Members in the sums before that are not now."""
        return [area.code for area in row.left]

    def get_page(self, row: Trace) -> str:
        """Its permanent address."""
        addresses = FigureAddresses.of(row.code, row.release.id)
        return f"{self.context['base']}{addresses.at(row.area.code, row.period)}"

    def get_figure(self, row: Trace) -> str:
        """By the address of values."""
        return f"{self.context['base']}{reverse('api:values')}?{api_query(row)}"


class TraceView(PublicView):
    """How a figure came about."""

    serializer_class = TraceSerializer
    parameters = VINTAGE

    @extend_schema(
        operation_id="trace",
        summary="How a figure came about: formula, cells of the files, members, earlier vintages",
        description=(
            "Of a country the cells of the files are listed, at most 200 of a series, the largest first. Of a group the"
            " members are listed with what each adds; each member has a trace of its own."
        ),
        parameters=[
            OpenApiParameter("code", str, OpenApiParameter.PATH, description="An indicator."),
            OpenApiParameter("area", str, OpenApiParameter.PATH, description="An area by code."),
            OpenApiParameter(
                "period", str, OpenApiParameter.PATH, description="A year or a quarter as 2020-Q3."
            ),
        ],
        tags=["values"],
    )
    def get(self, request: Any, code: str, area: str, period: str) -> HttpResponse:
        """The trace of one figure."""
        values = self.query()
        try:
            when = read_period(period)
        except ValueError as problem:
            raise refuse({"period": [str(problem)]}) from None
        return self.serialized(
            trace(
                code,
                area,
                when.year,
                when.quarter,
                as_of=values.get("as_of"),
                release=values.get("release"),
            )
        )
