"""Addresses of figures and of what they come from by the API."""

from django.urls import path

from indicators.api.catalogue import IndicatorsView, IndicatorView, ReleasesView, SourcesView
from indicators.api.trace import TraceView
from indicators.api.values import ValuesView

urlpatterns = [
    path("indicators/", IndicatorsView.as_view(), name="indicators"),
    path("indicators/<str:code>/", IndicatorView.as_view(), name="indicator"),
    path("values/", ValuesView.as_view(), name="values"),
    path("trace/<str:code>/<str:area>/<str:period>/", TraceView.as_view(), name="trace"),
    path("sources/", SourcesView.as_view(), name="sources"),
    path("releases/", ReleasesView.as_view(), name="releases"),
]
