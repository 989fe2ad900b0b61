"""Work on rows: each in its own transaction, one that fails holds up no other."""

from datetime import timedelta

import pytest
from django.db import DataError, OperationalError, connection
from django.utils import timezone

from core.errors import PortalError
from core.failures import LONGEST_PAUSE, pause
from core.models import SetAside, User
from core.rows import each_row

pytestmark = pytest.mark.django_db


def _rename(user):
    user.first_name = "changed"
    user.save()
    if user.username == "refused":
        raise PortalError("Amal Haddad is not here.", code="not_here")
    if user.username == "wrong":
        raise ValueError("amal@example.org")
    if user.username == "long":
        User.objects.filter(pk=user.pk).update(first_name="x" * 1000)
    return True


def test_a_row_that_fails_is_undone_and_logged_without_its_values(caplog):
    rows = [User.objects.create_user(name) for name in ("refused", "wrong", "long", "good")]

    worked = each_row(rows, _rename, what="renaming")

    assert (worked.total, worked.failed) == (1, 3)
    names = dict(User.objects.values_list("username", "first_name"))
    assert names == {"refused": "", "wrong": "", "long": "", "good": "changed"}
    messages = [record.getMessage() for record in caplog.records if record.name == "core.failures"]
    assert messages[0] == f"renaming: row {rows[0].pk} failed: PortalError (not_here)"
    assert messages[1].startswith(f"renaming: row {rows[1].pk} failed: ValueError in ")
    assert messages[2].startswith(f"renaming: row {rows[2].pk} failed: {DataError.__name__} in ")
    assert not [
        text for text in messages if "example.org" in text or "Haddad" in text or "xxx" in text
    ]


def test_an_operational_error_of_one_row_is_the_rows_own():
    def work(row):
        with connection.cursor() as cursor:
            if row == 1:
                cursor.execute("SET LOCAL statement_timeout = 1")
                cursor.execute("SELECT pg_sleep(1)")
        return True

    assert each_row([1, 2], work).results == [True]


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_ends_the_work_so_that_the_task_begins_again():
    def work(_row):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        each_row([1, 2], work)
    connection.close()


def test_it_stops_after_so_many_that_did_something():
    assert each_row([0, 1, 0, 1, 1], lambda row: row, most=2).results == [0, 1, 0, 1]


def _fail(row):
    if row == 1:
        raise ValueError("amal@example.org")
    return True


def _wait():
    """Let every pause be over."""
    SetAside.objects.update(next_at=timezone.now())


def test_a_row_that_fails_is_set_aside_while_the_others_go_on():
    first = each_row([1, 2], _fail, what="counting")
    second = each_row([1, 2], _fail, what="counting")

    assert (first.failed, first.waiting, first.results) == (1, 0, [True])
    assert (second.failed, second.waiting, second.results) == (0, 1, [True])
    aside = SetAside.objects.get()
    assert (aside.what, aside.row, aside.tries) == ("counting", "1", 1)
    assert aside.reason.startswith("ValueError in ")
    assert "tests/core/test_rows.py:" in aside.reason
    assert "example.org" not in aside.reason


def test_it_is_tried_again_with_growing_pauses():
    pauses = []
    for _try in range(9):
        before = timezone.now()
        assert each_row([1], _fail, what="counting").failed == 1
        aside = SetAside.objects.get()
        pauses.append((aside.next_at - before).total_seconds() // 60)
        _wait()

    assert aside.tries == 9
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert pause(10_000) == LONGEST_PAUSE


def test_success_clears_it():
    each_row([1], _fail, what="counting")
    _wait()

    assert each_row([1], lambda row: True, what="counting").results == [True]
    assert not SetAside.objects.exists()


def test_a_row_that_is_no_longer_due_is_forgotten_and_other_work_is_not():
    each_row([1], _fail, what="counting")
    each_row([1], _fail, what="adding")
    each_row([2, 3], _fail, what="counting", most=1)
    assert SetAside.objects.count() == 2

    each_row([2, 3], _fail, what="counting")

    assert SetAside.objects.get().what == "adding"


def test_a_refusal_is_kept_by_its_code_alone():
    def refuse(_row):
        raise PortalError("Amal Haddad is not here.", code="not_here")

    each_row([1], refuse, what="counting")

    assert SetAside.objects.get().reason == "PortalError (not_here)"
    assert SetAside.objects.get().first_at > timezone.now() - timedelta(minutes=1)
