"""Addresses of SDMX REST: `data/...`, `availability/...` and `structure/...` (3.0), `availableconstraint/...` and `<kind>/...` (2.1)."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from indicators.sdmx.references import KINDS, OTHER_NAMES
from indicators.sdmx.views import AvailabilityView, DataView, NotOfferedView, StructureView

KIND = f"(?P<kind>{'|'.join((*KINDS, *OTHER_NAMES, 'structure'))})"
REST = r"(?:/(?P<agency>[^/]+)(?:/(?P<identifier>[^/]+)(?:/(?P<version>[^/]+))?)?)?/?$"

urlpatterns = [
    path("", RedirectView.as_view(url="/api/#sdmx"), name="sdmx"),
    re_path(
        r"^data/dataflow/(?P<agency>[^/]+)/(?P<flow>[^/]+)/(?P<version>[^/]+)(?:/(?P<key>[^/]+))?/?$",
        DataView.as_view(),
        name="sdmx_data",
    ),
    re_path(
        r"^data/(?P<flow>[^/]+)(?:/(?P<key>[^/]+)(?:/(?P<provider>[^/]+))?)?/?$",
        DataView.as_view(),
        name="sdmx_data_v1",
    ),
    re_path(
        r"^availability/dataflow/(?P<agency>[^/]+)/(?P<flow>[^/]+)/(?P<version>[^/]+)"
        r"(?:/(?P<key>[^/]+)(?:/(?P<component>[^/]+))?)?/?$",
        AvailabilityView.as_view(),
        name="sdmx_availability",
    ),
    re_path(
        r"^availableconstraint/(?P<flow>[^/]+)"
        r"(?:/(?P<key>[^/]+)(?:/(?P<provider>[^/]+)(?:/(?P<component>[^/]+))?)?)?/?$",
        AvailabilityView.as_view(),
        name="sdmx_availability_v1",
    ),
    re_path(
        r"^(?:structure/)?(?P<resource>schema|metadata|registration|(?!agency|concept)[a-z]+scheme|[a-z]+map|hierarchy"
        r"|hierarchicalcodelist|categorisation|metadatastructure|metadataflow|process|reportingtaxonomy)(?:/.*)?$",
        NotOfferedView.as_view(),
    ),
    re_path(rf"^structure/{KIND}{REST}", StructureView.as_view(), name="sdmx_structure"),
    re_path(rf"^structure/(?P<kind>\*){REST}", StructureView.as_view()),
    re_path(rf"^{KIND}{REST}", StructureView.as_view(), name="sdmx_structure_v1"),
]
