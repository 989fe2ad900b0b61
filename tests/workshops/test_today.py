"""What waits over all workshops of an organiser, the search of a person over them, and the tabs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Area
from tests.workshops.making import NOW, helper, make_workshop, organiser, register
from workshops.models import (
    Certificate,
    Mail,
    Nomination,
    Registration,
    TravelRequest,
    VisaCase,
    Workshop,
)
from workshops.selectors import today

pytestmark = pytest.mark.django_db
KINDS = {
    "offers", "registrations", "nominations", "travel", "visas", "unconfirmed", "letters", "failed",
    "deadlines",
}  # fmt: skip


def busy(host="ESCAP", n=1, **fields):
    """A workshop in which something of each kind waits, `n` times."""
    workshop = make_workshop(
        host=host, capacity=90, starts_on=NOW.date() + timedelta(days=10), **fields
    )
    for number in range(n):
        waiting, offered, accepted, travelling = (register(workshop) for _person in range(4))
        Registration.objects.filter(pk=waiting.pk).update(state="pending_review")
        Registration.objects.filter(pk=offered.pk).update(
            state="offered", offered_until=NOW + timedelta(days=1)
        )
        Registration.objects.filter(pk__in=[travelling.pk]).update(state="confirmed")
        TravelRequest.objects.create(registration=travelling, departure_city="Paris")
        VisaCase.objects.create(registration=travelling, state="letter_requested")
        Certificate.objects.create(
            registration=accepted, kind="participation", printed_name="A", language="en", hours=1,
            issued_at=NOW - timedelta(hours=3),
        )  # fmt: skip
        Nomination.objects.create(
            workshop=workshop, country=Area.objects.get(code="KHM"), given="N", family=f"K{number}",
            state="submitted", stakeholder="gov_labour", organisation="M", email="n@example.org",
        )  # fmt: skip
        Mail.objects.create(
            workshop=workshop, registration=accepted, to=f"gone{workshop.pk}-{number}@example.org", language="en",
            subject="Accepted", body="Text", state="bounced", reason=f"b{workshop.pk}-{number}",
        )  # fmt: skip
    return workshop


def kinds(user, **more):
    return {group.code: group for group in today.groups(user, NOW, **more)}


def test_everything_that_waits_is_told_and_leads_to_the_act(client):
    workshop = busy()
    user = organiser()
    client.force_login(user)

    page = client.get("/organise/").content.decode()

    groups = kinds(user)
    assert groups.keys() == KINDS
    for group in groups.values():
        assert group.heading in page
        assert group.count == 1
        for task in group.tasks:
            assert task.workshop == workshop
            assert f'href="{task.url}"' in page
            assert client.get(task.url.partition("#")[0]).status_code == 200


@pytest.mark.wide
def test_all_of_a_kind_are_counted_and_can_be_listed(client):
    busy(n=today.FEW + 2)
    user = organiser()
    client.force_login(user)
    group = kinds(user)["registrations"]
    assert (group.count, len(group.tasks)) == (today.FEW + 2, today.FEW)
    page = client.get("/organise/").content.decode()
    assert 'href="?only=registrations"' in page

    page = client.get("/organise/?only=registrations").content.decode()
    assert len(re.findall(r"/people/\d+/", page)) == today.FEW + 2
    assert client.get("/organise/?only=nothing").status_code == 200


def test_nothing_of_others_is_told():
    theirs = busy(host="ECE")
    assert kinds(organiser("ESCAP")) == {}
    assert kinds(helper(theirs, "desk")) == {}
    moderator = kinds(helper(theirs, "moderator"))
    assert moderator.keys() == KINDS - {"deadlines"}


@pytest.mark.wide
def test_the_number_of_queries_does_not_grow(client):
    client.force_login(organiser())

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get("/organise/").status_code == 200
        return len(caught)

    busy()
    few = queries()
    for _workshop in range(3):
        busy(n=3)
    assert queries() == few


def test_what_is_over_or_far_away_does_not_wait():
    user = organiser()
    workshop = busy()
    Workshop.objects.filter(pk=workshop.pk).update(
        status="cancelled", status_reason="Storm", starts_on=NOW.date() + timedelta(days=60),
        ends_on=NOW.date() + timedelta(days=61),
    )  # fmt: skip
    assert kinds(user).keys() <= {"offers", "failed"}


def test_days_that_come_and_steps_that_are_due():
    user = organiser()
    soon = NOW.date() + timedelta(days=3)
    make_workshop(nomination_deadline=soon, visa_deadline=NOW.date() + timedelta(days=90))
    over = make_workshop(status="in_progress", starts_on=NOW.date() - timedelta(days=9))
    tasks = kinds(user)["deadlines"].tasks
    assert [task.text for task in tasks] == [
        "The workshop is over; record that it was held",
        "Last day of nominations",
    ]
    assert tasks[0].workshop == over


def test_offers_are_told_on_the_clock_of_the_place():
    workshop = busy(zone="Asia/Bangkok")
    Registration.objects.filter(workshop=workshop, state="offered").update(
        offered_until=datetime(2027, 1, 3, 23, 30, tzinfo=UTC)
    )
    detail = kinds(organiser())["offers"].tasks[0].detail
    assert "4" in detail
    assert "06:30" in detail


def test_a_person_is_found_over_all_workshops_that_one_may_see(client):
    first, second, theirs = make_workshop(), make_workshop(), make_workshop(host="ECE")
    for workshop in (first, second, theirs):
        register(workshop, given="Somchai", family="Jaidee")
    client.force_login(organiser())

    page = client.get("/organise/search/?q=somchai+jaid").content.decode()

    for workshop in (first, second):
        assert f"/organise/{workshop.code}/people/" in page
    assert f"/organise/{theirs.code}/" not in page
    assert "Nobody in your" in client.get("/organise/search/?q=nobody").content.decode()
    assert "at least two" in client.get("/organise/search/?q=s").content.decode()
    client.force_login(helper(first, "desk"))
    assert "Nobody in your" in client.get("/organise/search/?q=somchai").content.decode()


def test_tabs_stand_in_the_order_of_the_work_and_tell_where_one_is(client):
    workshop = make_workshop()
    one = register(workshop)
    client.force_login(organiser())

    def tabs(page):
        text = client.get(f"/organise/{workshop.code}/{page}").content.decode()
        return re.search(r'<ul class="switch tabs">.*?</ul>', text, re.DOTALL)[0]

    labels = re.findall(r">\s*([A-Z][\w ]+?)\s*</a>", tabs(""))
    assert labels == [
        "Today", "Edit", "Programme", "Speakers", "Set up", "Privacy notice", "Nominations", "People", "Mail",
        "At the door", "Attendance", "Certificates", "Evaluation", "Statistics", "Results", "Comments",
        "Reports", "Management response", "Leads", "Webhooks",
    ]  # fmt: skip
    for page, label in {
        "": "Today",
        "programme/": "Programme",
        f"people/{one.pk}/": "People",
        "mail/texts/": "Mail",
    }.items():
        if "tabs" in client.get(f"/organise/{workshop.code}/{page}").content.decode():
            current = re.findall(r'aria-current="page"\s*>\s*([\w ]+?)\s*</a>', tabs(page))
            assert current == [label]
