"""Public pages of workshops, pages reached by signed links, and the organisers' desk."""

from django.urls import path

from workshops import desk_views as desk
from workshops import views

app_name = "workshops"
OWN = "organise/<slug:code>/"
urlpatterns = [
    path("workshops/", views.index, name="index"),
    path("workshops/calendar.ics", views.feed, name="feed"),
    path("workshops/<slug:code>/", views.workshop, name="workshop"),
    path("workshops/<slug:code>/calendar.ics", views.workshop_calendar, name="workshop_calendar"),
    path("workshops/<slug:code>/register/", views.register, name="register"),
    path("registration/<str:token>/", views.mine, name="mine"),
    path("registration/<str:token>/calendar.ics", views.my_calendar, name="my_calendar"),
    path(
        "registration/<str:token>/certificates/<str:serial>.pdf",
        views.my_certificate,
        name="my_certificate",
    ),
    path("nominate/<str:token>/", views.nominate, name="nominate"),
    path("certificates/", views.verify, name="verify"),
    path("certificates/<str:serial>/", views.verify, name="verify_serial"),
    path("organise/", desk.desk, name="desk"),
    path("organise/new/", desk.new, name="new"),
    path(OWN, desk.manage, name="manage"),
    path(OWN + "edit/", desk.edit, name="edit"),
    path(OWN + "setup/", desk.setup, name="setup"),
    path(OWN + "status/", desk.status, name="status"),
    path(OWN + "copy/", desk.copy, name="copy"),
    path(OWN + "sessions/", desk.session, name="add_session"),
    path(OWN + "sessions/<int:pk>/", desk.session, name="session"),
    path(OWN + "sessions/<int:pk>/remove/", desk.remove_session, name="remove_session"),
    path(OWN + "sessions/<int:pk>/screen/", desk.screen, name="screen"),
    path(OWN + "sessions/<int:pk>/scan/", desk.scan, name="scan"),
    path(OWN + "sessions/<int:pk>/scanned/", desk.scanned, name="scanned"),
    path(OWN + "sessions/<int:pk>/sheet.pdf", desk.sheet, name="sheet"),
    path(OWN + "people/", desk.people, name="people"),
    path(OWN + "people/enter/", desk.enter, name="enter"),
    path(OWN + "people/invite/", desk.invite_many, name="invite_many"),
    path(OWN + "people/<int:pk>/", desk.person, name="person"),
    path(OWN + "people.<str:extension>", desk.table, name="table"),
    path(OWN + "badges.pdf", desk.badges, name="badges"),
    path(OWN + "nominations/", desk.nominations, name="nominations"),
    path(OWN + "nominations/<int:pk>/note/", desk.note, name="note"),
    path(OWN + "attendance/", desk.attendance, name="attendance"),
    path(OWN + "certificates/", desk.certificates, name="certificates"),
    path(OWN + "mail/", desk.mail, name="mail"),
    path(OWN + "mail/<int:pk>/", desk.letter, name="letter"),
    path(OWN + "statistics/", desk.statistics, name="statistics"),
]
