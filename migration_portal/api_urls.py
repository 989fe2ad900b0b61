"""Every address of the API, its schema and its page."""

from django.urls import include, path, re_path

from core.api.views import NoSuchAddress
from evaluations.api.views import EvaluationsView, EvaluationView, PoolsView
from indicators.api.catalogue import IndicatorsView, IndicatorView, ReleasesView, SourcesView
from indicators.api.values import ValuesView
from migration_portal.api_reference import SchemaView, reference
from outcomes.api.views import ClaimsView, PolicyChangesView
from regions.api.views import CommissionsView, CountriesView, CountryView, CoverageView, ThemesView
from studies.api.recommendations import RecommendationsView
from studies.api.works import StudiesView, StudyView

app_name = "api"
urlpatterns = [
    path("", reference, name="reference"),
    path("v1/openapi.json", SchemaView.as_view(), name="schema"),
    path("v1/countries/", CountriesView.as_view(), name="countries"),
    path("v1/countries/<str:code>/", CountryView.as_view(), name="country"),
    path("v1/commissions/", CommissionsView.as_view(), name="commissions"),
    path("v1/themes/", ThemesView.as_view(), name="themes"),
    path("v1/coverage/", CoverageView.as_view(), name="coverage"),
    path("v1/studies/", StudiesView.as_view(), name="studies"),
    path("v1/studies/<int:pk>/", StudyView.as_view(), name="study"),
    path("v1/recommendations/", RecommendationsView.as_view(), name="recommendations"),
    path("v1/evaluations/", EvaluationsView.as_view(), name="evaluations"),
    path("v1/evaluations/<slug:code>/", EvaluationView.as_view(), name="evaluation"),
    path("v1/evaluation-pools/", PoolsView.as_view(), name="evaluation_pools"),
    path("v1/policy-changes/", PolicyChangesView.as_view(), name="policy_changes"),
    path("v1/claims/", ClaimsView.as_view(), name="claims"),
    path("v1/indicators/", IndicatorsView.as_view(), name="indicators"),
    path("v1/indicators/<str:code>/", IndicatorView.as_view(), name="indicator"),
    path("v1/values/", ValuesView.as_view(), name="values"),
    path("v1/sources/", SourcesView.as_view(), name="sources"),
    path("v1/releases/", ReleasesView.as_view(), name="releases"),
    path("sdmx/", include("indicators.sdmx.urls")),
    re_path(r"^(?:v1|sdmx)(?:/.*)?$", NoSuchAddress.as_view()),
]
