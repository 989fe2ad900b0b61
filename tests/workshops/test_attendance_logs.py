"""Attendance lists in the shape in which Zoom, Teams and Webex save them; people and meetings are invented."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import PortalError
from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.imports.attendance_logs import IGNORED, LOCAL, WORLD, read_log, record_log
from workshops.models import Attendance, Registration
from workshops.states import RegistrationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Migration statistics,02/10/2027 08:55:00 AM,02/10/2027 11:02:00 AM,host@example.org,127,4

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Ana Lopez,ana@example.org,02/10/2027 08:57:00 AM,02/10/2027 09:40:00 AM,43,No,No
Ana Lopez,ana@example.org,02/10/2027 09:30:00 AM,02/10/2027 10:10:00 AM,40,No,No
"iPad (Smith, Tom)",,02/10/2027 09:00:00 AM,02/10/2027 11:02:00 AM,122,Yes,No
Eva Stone,,02/10/2027 08:50:00 AM,02/10/2027 08:57:00 AM,7,Yes,Yes
Eva Stone,,02/10/2027 08:57:00 AM,02/10/2027 10:30:00 AM,93,Yes,No
"""

TEAMS = """1. Summary
Meeting title\tMigration statistics
Attended participants\t3
Start time\t2/10/27, 8:55:12 AM
End time\t2/10/27, 11:02:00 AM
Meeting duration\t2h 6m 48s
Average attendance time\t1h 40m 2s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ana Lopez\t2/10/27, 9:00:12\u202fAM\t2/10/27, 11:00:00\u202fAM\t1h 57m 51s\tana@example.org\tana@example.org\tPresenter
Tom Smith (Unverified)\t2/10/27, 9:10:00 AM\t2/10/27, 10:50:00 AM\t1h 10m\t\t\tPresenter
Eva Stone (Guest)\t2/10/27, 9:00:00 AM\t2/10/27, 9:31:00 AM\t31m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ana Lopez\t2/10/27, 9:00:12 AM\t2/10/27, 10:30:00 AM\t1h 29m 48s\tana@example.org\tPresenter
Ana Lopez\t2/10/27, 10:00:00 AM\t2/10/27, 11:00:00 AM\t1h\tana@example.org\tPresenter
Tom Smith (Unverified)\t2/10/27, 9:10:00 AM\t2/10/27, 9:50:00 AM\t40m\t\tPresenter
Tom Smith (Unverified)\t2/10/27, 10:20:00 AM\t2/10/27, 10:50:00 AM\t30m\t\tPresenter
"""

TEAMS_FRENCH = """1. Résumé
Titre de la réunion\tStatistiques

2. Participants
Nom\tPremière participation\tDernier départ\tDurée de la réunion\tE-mail\tRôle
Ana Lopez\t10/02/2027 09:00:12\t10/02/2027 10:57:00\t1 h 56 min 48 s\tana@example.org\tParticipant
"""

WEBEX_COLUMNS = (
    "Meeting Name", "Meeting Start Time", "Meeting End Time", "Display Name", "First Name", "Last Name", "Role",
    "Attendee Email", "Join Time", "Leave Time", "Attendance Duration", "Connection Type",
)  # fmt: skip
WEBEX_ROWS = (
    ("A. Lopez", "Ana", "Lopez", "Attendee", "ana@example.org", "2027-02-10 09:05:00", "2027-02-10 10:00:00", "55 mins"),
    ("A. Lopez", "Ana", "Lopez", "Attendee", "ana@example.org", "2027-02-10 10:00:00", "2027-02-10 12:00:00", "120 mins"),
    ("Tom Smith", "Tom", "Smith", "Attendee", "", "2027-02-10 10:30:00", "2027-02-10 11:00:00", "30 mins"),
    ("Host", "", "", "Host", "host@example.org", "2027-02-10 08:50:00", "2027-02-10 11:00:00", "130 mins"),
)  # fmt: skip


def webex() -> bytes:
    meeting = ("Statistics", "2027-02-10 08:50:00", "2027-02-10 12:00:00")
    rows = [WEBEX_COLUMNS, *((*meeting, *row, "Desktop app") for row in WEBEX_ROWS)]
    lines = ["\t".join(f'="{cell}"' for cell in row) for row in rows[1:]]
    return "\r\n".join(["\t".join(WEBEX_COLUMNS), *lines]).encode("utf-16")


@pytest.fixture
def session():
    """From nine to eleven in Bangkok, with three people who come."""
    workshop = make_workshop(
        sessions=0, capacity=9, zone="Asia/Bangkok", starts_on=date(2027, 2, 10), form="online"
    )
    for given, family in (("Ana", "Lopez"), ("Tom", "Smith"), ("Eva", "Stone")):
        register(workshop, given=given, family=family, email=f"{given.lower()}@example.org")
    begin = datetime(2027, 2, 10, 2, tzinfo=UTC)
    return workshop.sessions.create(
        title="Opening", starts_at=begin, ends_at=begin + timedelta(hours=2)
    )


