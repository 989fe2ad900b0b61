"""What was typed when the sign-in had ended is shown again to the same account, and never sent by itself."""

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.filling import form_of
from tests.pages import markup_of
from tests.workshops.making import helper, make_workshop, organiser
from workshops.models import Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def sign_in(client, user, following="/"):
    user.set_password("a long password 1")
    user.save()
    form = {"login": user.get_username(), "password": "a long password 1", "next": following}
    return client.post("/accounts/login/", form)


def expire(client):
    """The session ends on the server; the browser keeps its cookies."""
    Session.objects.all().delete()


@pytest.fixture
def written(client):
    """A long form typed by an organiser whose session has ended, and what the answer was."""
    workshop, user = make_workshop(), organiser()
    sign_in(client, user)
    here = f"/organise/{workshop.code}/edit/"
    form = form_of(client.get(here), "title_en") | {"city": "Hanoi", "venue": "Hall 7"}
    expire(client)
    return workshop, user, here, form


@pytest.mark.wide
def test_a_form_is_filled_again_after_the_sign_in_and_not_saved_by_itself(client, written):
    workshop, user, here, form = written

    answer = client.post(here, form)
    assert answer.url == f"/accounts/login/?next={here.replace('/', '%2F')}"
    assert "is kept for an hour" in markup_of(client.get(answer.url))
    assert sign_in(client, user, here).url == here

    page = client.get(here)
    workshop.refresh_from_db()
    assert workshop.city == "Bangkok"
    assert page.status_code == 200
    assert "not saved yet" in markup_of(page)
    again = form_of(page, "title_en")
    assert (again["city"], again["venue"]) == (["Hanoi"], ["Hall 7"])
    assert client.post(here, again).status_code == 302
    workshop.refresh_from_db()
    assert (workshop.city, workshop.venue) == ("Hanoi", "Hall 7")
    assert form_of(client.get(here), "title_en")["venue"] == ["Hall 7"]
    assert "not saved yet" not in markup_of(client.get(here))


def test_steps_of_signing_in_itself_are_not_kept(client, written):
    _workshop, _user, _here, _form = written

    answer = client.post("/accounts/2fa/authenticate/", {"code": "123456"})

    assert answer.url == "/accounts/login/"
    assert "unsent" not in client.cookies


def test_what_another_changed_meanwhile_is_kept_here_too(client, written):
    workshop, user, here, form = written
    client.post(here, form)
    Workshop.objects.filter(pk=workshop.pk).update(signatory="A. Lopez", revision=99)

    sign_in(client, user)
    client.post(here, form_of(client.get(here), "title_en"))

    workshop.refresh_from_db()
    assert (workshop.city, workshop.signatory) == ("Hanoi", "A. Lopez")


def test_another_account_never_sees_it(client, written):
    workshop, user, here, form = written
    client.post(here, form)

    sign_in(client, helper(workshop, "owner"))
    page = client.get(here)
    assert "Hall 7" not in markup_of(page)
    client.logout()
    sign_in(client, user)
    assert "Hall 7" not in markup_of(client.get(here))


def test_strangers_fill_no_memory(client):
    workshop = make_workshop()
    answer = client.post(f"/organise/{workshop.code}/edit/", {"city": "Hanoi"})

    assert "unsent" not in answer.cookies


def test_other_forms_are_listed_and_sent_by_hand(client, written):
    workshop, user, _here, _form = written
    here = f"/organise/{workshop.code}/setup/"

    answer = client.post(here, {"act": "quota", "group": "unions", "seats": "3"})
    assert answer.url.endswith("next=%2Faccount%2Funsent%2F")
    sign_in(client, user)
    page = client.get("/account/unsent/")
    assert not workshop.group_quotas.exists()
    form = form_of(page, "seats")
    assert f'action="{here}"' in markup_of(page)
    client.post(here, form)
    assert workshop.group_quotas.get().seats == 3
    assert client.get("/account/unsent/").status_code == 302


def test_it_can_be_dropped(client, written):
    _workshop, user, here, form = written
    client.post(here, form)
    sign_in(client, user)

    assert client.post("/account/unsent/").status_code == 302
    assert "Hall 7" not in markup_of(client.get(here))


def test_files_are_told_to_be_chosen_again_and_long_forms_are_not_kept(client, written):
    workshop, user, _here, _form = written
    session = workshop.sessions.first()
    here = f"/organise/{workshop.code}/sessions/{session.pk}/materials/"
    file = SimpleUploadedFile("slides.pdf", b"%PDF-1.4")
    client.post(here, {"title": "Slides", "language": "en", "file": file})
    sign_in(client, user)
    page = markup_of(client.get(here))
    assert "Choose them again: slides.pdf" in page
    assert 'value="Slides"' in page
    expire(client)
    assert "unsent" not in client.post(here, {"title": "x" * 400_000}).cookies


def test_a_page_older_than_the_sign_in_hands_its_text_back(regions):
    browser = Client(enforce_csrf_checks=True)
    address = "/workshops/none/register/"
    form = {"csrfmiddlewaretoken": "x" * 64, "given": "Ana <b>", "password": "secret"}

    own = browser.post(address, form, headers={"origin": "http://testserver"})
    assert own.status_code == 403
    assert "Ana &lt;b&gt;" in markup_of(own)
    assert "secret" not in markup_of(own)
    assert form_of(own, "given")["given"] == ["Ana <b>"]
    for origin in ("https://evil.example", "null"):
        foreign = browser.post(address, form, headers={"origin": origin})
        assert foreign.status_code == 403
        assert "Ana" not in markup_of(foreign)
        assert "Send it now" not in markup_of(foreign)
