"""One device in the room for everybody: each begins afresh, and nothing of the last person can be seen."""

import pytest
from django.test import Client

from tests.evaluations.making import FORM, Kind, answer, opened
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db
HERE = "/evaluation/kiosk/"


def test_people_answer_one_after_the_other_on_one_device(client):
    end = opened(people=3)
    base = f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/"
    first, second, _third = (
        one.registration for one in end.invitations.select_related("registration")
    )
    assert client.get(HERE).status_code == 404
    client.force_login(organiser())
    assert "signed out on this device" in client.get(f"{base}kiosk/").content.decode()

    begun = client.post(f"{base}kiosk/", follow=True)
    assert begun.request["PATH_INFO"] == HERE
    assert client.get(base + "people/").status_code == 302, "the organiser is signed out"
    assert client.post(HERE, {"badge": "NOBODY"}).status_code == 422

    form = client.post(HERE, {"badge": f" {first.code.lower()} "}, follow=True)
    page = form.content.decode()
    assert [address for address, _status in form.redirect_chain] == ["/evaluation/answers/"]
    assert "data-kiosk" in page
    assert "data-draft=" not in page
    assert 'value="save"' not in page
    handle = form.context["handle"]
    written = client.post(
        "/evaluation/answers/", FORM | {"form": handle, "page": "1", "act": "next"}
    )
    assert "no-store" in written.headers["Cache-Control"]
    sent = client.post("/evaluation/answers/", FORM | {"form": handle, "page": "5", "act": "send"})
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{HERE}?sent")
    assert sent.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert end.waiting.count() == 1

    # Going back asks again, or sends the same again: both lead to the beginning.
    for again in (
        client.get("/evaluation/answers/"),
        client.post("/evaluation/answers/", FORM | {"form": handle, "page": "1", "act": "next"}),
    ):
        assert (again.status_code, again.headers["Location"]) == (302, HERE)
    client.post(HERE, {"badge": second.code})
    stale = client.post("/evaluation/answers/", FORM | {"form": handle, "page": "1", "act": "next"})
    assert stale.headers["Location"] == HERE
    assert client.get("/evaluation/answers/").headers["Location"] == HERE, (
        "whose form it was is forgotten"
    )

    # The badge of somebody who answered shows the form as any other does; the first answer counts.
    once_more = client.post(HERE, {"badge": first.code}, follow=True)
    assert 'name="REL1"' in once_more.content.decode()
    answers = FORM | {"form": handle, "page": "5", "act": "send"}
    assert client.post("/evaluation/answers/", answers).headers["Location"] == f"{HERE}?sent"
    assert end.waiting.count() == 1

    client.post(HERE, {"act": "end"})
    assert client.get(HERE).status_code == 404


def test_a_follow_up_has_no_kiosk(client):
    end = opened(people=1)
    later = end.survey.rounds.get(kind=Kind.FOLLOW_UP)
    client.force_login(organiser())

    page = client.get(f"/organise/{end.survey.workshop.code}/evaluation/{later.pk}/kiosk/")

    assert page.status_code == 404


def test_a_badge_tells_nobody_whether_its_owner_answered(client):
    end = opened(people=2)
    answered, silent = end.invitations.select_related("registration")
    answer(answered, waits=True)
    room = f"/evaluation/room/{end.room_code}/"

    pages = []
    for one in (answered, silent):
        form = client.post(room, {"badge": one.registration.code}, follow=True)
        sent = client.post(
            "/evaluation/answers/",
            FORM | {"form": form.context["handle"], "page": "5", "act": "send"},
        )
        pages.append((form.status_code, 'name="REL1"' in form.content.decode(), sent.status_code))
        assert "your first answers count" in sent.content.decode()
        assert client.get("/evaluation/answers/").status_code == 404, "the next person begins anew"

    assert pages == [(200, True, 200)] * 2
    assert end.waiting.count() == 2


@pytest.mark.parametrize("by_kiosk", [False, True])
def test_what_a_badge_gives_is_no_personal_link_however_the_cookie_is_changed(client, by_kiosk):
    """The cookie lies with whoever entered the badge of somebody else."""
    end = opened(people=1)
    invitation = end.invitations.select_related("registration").get()
    answer(invitation, waits=True)
    here = f"/evaluation/room/{end.room_code}/"
    if by_kiosk:
        client.force_login(organiser())
        client.post(f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/kiosk/")
        here = HERE
    client.post(here, {"badge": invitation.registration.code})
    token = client.cookies["evaluation"].value.removeprefix("badge:")

    for way in ("cookie", "address"):
        browser = Client()
        if way == "cookie":
            browser.cookies["evaluation"] = token
            page = browser.get("/evaluation/answers/")
        else:
            page = browser.get(f"/evaluation/{token}/", follow=True)
        assert 'name="REL1"' in page.content.decode(), "not a word of whether its owner answered"