def told(log) -> dict[str, tuple[int, bool]]:
    return {one.registration.given: (one.minutes, one.is_certain) for one in log.people}


def rows_of(log) -> list[int]:
    """The number of every row that the log accounts for."""
    used = [row for person in log.people for row in person.rows]
    return sorted(
        [*used, *(row for row, _text in log.refused), *(row for row, _text in log.unused)]
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_zoom_report_is_read_with_its_lines_above(session, encoding, separator):
    text = ZOOM
    if separator == ";":
        text = ZOOM.replace('"iPad (Smith, Tom)"', "iPad (Smith Tom)").replace(",", ";")

    log = read_log(session, text.encode(encoding))

    assert told(log) == {"Ana": (70, True), "Tom": (120, False), "Eva": (90, False)}
    assert (log.clock, log.refused) == (LOCAL, [])
    assert rows_of(log) == [1, 2, 5, 6, 7, 8, 9]
    assert log.unused_columns == ["Guest"]
    assert "waiting room" in dict(log.unused)[8]


def test_a_zoom_report_without_lines_above_and_with_clock_durations(session):
    text = "Name;User Email;Duration\nAna;ana@example.org;01:57:51\nTom;tom@example.org;0:30:00\nEva;eva@example.org;12,5\n"

    assert told(read_log(session, text.encode())) == {
        "Ana": (117, True),
        "Tom": (30, True),
        "Eva": (12, True),
    }


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_teams_report_is_read_by_its_sections(session, encoding):
    log = read_log(session, TEAMS.encode(encoding))

    assert told(log) == {"Ana": (119, True), "Tom": (70, False), "Eva": (31, False)}
    assert log.refused == []
    assert len(rows_of(log)) == len([line for line in TEAMS.splitlines() if line]) - 2


def test_a_teams_report_in_french(session):
    assert told(read_log(session, TEAMS_FRENCH.encode("utf-16"))) == {"Ana": (116, True)}


def test_a_webex_report_is_read(session):
    log = read_log(session, webex())

    assert told(log) == {"Ana": (115, True), "Tom": (30, False)}
    assert [row for row, _text in log.refused] == [5]
    assert "host@example.org" in log.refused[0][1]


def test_hours_in_utc_are_recognised_and_others_are_not_compared(session):
    rows = "Name,Email,Join Time,Leave Time\nAna,ana@example.org,2027-02-10 {a}:30:00,2027-02-10 {b}:30:00\n"

    utc = read_log(session, rows.format(a="02", b="03").encode())
    new_york = read_log(session, rows.format(a="21", b="23").encode())

    assert (utc.clock, told(utc)) == (WORLD, {"Ana": (60, True)})
    assert (new_york.clock, told(new_york)) == (IGNORED, {"Ana": (120, True)})
    chosen = read_log(session, rows.format(a="02", b="03").encode(), clock=LOCAL)
    assert told(chosen) == {"Ana": (0, True)}


@pytest.mark.parametrize(
    ("joined", "left", "minutes"),
    [
        ("10.02.2027 09:10", "10.02.2027 09:40", 30),
        ("10/02/2027 09:10:00", "10/02/2027 09:40:30", 30),
        ("2027-02-10T02:10:00Z", "2027-02-10T02:40:00Z", 30),
        ("2027-02-10 09:10:00 +07:00", "2027-02-10 09:40:00 +07:00", 30),
        ("2/10/27, 9:10:00 a.m.", "2/10/27, 10:40:00 a.m.", 90),
        ("\u200f10/2/2027 9:10:00 ص", "\u200f10/2/2027 9:40:00 ص", 30),
        ("9:10:00", "9:40:00", 30),
        ("10.02.2027 08:00", "10.02.2027 12:40", 120),
    ],
)
def test_days_and_hours_are_read_in_any_usual_order(session, joined, left, minutes):
    text = f'Email,Join time,Leave time\nana@example.org,"{joined}","{left}"\n'

    assert told(read_log(session, text.encode())) == {"Ana": (minutes, True)}


@pytest.mark.parametrize(
    ("spent", "minutes"),
    [
        ("1h 57m 51s", 117), ("57 min", 57), ("62 mins", 62), ("1 час 5 мин", 65), ("1 h 5 min", 65), ("1 小时 5 分钟", 65),
        ("ساعة", None), ("1:30", None), ("long", None), ("-5", None), ("1 fortnight", None), ("500", 120), ("0", 0),
    ],
)  # fmt: skip
def test_durations_are_read_or_refused_with_their_row(session, spent, minutes):
    log = read_log(
        session, f"Email,Duration\ntom@example.org,5\nana@example.org,{spent}\n".encode()
    )

    if minutes is None:
        assert [row for row, _text in log.refused] == [3]
    else:
        assert told(log)["Ana"] == (minutes, True)
    assert told(log)["Tom"] == (5, True)


def test_people_who_cannot_be_told_apart_or_do_not_come_are_refused_with_a_reason(session):
    workshop = session.workshop
    register(workshop, given="Ana", family="Lopez", email="ana2@example.org")
    Registration.objects.filter(email="tom@example.org").update(
        state=RegistrationState.WAITLISTED, queued_at=NOW
    )
    text = "Name,Email,Duration\nLOPEZ Ana,,9\nTom Smith,TOM@example.org,9\nNobody Here,x@example.org,9\n,,9\nStone Éva,other@example.org,9\n"

    log = read_log(session, text.encode())

    reasons = dict(log.refused)
    assert "Several people" in reasons[2]
    assert "waiting list" in reasons[3]
    assert "Nobody Here x@example.org" in reasons[4]
    assert "nobody" in reasons[5]
    assert told(log) == {"Eva": (9, False)}


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"Email\nana@example.org\n", b"%PDF-1.7", b"Duration\n5\n"]
)
def test_what_is_no_attendance_list_is_refused_with_a_sentence(session, client, data):
    with pytest.raises(PortalError):
        read_log(session, data)
    client.force_login(organiser())
    here = f"/organise/{session.workshop.code}/sessions/{session.pk}/log/"
    assert client.post(here, {"file": SimpleUploadedFile("a.csv", data)}).status_code == 422


