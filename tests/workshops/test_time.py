"""Attendance in time: counted whenever it is entered, once, and never silently against a certificate."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import PortalError
from tests.workshops.making import NOW, make_workshop, person, purge_on, register
from workshops.models import Attendance, Certificate, ScanRefusal, Session, Workshop
from workshops.services import (
    attendance,
    certificates,
    closing,
    completion,
    own_data,
    registrations,
    workshops,
)
from workshops.services.workshops import TooEarly
from workshops.states import Actor, Status

pytestmark = pytest.mark.django_db
DAY = NOW.date() + timedelta(days=30)


def moment(hour, minute=0, day=DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


LAST = moment(18, day=DAY + timedelta(days=1))


def make(*hours, **fields):
    """A workshop with sessions from and to these hours of its first day."""
    workshop = make_workshop(capacity=9, sessions=0, **fields)
    for begins, ends, *kind in hours:
        workshops.save_session(
            workshop=workshop,
            session=None,
            values={
                "title": f"From {begins} to {ends}",
                "starts_at": moment(begins),
                "ends_at": moment(ends),
                "kind": kind[0] if kind else Session.Kind.PRESENTATION,
            },
            by=None,
            at=NOW,
        )
    return workshop, list(workshop.sessions.order_by("pk"))


def put(session, one, kind="present", minutes=None, method="manual", **more):
    return attendance.record(
        registration=one,
        session=session,
        kind=kind,
        minutes=minutes,
        method=method,
        by=None,
        at=NOW,
        **more,
    )


def hold(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")
    return workshops.set_status(workshop=workshop, new="held", by=None, at=LAST)


def state(one):
    one.refresh_from_db()
    return one.state


# Status


def test_held_and_in_progress_wait_for_their_days_by_the_workshops_own_clock():
    workshop = make_workshop(status="confirmed", zone="Pacific/Kiritimati", sessions=0)
    eve = datetime(DAY.year, DAY.month, DAY.day, 9, 59, tzinfo=UTC) - timedelta(days=1)

    for new, first in (("in_progress", eve), ("held", eve + timedelta(days=1))):
        with pytest.raises(TooEarly, match=f"set to {Status(new).label.lower()} from"):
            workshops.set_status(workshop=workshop, new=new, by=None, at=first)
        workshops.set_status(workshop=workshop, new=new, by=None, at=first + timedelta(minutes=1))
        assert Workshop.objects.get().status == new


def test_a_step_that_was_wrong_is_taken_back_with_the_states_of_people():
    workshop, (session,) = make((9, 10))
    there, half, away, confirmed = (register(workshop) for _n in range(4))
    type(confirmed).objects.filter(pk=confirmed.pk).update(state="confirmed")
    put(session, there)
    put(session, half, minutes=20)
    hold(workshop)
    assert [state(one) for one in (there, half, away, confirmed)] == [
        "completed",
        "attended",
        "no_show",
        "no_show",
    ]

    with pytest.raises(PortalError, match="Say why"):
        closing.take_back(workshop=workshop, by=None, at=LAST, reason=" ")
    closing.take_back(workshop=workshop, by=None, at=LAST, reason="Set by mistake")

    assert Workshop.objects.get().status == "in_progress"
    assert [state(one) for one in (there, half, away, confirmed)] == [
        "checked_in",
        "checked_in",
        "accepted",
        "confirmed",
    ]
    assert away.status_changes.last().reason == "Set by mistake"
    closing.take_back(workshop=workshop, by=None, at=LAST, reason="Two months early")
    assert Workshop.objects.get().status == "confirmed"
    with pytest.raises(PortalError, match="cannot be taken back"):
        closing.take_back(workshop=workshop, by=None, at=LAST, reason="x")


def test_a_workshop_with_a_certificate_stays_held():
    workshop, (session,) = make((9, 10))
    one = register(workshop)
    put(session, one)
    hold(workshop)
    certificates.issue(workshop=workshop, by=None, at=LAST)

    with pytest.raises(PortalError, match="stays held"):
        closing.take_back(workshop=workshop, by=None, at=LAST, reason="x")

    assert state(one) == "completed"


def test_taken_back_people_stand_where_they_stood_whatever_was_corrected_meanwhile():
    workshop, (session,) = make((9, 10))
    by_hand, corrected = register(workshop), register(workshop)
    registrations.decide(registration=by_hand, new="checked_in", by=None, at=NOW)
    put(session, corrected)
    hold(workshop)
    put(session, corrected, "absent")
    assert state(by_hand) == state(corrected) == "no_show"

    closing.take_back(workshop=workshop, by=None, at=LAST, reason="x")

    assert state(by_hand) == "checked_in"
    assert state(corrected) == "accepted"


# States follow attendance


def test_a_no_show_who_was_entered_again_keeps_one_registration(client):
    """The first one cannot take the address back; its attendance belongs to the second."""
    workshop, (session,) = make((9, 10))
    first = register(workshop, email="amal@example.org")
    hold(workshop)
    values = person(email="Amal@example.org")
    second = registrations.register(
        workshop=workshop, values=values, answers={}, at=LAST, actor=Actor.ORGANISER
    )
    with pytest.raises(PortalError, match="newer registration"):
        put(session, first)
    put(session, second)
    assert (state(first), state(second)) == ("no_show", "completed")
    closing.take_back(workshop=workshop, by=None, at=LAST, reason="x")
    assert (state(first), state(second)) == ("no_show", "checked_in")


def test_attendance_that_comes_after_held_counts_and_its_correction_too():
    """A no-show by mistake gets the certificate; the platform's log and the scans come late."""
    workshop, (one, two) = make((9, 10), (11, 12))
    by_hand, by_log, by_scan = (register(workshop) for _n in range(3))
    hold(workshop)
    assert state(by_hand) == state(by_log) == state(by_scan) == "no_show"

    put(one, by_hand)
    assert state(by_hand) == "attended"
    put(two, by_hand)
    assert state(by_hand) == "completed"
    for session in (one, two):
        put(session, by_log, "remote", 55, "platform_log")
        attendance.check_in(
            code=by_scan.code, session=session, by=None, at=LAST, scanned_at=session.starts_at
        )
    assert state(by_log) == state(by_scan) == "completed"
    assert certificates.issue(workshop=workshop, by=None, at=LAST) == 3
    assert certificates.issue(workshop=workshop, by=None, at=LAST) == 0

    put(two, by_log, "absent")
    assert state(by_log) == "attended"
    put(one, by_log, "absent")
    assert state(by_log) == "no_show"


