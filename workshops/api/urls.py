"""Addresses of workshops by the API."""

from django.urls import path

from workshops.api.views import ProgrammeView, WorkshopsView, WorkshopView

urlpatterns = [
    path("workshops/", WorkshopsView.as_view(), name="workshops"),
    path("workshops/<str:code>/", WorkshopView.as_view(), name="workshop"),
    path("workshops/<str:code>/programme/", ProgrammeView.as_view(), name="programme"),
]
