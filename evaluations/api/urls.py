"""Addresses of the results of evaluations by the API."""

from django.urls import path

from evaluations.api.views import EvaluationsView, EvaluationView, PoolsView

urlpatterns = [
    path("evaluations/", EvaluationsView.as_view(), name="evaluations"),
    path("evaluations/<slug:code>/", EvaluationView.as_view(), name="evaluation"),
    path("evaluation-pools/", PoolsView.as_view(), name="evaluation_pools"),
]