def test_a_correction_names_the_certificates_that_it_touches_and_they_are_renewed():
    workshop, (one, two) = make((9, 10), (11, 12))
    people = [register(workshop) for _n in range(3)]
    for registration in people:
        put(one, registration)
        put(two, registration)
    hold(workshop)
    certificates.issue(workshop=workshop, by=None, at=LAST)
    closing.close_attendance(workshop=workshop, by=None, at=LAST)
    assert certificates.outdated(workshop) == []
    less, away, _same = people

    put(two, less, "absent")
    put(one, away, "absent")
    put(two, away, "absent")

    rows = {row.certificate.registration_id: row for row in certificates.outdated(workshop)}
    assert set(rows) == {less.pk, away.pk}
    assert rows[less.pk].due.kind == "participation"
    assert rows[away.pk].due is None
    renewed = certificates.renew(certificate=rows[less.pk].certificate, by=None, at=LAST)
    assert (renewed.kind, renewed.hours, renewed.sessions) == ("participation", 1, 1)
    assert renewed.replaces == rows[less.pk].certificate
    assert certificates.renew(certificate=rows[away.pk].certificate, by=None, at=LAST) is None
    assert Certificate.objects.filter(revoked_at=None).count() == 2
    assert certificates.outdated(workshop) == []
    with pytest.raises(PortalError, match="says what attendance says"):
        certificates.renew(certificate=renewed, by=None, at=LAST)


def test_once_attendance_is_closed_scans_and_logs_are_refused_until_it_is_opened_again():
    workshop, (session,) = make((9, 10))
    one, two = register(workshop), register(workshop)
    with pytest.raises(PortalError, match="once the workshop is held"):
        closing.close_attendance(workshop=workshop, by=None, at=NOW)
    hold(workshop)
    closing.close_attendance(workshop=workshop, by=None, at=LAST)

    with pytest.raises(PortalError, match="closed"):
        attendance.check_in(code=one.code, session=session, by=None, at=moment(9))
    with pytest.raises(PortalError, match="closed"):
        put(session, one, "remote", 60, "platform_log")
    put(session, two)

    assert state(one) == "no_show"
    assert state(two) == "completed"
    assert ScanRefusal.objects.get().reason == "closed"
    closing.reopen_attendance(workshop=workshop, by=None, at=LAST)
    attendance.check_in(code=one.code, session=session, by=None, at=moment(9))
    assert state(one) == "completed"
    assert [event.action for event in workshop.events.all()[:2]] == [
        "attendance reopened",
        "attendance closed",
    ]


