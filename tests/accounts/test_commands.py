"""The first administrator of a new installation."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_signing_in import sign_in

pytestmark = pytest.mark.django_db


def invite(*arguments):
    output = StringIO()
    call_command("invite_administrator", *arguments, stdout=output)
    return re.search(r"http://127.0.0.1:8000(/\S+)", output.getvalue())[1]


def test_the_first_administrator_sets_a_password_by_the_printed_link(client):
    link = invite("root", "root@example.org")

    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    assert sign_in(client, "root@example.org").status_code == 302
    assert client.get("/admin/").status_code == 200
    assert "This link does not work" in Client().get(link, follow=True).content.decode()


def test_an_account_that_there_is_becomes_an_administrator_and_keeps_its_password():
    User.objects.create_user("ana", "old@example.org", PASSWORD)

    invite("ana", "ana@example.org")

    ana = User.objects.get()
    assert (ana.email, ana.is_superuser, ana.check_password(PASSWORD)) == (
        "ana@example.org",
        True,
        True,
    )


def test_a_wrong_address_is_refused():
    with pytest.raises(CommandError, match="not an e-mail address"):
        invite("root", "root")
    assert not User.objects.exists()


def test_the_first_start_invites_until_an_administrator_has_a_password(client):
    link = invite("root", "root@example.org", "--first")
    again = invite("root", "root@example.org", "--first")
    form = client.get(again, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    output = StringIO()

    call_command("invite_administrator", "other", "other@example.org", "--first", stdout=output)

    assert link
    assert "nobody is invited" in output.getvalue()
    assert not User.objects.filter(username="other").exists()
