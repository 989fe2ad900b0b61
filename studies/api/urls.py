"""Addresses of studies and recommendations by the API."""

from django.urls import path

from studies.api.recommendations import RecommendationsView
from studies.api.works import StudiesView, StudyView

urlpatterns = [
    path("studies/", StudiesView.as_view(), name="studies"),
    path("studies/<int:pk>/", StudyView.as_view(), name="study"),
    path("recommendations/", RecommendationsView.as_view(), name="recommendations"),
]