def test_a_scan_by_mistake_is_undone_before_the_workshop_is_held():
    workshop, (session,) = make((9, 10))
    one, by_hand = register(workshop), register(workshop)
    attendance.check_in(code=one.code, session=session, by=None, at=moment(9))
    assert state(one) == "checked_in"
    put(session, one, "absent")
    assert state(one) == "accepted"
    assert state(by_hand) == "accepted"


def test_another_share_or_programme_after_held_moves_people():
    workshop, (one, two) = make((9, 10), (11, 12))
    person = register(workshop)
    put(one, person)
    hold(workshop)
    assert state(person) == "attended"
    workshop.refresh_from_db()
    workshops.save(
        workshop=workshop,
        values={"completion_share": 50},
        by=None,
        at=LAST,
    )
    assert state(person) == "completed"
    workshop.refresh_from_db()
    workshops.save(
        workshop=workshop,
        values={"completion_share": 80},
        by=None,
        at=LAST,
    )
    assert state(person) == "attended"
    workshops.remove_session(session=two, by=None, at=LAST)
    assert state(person) == "completed"


# Time present


def test_a_log_that_lies_beside_the_session_is_no_minute_of_it():
    workshop, (session,) = make((9, 10))
    one = register(workshop)
    hours = [(moment(11), moment(12))]
    put(session, one, "remote", method="platform_log", intervals=hours)
    assert one.attendances.get().minutes == 0


def test_sessions_at_the_same_hours_count_once_and_breaks_never():
    """Opening, two groups at the same hours, lunch, closing: who was in all they could attend has all."""
    workshop, sessions = make((9, 10), (10, 12), (10, 12), (12, 13, "break"), (13, 14))
    opening, group, other_group, lunch, end = sessions
    all_day, both, partly = (register(workshop) for _n in range(3))
    assert not lunch.countable
    for session in (opening, group, end):
        put(session, all_day)
    put(group, both)
    put(other_group, both)
    put(group, partly, minutes=50)
    put(other_group, partly, minutes=60)

    totals = completion.sums(workshop)

    assert totals[all_day.pk] == completion.Sum(240, 240, 3)
    assert totals[both.pk].minutes == 120
    assert totals[partly.pk].minutes == 110
    with pytest.raises(PortalError, match="breaks"):
        put(lunch, all_day)
    with pytest.raises(PortalError, match="breaks"):
        attendance.check_in(code=all_day.code, session=lunch, by=None, at=moment(12))
    assert all(len(row["cells"]) == 4 for row in attendance.grid(workshop))


def test_intervals_of_a_log_are_joined_and_cut_to_the_session():
    workshop, (session,) = make((9, 10))
    one = register(workshop)
    first = [(moment(8, 50), moment(9, 20)), (moment(9, 10), moment(9, 30))]
    put(session, one, "remote", method="platform_log", intervals=first)
    assert Attendance.objects.get().minutes == 30
    # The second part of the meeting, and then the same file once more.
    for _again in range(2):
        second = [(moment(9, 40), moment(10, 30))]
        put(session, one, "remote", method="platform_log", intervals=second)
    assert Attendance.objects.get().minutes == 50
    assert completion.sums(workshop)[one.pk].minutes == 50


def test_a_log_takes_nothing_from_a_scan_and_nothing_from_what_was_entered_by_hand():
    workshop, (session,) = make((9, 10))
    scanned, by_hand = register(workshop), register(workshop)
    attendance.check_in(code=scanned.code, session=session, by=None, at=moment(9))
    put(session, by_hand, "left_early", 20)

    for one in (scanned, by_hand):
        put(session, one, "remote", 45, "platform_log")

    rows = dict(Attendance.objects.values_list("registration", "minutes"))
    assert rows == {scanned.pk: 60, by_hand.pk: 20}


@pytest.mark.parametrize(
    ("scanned", "kind", "minutes"),
    [
        (moment(8, 30), "present", 60),
        (moment(9, 15), "present", 60),
        (moment(9, 16), "late", 44),
        (moment(9, 44), "late", 16),
        # Clocks that cannot be right: the hour at which the scan arrives counts.
        (moment(23, 59, DAY - timedelta(days=1)), "late", 15),
        (moment(9, 46), "late", 15),
        (None, "late", 15),
    ],
)
def test_a_scan_counts_from_its_own_hour_whenever_it_arrives(scanned, kind, minutes):
    workshop, (session,) = make((9, 10))
    one = register(workshop)

    attendance.check_in(
        code=one.code, session=session, by=None, at=moment(9, 45), scanned_at=scanned
    )

    row = Attendance.objects.get()
    assert (row.kind, row.minutes) == (kind, minutes)
    assert completion.sums(workshop)[one.pk].minutes == minutes


