"""Pages of countries and commissions."""

from django.urls import path

from regions import views

app_name = "regions"
urlpatterns = [
    path("commissions/", views.commissions, name="commissions"),
    path("commissions/<slug:code>/", views.commission, name="commission"),
    path("countries/", views.countries, name="countries"),
    path("countries/<slug:code>/", views.country, name="country"),
]
