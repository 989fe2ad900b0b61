"""Addresses of policy changes and claims by the API."""

from django.urls import path

from outcomes.api.projects import ProjectsView
from outcomes.api.views import ClaimsView, PolicyChangesView, ReportBundlesView

urlpatterns = [
    path("policy-changes/", PolicyChangesView.as_view(), name="policy_changes"),
    path("projects/", ProjectsView.as_view(), name="projects"),
    path("claims/", ClaimsView.as_view(), name="claims"),
    path("report-bundles/", ReportBundlesView.as_view(), name="report_bundles"),
]
