"""Addresses of results of evaluations: what is read by all, and what is done at the desk."""

from django.urls import path

from evaluations.views import results as shown
from evaluations.views.organiser import results
from workshops import converters  # noqa: F401  <workshop:code>

OWN = "organise/<workshop:code>/"
urlpatterns = [
    path("workshops/<workshop:code>/results/", shown.page, name="results"),
    path("workshops/<workshop:code>/results.<str:extension>", shown.file, name="results_file"),
    path("workshops/<workshop:code>/reports/<int:number>/", shown.report, name="report"),
    path("workshops/<workshop:code>/reports/<int:number>/brief/", shown.brief, name="brief"),
    path(
        "workshops/<workshop:code>/reports/<int:number>.<str:extension>",
        shown.report_file,
        name="report_file",
    ),
    path(OWN + "live/<int:pk>/", results.live, name="live"),
    path(OWN + "reports/", results.reports, name="reports"),
    path(OWN + "texts/", results.coded, name="texts"),
    path(OWN + "leads/", results.leads, name="leads"),
    path(OWN + "answers/<int:pk>.csv", results.micro, name="micro"),
]
