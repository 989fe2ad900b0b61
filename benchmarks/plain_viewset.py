"""What one would write first: a ModelViewSet. Kept here to measure against, never in the product."""

from rest_framework import serializers, viewsets
from rest_framework.pagination import PageNumberPagination
from rest_framework.routers import DefaultRouter

from indicators.models import IndicatorValue, ReleaseEntry


class ValueSerializer(serializers.ModelSerializer):
    """A row with the codes of its areas and indicator."""

    indicator = serializers.CharField(source="run.indicator.code")
    ref_area = serializers.CharField(source="area.code")
    counterpart_area = serializers.CharField(source="counterpart.code")
    vintage = serializers.DateField(source="run.vintage")

    class Meta:
        model = IndicatorValue
        fields = [
            "indicator",
            "ref_area",
            "counterpart_area",
            "year",
            "value",
            "status",
            "coverage",
            "vintage",
        ]


class Pages(PageNumberPagination):
    """Pages of a thousand, as ours."""

    page_size = 1000


class ValueViewSet(viewsets.ReadOnlyModelViewSet):
    """Values of the current release, joined as one is taught to (select_related)."""

    serializer_class = ValueSerializer
    pagination_class = Pages
    throttle_classes = []

    def get_queryset(self):
        """Filtered by the same two codes as ours."""
        runs = ReleaseEntry.objects.filter(release__is_current=True).values("run_id")
        parameters = self.request.query_params
        return (
            IndicatorValue.objects.filter(
                run_id__in=runs,
                run__indicator__code=parameters["indicator__code"],
                area__code=parameters["area__code"],
            )
            .select_related("run__indicator", "area", "counterpart")
            .order_by("area_id", "year")
        )


router = DefaultRouter()
router.register("values", ValueViewSet, basename="bench-values")
urlpatterns = router.urls
