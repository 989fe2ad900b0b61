"""What a data manager decides on the pages and by the command; what nobody else sees."""

from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from core.models import User
from indicators.models import Release, Snapshot
from indicators.services import calculations, release_steps
from tests import published
from tests.jobs import run_waiting
from tests.published import REMITTANCES

WRONG = REMITTANCES | {"PHL": {2020: 5.0}}


@pytest.fixture
def first(db):
    return published.publish()


@pytest.fixture
def wrong(first):
    return published.propose(published.world_bank(WRONG, "2026-01-31"), "API_BX.csv")


@pytest.fixture
def manager(client, first):
    user = User.objects.create_user("data", password="a-long-enough-one")
    user.user_permissions.add(Permission.objects.get(codename="decide_snapshot"))
    client.force_login(user)
    return user


def decide(client, snapshot, act, reason="Checked with the provider"):
    return client.post(
        f"/sources/files/{snapshot.pk}/decision", {"act": act, "reason": reason}, follow=True
    )


def test_a_proposal_is_for_data_managers_only(client, wrong):
    for address in ("", "original"):
        assert client.get(f"/sources/files/{wrong.pk}/{address}").status_code == 404
    assert client.get(f"/sources/files/{wrong.pk}.csv").status_code == 404
    assert "API_BX" not in client.get("/sources/wdi/").content.decode()
    assert "API_BX" not in client.get("/api/v1/sources/").content.decode()
    assert client.post(f"/sources/files/{wrong.pk}/decision", {"act": "accept"}).status_code == 302
    assert Snapshot.objects.get(pk=wrong.pk).standing == "proposed"


def test_the_page_shows_what_would_go_and_change(client, manager, wrong):
    page = client.get(f"/sources/files/{wrong.pk}/").content.decode()

    assert "This file waits for a decision" in page
    assert "Figures that are public now would go." in page
    assert "Philippines" in page
    assert "33,808,788,000" in page
    assert "Accept and compute" in page
    assert client.get("/sources/wdi/").content.decode().count("API_BX") == 1


@pytest.mark.wide
def test_declined_accepted_withdrawn_with_a_reason_that_the_release_shows(client, manager, wrong):
    refused = client.post(f"/sources/files/{wrong.pk}/decision", {"act": "decline", "reason": " "})
    assert refused.status_code == 400
    assert 'id="id_reason_error"' in refused.content.decode()

    assert "Declined. Nothing of it is public." in decide(client, wrong, "decline").content.decode()
    assert decide(client, wrong, "decline").status_code == 409
    decide(client, wrong, "accept")
    second, _computed = calculations.refresh()
    page = client.get(f"/releases/{second}/").content.decode()
    assert "Checked with the provider" in page
    decide(client, wrong, "withdraw", "It was cut off")
    client.logout()
    assert "Withdrawn: the portal" in client.get(f"/sources/files/{wrong.pk}/").content.decode()


@pytest.mark.wide
def test_a_release_is_rolled_back_on_its_page_and_history_and_feed_say_so(
    client, manager, first, wrong
):
    decide(client, wrong, "accept")
    calculations.refresh()
    address = f"/releases/{first}/roll-back"

    assert client.post(address, {"reason": ""}).status_code == 400
    page = client.post(address, {"reason": "A cut-off file"}, follow=True).content.decode()

    assert f"Shows the figures of release {first} again." in page
    assert "A cut-off file" in client.get("/releases/").content.decode()
    run_waiting(release_steps.FINISH)
    assert "A cut-off file" in client.get("/releases/changes.atom").content.decode()
    current = Release.objects.get(is_current=True).pk
    assert client.post(f"/releases/{current}/roll-back", {"reason": "x"}).status_code == 409
    client.logout()
    assert "roll-back" not in client.get(f"/releases/{first}/").content.decode()


def command(*words, **options):
    out = StringIO()
    call_command("decide", *words, stdout=out, **options)
    return out.getvalue()


def test_the_command_shows_and_decides_as_the_pages_do(first, wrong):
    assert f"{wrong.pk} API_BX.csv" in command("list")
    shown = command("show", wrong.pk)
    assert "remin: 0 gained, 2 lost, 1 changed (1 more than two-fold)" in shown
    assert "REM_IN_GDP" in shown
    with pytest.raises(CommandError, match="reason"):
        command("decline", wrong.pk)
    assert "declined" in command("decline", wrong.pk, reason="Cut off")
    assert "accepted" in command("accept", wrong.pk)
    calculations.refresh()
    assert f"figures of release {first}" in command("roll-back", first, reason="Wrong")
    assert command("list").endswith("0 waiting.\n")