def test_the_same_badge_again_changes_nothing_and_says_since_when():
    workshop, (session,) = make((9, 10))
    one = register(workshop)
    scan = {"code": one.code, "session": session, "by": None, "at": moment(9, 50)}
    first = attendance.check_in(**scan, key="a", scanned_at=moment(9, 2))
    again = attendance.check_in(**scan, key="b", scanned_at=moment(9, 40))
    replayed = attendance.check_in(**scan, key="a", scanned_at=moment(9, 2))
    assert (first.is_new, again.is_new, replayed.is_new) == (True, False, True)
    assert again.came_at == moment(9, 2)
    assert Attendance.objects.get().changes.count() == 0


def test_refused_scans_leave_a_trace_without_the_code():
    workshop, (session,) = make((9, 10))
    coming = register(workshop)
    cancelled = register(workshop)
    type(cancelled).objects.filter(pk=cancelled.pk).update(state="cancelled_by_participant")
    stranger = register(make_workshop())
    scans = [
        (cancelled.code, "state", moment(9)),
        (stranger.code, "unknown", moment(9)),
        ("NOBODY", "unknown", moment(9)),
        (coming.code, "ended", moment(10)),
    ]
    for number, (code, _reason, at) in enumerate(scans):
        for _again in range(2):
            with pytest.raises(PortalError):
                attendance.check_in(code=code, session=session, by=None, at=at, key=f"k{number}")
    rows = list(ScanRefusal.objects.order_by("pk").values_list("code", "reason"))
    assert rows == [(code[-4:], reason) for code, reason, _at in scans]
    assert not Attendance.objects.exists()


def test_a_course_of_six_weeks_as_one_session_holds_its_minutes():
    workshop = make_workshop(ends_on=DAY + timedelta(days=41), sessions=0)
    session = workshop.sessions.create(
        title="Course", starts_at=moment(9), ends_at=moment(17, day=DAY + timedelta(days=41))
    )
    one, late = register(workshop), register(workshop)
    attendance.check_in(code=one.code, session=session, by=None, at=moment(9))
    attendance.check_in(
        code=late.code, session=session, by=None, at=moment(9, day=DAY + timedelta(days=1))
    )
    assert one.attendances.get().minutes == 41 * 1440 + 480
    assert late.attendances.get().minutes == 40 * 1440 + 480
    base = {one.pk: attendance.state_of(one.attendances.get())}
    assert attendance.read_base(attendance.base_text(base)) == base


def test_a_session_over_midnight_counts_its_minutes():
    workshop = make_workshop(sessions=0)
    session = workshop.sessions.create(
        title="Night", starts_at=moment(23), ends_at=moment(1, day=DAY + timedelta(days=1))
    )
    one = register(workshop)
    scanned = moment(0, 30, DAY + timedelta(days=1))
    attendance.check_in(code=one.code, session=session, by=None, at=LAST, scanned_at=scanned)
    assert one.attendances.get().minutes == 30


def test_who_was_there_all_the_time_still_was_when_the_hours_are_corrected():
    workshop, (session,) = make((9, 10))
    whole, half, late = (register(workshop) for _n in range(3))
    put(session, whole)
    put(session, half, minutes=30)
    attendance.check_in(code=late.code, session=session, by=None, at=moment(9, 30))

    values = {"starts_at": moment(9), "ends_at": moment(10, 30)}
    workshops.save_session(workshop=workshop, session=session, values=values, by=None, at=NOW)

    rows = dict(Attendance.objects.values_list("registration", "minutes"))
    assert rows == {whole.pk: 90, half.pk: 30, late.pk: 30}
    assert whole.attendances.get().changes.get().minutes == 60


def test_hours_are_in_ones_own_data_and_refused_scans_are_purged():
    workshop, (session,) = make((9, 10))
    one = register(workshop)
    attendance.check_in(code=one.code, session=session, by=None, at=moment(9, 30))
    with pytest.raises(PortalError):
        attendance.check_in(code="NOBODY", session=session, by=None, at=moment(9, 30))

    data = own_data.as_file(one)

    (row,) = data["workshops.Attendance"]
    assert row["session"] == session.title
    assert row["came_at"] == moment(9, 30)
    assert row["intervals"] == [{"starts_at": moment(9, 30), "ends_at": moment(10)}]
    purge_on(workshop.ends_on + timedelta(days=30))
    assert ScanRefusal.objects.count() == 1
    purge_on(workshop.ends_on + timedelta(days=31))
    assert ScanRefusal.objects.count() == 0
