"""Pages of countries and commissions."""

from django.urls import path

from regions.views import areas

app_name = "regions"
urlpatterns = [
    path("commissions/", areas.commissions, name="commissions"),
    path("commissions/<slug:code>/", areas.commission, name="commission"),
    path("countries/", areas.countries, name="countries"),
    path("countries/<slug:code>/", areas.country, name="country"),
    path("groups/", areas.groups, name="groups"),
    path("groups/<str:code>/", areas.group, name="group"),
    path("themes/", areas.terms, name="terms"),
    path("themes/<str:code>/", areas.term, name="term"),
    path("side-by-side/", areas.side_by_side_page, name="side_by_side"),
    path("coverage/", areas.matrix, name="coverage"),
    path("partners/", areas.partners, name="partners"),
]