def test_a_name_alone_is_a_proposal_that_somebody_confirms(session, client):
    client.force_login(organiser())
    here = f"/organise/{session.workshop.code}/sessions/{session.pk}/log/"
    tom = Registration.objects.get(email="tom@example.org")

    page = client.post(here, {"file": SimpleUploadedFile("a.csv", ZOOM.encode())})
    text = page.content.decode()
    token = re.search(r'name="token" value="([^"]+)"', text).group(1)
    assert "Recognised by name only" in text
    assert not Attendance.objects.exists()
    page = client.post(here, {"token": token, "act": "look", "clock": IGNORED})
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode()).group(1)
    client.post(here, {"token": token, "act": "record", "person": [tom.pk, "x"]})
    again = client.post(here, {"token": token, "act": "record", "person": [tom.pk]})

    assert again.status_code == 409
    rows = Attendance.objects.order_by("registration__email")
    assert list(rows.values_list("registration__email", "minutes", "kind", "method")) == [
        ("ana@example.org", 73, "remote", "platform_log"),
        ("tom@example.org", 120, "remote", "platform_log"),
    ]


def test_the_same_list_twice_changes_nothing(session):
    for _time in range(2):
        record_log(read_log(session, TEAMS.encode("utf-16")), confirmed=(), by=None, at=NOW)

    attendance = Attendance.objects.get()
    assert (attendance.minutes, attendance.changes.count()) == (119, 0)


def test_a_long_list_is_read_within_seconds(session):
    rows = "".join(
        f"Guest {n} (Ana Lopez),,2027-02-10 09:00:{n % 60:02},2027-02-10 10:00:00\n"
        for n in range(9_500)
    )
    began = time.process_time()

    log = read_log(session, ("Name,Email,Join time,Leave time\n" + rows).encode())

    assert time.process_time() - began < 10
    assert told(log) == {"Ana": (60, False)}


@pytest.mark.parametrize(
    "row",
    [
        f"Ana Lopez,ana@example.org,,,{'9' * 400} min",
        "Ana Lopez,ana@example.org,,,1" + "0" * 350 + " h",
        "Ana Lopez,ana@example.org,9999-12-31 23:59:59 -23:59,9999-12-31 23:59:59,5",
        "Ana Lopez,ana@example.org,0100-01-01 00:00:00 +99:99,9999-12-31 23:59:59,5",
        "Ana Lopez,ana@example.org,9999-12-31 23:59:59,9999-12-31 23:59:59,5",
    ],
)
def test_hours_and_durations_beyond_every_calendar_are_refused_with_their_row(session, client, row):
    data = f"Name,Email,Join time,Leave time,Duration\n{row}\n".encode()

    log = read_log(session, data)

    ((number, reason),) = log.refused
    assert number == 2
    assert "is not a" in reason
    client.force_login(organiser())
    page = client.post(
        f"/organise/{session.workshop.code}/sessions/{session.pk}/log/",
        {"file": SimpleUploadedFile("log.csv", data)},
    )
    assert page.status_code == 422, "nobody else is in it"


def test_nobody_gets_the_time_of_another_by_naming_the_address_of_theirs(session):
    """The second address is whatever its owner typed: it never stands before a person's own."""
    thief = session.workshop.registrations.get(given="Ana")
    twin = session.workshop.registrations.get(given="Tom")
    Registration.objects.filter(pk=thief.pk).update(other_email="eva@example.org")
    data = b"Name,Email,Duration\nEva,eva@example.org,60\nX,shared@example.org,30\n"

    assert told(read_log(session, data)) == {"Eva": (60, True)}
    Registration.objects.filter(pk=thief.pk).update(other_email="shared@example.org")
    assert told(read_log(session, data)) == {"Eva": (60, True), "Ana": (30, True)}
    Registration.objects.filter(pk=twin.pk).update(other_email="shared@example.org")
    assert told(read_log(session, data)) == {"Eva": (60, True)}
