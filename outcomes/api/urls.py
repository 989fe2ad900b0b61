"""Addresses of policy changes and claims by the API."""

from django.urls import path

from outcomes.api.views import ClaimsView, PolicyChangesView

urlpatterns = [
    path("policy-changes/", PolicyChangesView.as_view(), name="policy_changes"),
    path("claims/", ClaimsView.as_view(), name="claims"),
]
