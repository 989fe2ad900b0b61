"""The API: the endpoints of every app, their schema, and the page made from it."""

from django.urls import include, path

from migration_portal.api_reference import SchemaView, reference

app_name = "api"
urlpatterns = [
    path("", reference, name="reference"),
    path("v1/openapi.json", SchemaView.as_view(), name="schema"),
    path("v1/", include("regions.api.urls")),
    path("v1/", include("studies.api.urls")),
    path("v1/", include("indicators.api.urls")),
    path("v1/", include("workshops.api.urls")),
    path("v1/", include("evaluations.api.urls")),
    path("v1/", include("outcomes.api.urls")),
    path("sdmx/", include("indicators.sdmx.urls")),
    path("", include("core.api.urls")),
]
