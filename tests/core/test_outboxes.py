"""Letters and messages that wait to leave: seen on the page of jobs, and tried again from there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import AccountLetter
from core import outboxes
from core.models import User

pytestmark = pytest.mark.django_db
AGAIN = "/jobs/outboxes/accounts/again/"


@pytest.fixture
def letters():
    """A letter that is held, one set aside, one given up, one given up long ago, and one sent."""
    now = timezone.now()
    user = User.objects.create_user("amal", password="a-long-enough-one")

    def write(reason, **fields):
        values = {"to": "amal@example.org", "language": "en", "subject": "A", "body": "B"} | fields
        return AccountLetter.objects.create(user=user, reason=reason, **values)

    tomorrow = now + timedelta(days=1)
    return {
        "held": write("held", next_at=tomorrow, created_at=now - timedelta(hours=3)),
        "aside": write("aside", next_at=tomorrow, tries=2, problem="The server is away."),
        "failed": write("failed", state="failed", tries=8, problem="The server is away."),
        "old": write("old", state="failed", tries=8, created_at=now - timedelta(days=15)),
        "sent": write("sent", state="sent", tries=1, sent_at=now),
    }


def state(letters):
    """Of each letter the state, tries, and whether it is due."""
    for letter in letters.values():
        letter.refresh_from_db()
    return {
        name: (letter.state, letter.tries, letter.next_at <= timezone.now())
        for name, letter in letters.items()
        if name != "sent"
    }


@pytest.fixture
def staff(client):
    """A signed-in account with the permissions given."""

    def sign_in(*codenames):
        user = User.objects.create_user("staff", password="a-long-enough-one")
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return sign_in


def test_every_table_of_letters_is_declared_once():
    declared = outboxes.outboxes()

    assert declared.keys() == {"accounts", "alerts", "webhooks", "workshops"}
    for outbox in declared.values():
        states = outbox.rows().model.State
        assert (states.QUEUED, states.FAILED) == (outboxes.QUEUED, outboxes.FAILED)
    with pytest.raises(ValueError, match="declared twice"):
        outboxes.declare(replace(declared["accounts"], title="Another"))


def test_a_summary_counts_what_waits_and_what_failed(letters, django_assert_num_queries):
    with django_assert_num_queries(4):
        summaries = outboxes.summaries(timezone.now())

    (summary,) = (candidate for candidate in summaries if candidate.outbox.name == "accounts")
    assert (summary.waiting, summary.aside, summary.failed) == (2, 1, 1)
    assert summary.oldest == letters["held"].created_at


def test_what_failed_leaves_again_and_what_is_held_keeps_its_time(letters):
    assert outboxes.try_again(outboxes.outboxes()["accounts"], now=timezone.now()) == 2

    assert state(letters) == {
        "held": ("queued", 0, False),
        "aside": ("queued", 2, True),
        "failed": ("queued", 0, True),
        "old": ("failed", 8, True),
    }


def test_the_page_of_jobs_shows_the_letters_and_sends_them_again(letters, staff):
    client = staff("view_job", "change_job")

    page = client.get("/jobs/").content.decode()
    answer = client.post(AGAIN, follow=True).content.decode()

    assert "Letters about accounts" in page
    assert "Try again now: Letters about accounts" in page
    assert "amal@example.org" not in page
    assert "2 letters or messages are sent again within a minute." in answer
    assert "Letters about accounts" not in client.get("/jobs/?state=failed").content.decode()
    assert client.post("/jobs/outboxes/nothing/again/").status_code == 404
    assert client.get(AGAIN).status_code == 405


def test_nothing_failed_is_said_so(staff):
    answer = staff("view_job", "change_job").post(AGAIN, follow=True).content.decode()

    assert "Nothing here has failed." in answer


def test_who_may_only_look_sees_no_button(letters, staff):
    client = staff("view_job")

    page = client.get("/jobs/").content.decode()

    assert "Letters about accounts" in page
    assert AGAIN not in page
    assert client.post(AGAIN).status_code == 403


def test_who_sees_only_one_kind_of_jobs_sees_no_letters(letters, staff):
    page = staff("ingest_snapshot").get("/jobs/").content.decode()

    assert "Letters about accounts" not in page
