"""Addresses of workshops by the API."""

from django.urls import path

from workshops.api import organiser
from workshops.api.views import ProgrammeView, WorkshopsView, WorkshopView

OWN = "workshops/<str:code>/"
urlpatterns = [
    path("workshops/", WorkshopsView.as_view(), name="workshops"),
    path(OWN, WorkshopView.as_view(), name="workshop"),
    path(OWN + "programme/", ProgrammeView.as_view(), name="programme"),
    path(OWN + "people/", organiser.PeopleView.as_view(), name="people"),
    path(OWN + "people/<int:pk>/", organiser.PersonView.as_view(), name="person"),
    path(OWN + "people/<int:pk>/decisions/", organiser.DecisionView.as_view(), name="decisions"),
    path(OWN + "attendance/", organiser.AttendanceView.as_view(), name="attendance"),
    path(OWN + "attendance/scans/", organiser.ScansView.as_view(), name="scans"),
    path(OWN + "letters/", organiser.LettersView.as_view(), name="letters"),
]
