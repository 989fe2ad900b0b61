"""Work on rows: each in its own transaction, one that fails holds up no other."""

import pytest
from django.db import DataError, OperationalError, connection

from core.errors import PortalError
from core.models import User
from core.rows import each_row

pytestmark = pytest.mark.django_db


def _rename(one):
    one.first_name = "changed"
    one.save()
    if one.username == "refused":
        raise PortalError("Amal Haddad is not here.", code="not_here")
    if one.username == "wrong":
        raise ValueError("amal@example.org")
    if one.username == "long":
        User.objects.filter(pk=one.pk).update(first_name="x" * 1000)
    return True


def test_a_row_that_fails_is_undone_and_logged_without_its_values(caplog):
    rows = [User.objects.create_user(name) for name in ("refused", "wrong", "long", "good")]

    worked = each_row(rows, _rename, what="renaming")

    assert (worked.total, worked.failed) == (1, 3)
    names = dict(User.objects.values_list("username", "first_name"))
    assert names == {"refused": "", "wrong": "", "long": "", "good": "changed"}
    said = [record.getMessage() for record in caplog.records if record.name.endswith("core.rows")]
    assert said[0] == f"renaming: row {rows[0].pk} was refused (not_here)"
    assert said[1].startswith(f"renaming: row {rows[1].pk} failed: ValueError in ")
    assert said[2].startswith(f"renaming: row {rows[2].pk} failed: {DataError.__name__} in ")
    assert not [text for text in said if "example.org" in text or "Haddad" in text or "xxx" in text]


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
