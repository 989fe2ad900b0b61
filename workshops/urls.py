"""Public pages of workshops, pages reached by signed links, and those of organisers."""

from django.urls import path

from workshops.views import converters  # noqa: F401  <workshop:code>
from workshops.views.organiser import (
    attendance,
    attendance_logs,
    bulk_letters,
    certificates,
    correction,
    focal_points,
    imports,
    letter_texts,
    letters,
    nominations,
    programme,
    registration,
    registrations,
    setup,
    statistics,
    workshops,
)
from workshops.views.participant import nominations as own_nominations
from workshops.views.participant import register
from workshops.views.participant import registration as own_registration
from workshops.views.public import workshops as public

app_name = "workshops"
OWN = "organise/<workshop:code>/"
urlpatterns = [
    path("workshops/", public.workshop_list, name="index"),
    path("workshops/calendar.ics", public.feed, name="feed"),
    path("workshops/<workshop:code>/", public.workshop, name="workshop"),
    path(
        "workshops/<workshop:code>/calendar.ics", public.workshop_calendar, name="workshop_calendar"
    ),
    path("workshops/<workshop:code>/register/", register.register, name="register"),
    path("workshops/<workshop:code>/register/link/", register.send_link, name="send_link"),
    path("workshops/<workshop:code>/register/<str:secret>/", register.resume, name="resume"),
    path("workshops/<workshop:code>/materials/<int:pk>/", public.material, name="material"),
    path("registration/<str:token>/", own_registration.registration_page, name="own_registration"),
    path(
        "registration/<str:token>/address/",
        own_registration.confirm_address,
        name="confirm_address",
    ),
    path("registration/<str:token>/calendar.ics", own_registration.my_calendar, name="my_calendar"),
    path(
        "registration/<str:token>/certificates/<str:serial>.pdf",
        own_registration.my_certificate,
        name="my_certificate",
    ),
    path(
        "registration/<str:token>/visa-letters/<int:pk>.pdf",
        own_registration.my_visa_letter,
        name="my_visa_letter",
    ),
    path("nominate/<str:token>/", own_nominations.nominate, name="nominate"),
    path("certificates/", public.verify, name="verify"),
    path("certificates/<str:serial>/", public.verify, name="verify_serial"),
    path("organise/", workshops.organise, name="organise"),
    path("organise/new/", workshops.new, name="new"),
    path("organise/search/", workshops.search_people, name="search_people"),
    path(OWN, workshops.manage, name="manage"),
    path(OWN + "edit/", workshops.edit, name="edit"),
    path(OWN + "setup/", setup.setup, name="setup"),
    path(OWN + "status/", workshops.status, name="status"),
    path(OWN + "delete/", workshops.delete, name="delete"),
    path(OWN + "copy/", workshops.copy, name="copy"),
    path(OWN + "programme/", programme.programme, name="programme"),
    path(OWN + "sessions/", workshops.session, name="add_session"),
    path(OWN + "sessions/<int:pk>/", workshops.session, name="session"),
    path(OWN + "sessions/<int:pk>/remove/", workshops.remove_session, name="remove_session"),
    path(OWN + "sessions/<int:pk>/materials/", workshops.materials, name="materials"),
    path(OWN + "sessions/<int:pk>/screen/", attendance.screen, name="screen"),
    path(OWN + "sessions/<int:pk>/scan/", attendance.scan, name="scan"),
    path(OWN + "sessions/<int:pk>/scanned/", attendance.scanned, name="scanned"),
    path(OWN + "sessions/<int:pk>/log/", attendance_logs.import_log, name="import_log"),
    path(OWN + "sessions/<int:pk>/sheet.pdf", attendance.sheet, name="sheet"),
    path(OWN + "attendance.pdf", attendance.tick_grid, name="tick_grid"),
    path(OWN + "people/", registrations.people, name="people"),
    path(OWN + "people/enter/", registrations.enter, name="enter"),
    path(OWN + "people/import/", imports.import_people, name="import_people"),
    path(OWN + "people/<int:pk>/", registration.person, name="person"),
    path(OWN + "people/<int:pk>/edit/", correction.edit_registration, name="edit_registration"),
    path(
        OWN + "people/<int:pk>/answers/<int:answer_pk>/",
        registration.answer_file,
        name="answer_file",
    ),
    path(OWN + "people.<str:extension>", statistics.table, name="table"),
    path(OWN + "lists/<str:name>.<str:extension>", statistics.listing, name="listing"),
    path(OWN + "visa-letters.pdf", certificates.visa_letters, name="visa_letters"),
    path(OWN + "badges.pdf", certificates.badges, name="badges"),
    path(OWN + "name-plates.pdf", certificates.name_plates, name="name_plates"),
    path(OWN + "certificates.zip", certificates.certificate_archive, name="certificate_archive"),
    path(OWN + "nominations/", nominations.nominations, name="nominations"),
    path(OWN + "focal-points/", focal_points.focal_points, name="focal_points"),
    path(OWN + "focal-points/<int:pk>/", focal_points.focal_point, name="focal_point"),
    path(OWN + "nominations/<int:pk>/note/", nominations.note, name="note"),
    path(OWN + "attendance/", attendance.attendance, name="attendance"),
    path(OWN + "certificates/", certificates.certificates, name="certificates"),
    path(
        OWN + "certificates/<str:serial>.pdf",
        certificates.certificate_file,
        name="certificate_file",
    ),
    path(OWN + "mail/", letters.mail, name="mail"),
    path(OWN + "mail/write/", bulk_letters.write_letters, name="write_letters"),
    path(OWN + "mail/automatic/", letter_texts.scheduled, name="scheduled_letters"),
    path(OWN + "mail/texts/", letter_texts.texts, name="letter_texts"),
    path(OWN + "mail/texts/<slug:name>/<slug:language>/", letter_texts.text, name="letter_text"),
    path(OWN + "mail/<int:pk>/", letters.letter, name="letter"),
    path(OWN + "statistics/", statistics.statistics, name="statistics"),
]
