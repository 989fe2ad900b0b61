"""The accounts of `make run`."""

import json
import stat
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from core.models import User
from demo.accounts import ACCOUNTS
from regions.models import CommissionRole

pytestmark = pytest.mark.django_db


def make(file):
    output = StringIO()
    call_command("demo_accounts", str(file), stdout=output)
    return output.getvalue()


def test_each_account_opens_with_the_printed_password(tmp_path, regions):
    lines = make(tmp_path / "accounts.secret").splitlines()

    assert [line.split()[1] for line in lines] == list(ACCOUNTS)
    for line in lines:
        _account, username, _slash, password, *_description = line.split()
        assert authenticate(username=username, password=password).username == username
        assert authenticate(username=f"{username}@example.org", password=password)


def test_passwords_are_the_same_at_the_next_start_and_readable_by_their_owner_alone(
    tmp_path, regions
):
    file = tmp_path / "accounts.secret"
    first = make(file)

    assert make(file) == first
    assert User.objects.count() == len(ACCOUNTS)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_account_whose_password_is_lost_gets_a_new_one(tmp_path, regions):
    file = tmp_path / "accounts.secret"
    make(file)
    passwords = json.loads(file.read_text())
    lost = passwords.pop("editor")
    file.write_text(json.dumps(passwords))

    make(file)

    renewed = json.loads(file.read_text())
    assert passwords.items() < renewed.items()
    assert authenticate(username="editor", password=renewed["editor"])
    assert authenticate(username="editor", password=lost) is None


def test_each_account_may_do_its_own_work(tmp_path, regions):
    make(tmp_path / "accounts.secret")
    users = {user.username: user for user in User.objects.all()}

    assert [name for name, user in users.items() if user.is_superuser] == ["admin"]
    assert {name for name, user in users.items() if user.is_staff} == {"admin", "data"}
    assert users["data"].has_perm("indicators.ingest_snapshot")
    assert not users["editor"].has_perm("indicators.ingest_snapshot")
    roles = CommissionRole.objects.values_list("user__username", "commission__area__code", "role")
    assert set(roles) == {("editor", "ECLAC", "editor"), ("organiser", "ESCAP", "organiser")}
