"""Addresses of countries, commissions, themes and the coverage by the API."""

from django.urls import path

from regions.api.views import CommissionsView, CountriesView, CountryView, CoverageView, ThemesView

urlpatterns = [
    path("countries/", CountriesView.as_view(), name="countries"),
    path("countries/<str:code>/", CountryView.as_view(), name="country"),
    path("commissions/", CommissionsView.as_view(), name="commissions"),
    path("themes/", ThemesView.as_view(), name="themes"),
    path("coverage/", CoverageView.as_view(), name="coverage"),
]
