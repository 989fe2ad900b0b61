"""Pages of countries and commissions."""

from django.urls import path

from regions import views

app_name = "regions"
urlpatterns = [
    path("commissions/", views.commissions, name="commissions"),
    path("commissions/<slug:code>/", views.commission, name="commission"),
    path("countries/", views.countries, name="countries"),
    path("countries/<slug:code>/", views.country, name="country"),
    path("groups/", views.groups, name="groups"),
    path("groups/<str:code>/", views.group, name="group"),
    path("themes/", views.terms, name="terms"),
    path("themes/<str:code>/", views.term, name="term"),
    path("side-by-side/", views.compare, name="side_by_side"),
    path("coverage/", views.matrix, name="coverage"),
    path("partners/", views.partners, name="partners"),
]
