"""The privacy notice of a workshop: standard or written, by version, linked where data are asked for."""

import re

import pytest

from core.i18n import languages
from tests.workshops.making import helper, make_workshop, open_own_page, organiser, register
from tests.workshops.test_pages import sent
from workshops.models import PrivacyNotice, Workshop
from workshops.services import privacy_notices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def test_the_standard_notice_tells_whose_it_is_and_the_terms_that_are_set(client, settings):
    settings.RETENTION_NAMES_DAYS = 400
    workshop = make_workshop(contact_name="Desk", contact_email="desk@example.org")

    page = client.get(f"/workshops/{workshop.code}/privacy/").content.decode()

    assert workshop.host.full_name in page
    assert "Desk, desk@example.org" in page
    assert "400 days after it" in page
    titles = re.findall("<h2>(.*)</h2>", page)
    for title in ("Who is responsible", "used for", "Who receives", "How long", "Your rights"):
        assert sum(title in one for one in titles) == 1
    assert "<h2>This notice says" not in page
    assert privacy_notices.STANDARD in page


@pytest.mark.parametrize("code", list(languages.UNITED_NATIONS))
def test_there_is_one_in_every_language(code):
    assert "{{" not in privacy_notices.standard(make_workshop(), code)


def test_it_is_linked_where_data_are_asked_for(client):
    workshop = make_workshop()
    link = f'/workshops/{workshop.code}/privacy/"'
    assert link in client.get(f"/workshops/{workshop.code}/register/").content.decode()
    one = register(workshop)
    assert link in client.get(open_own_page(client, one)).content.decode()


def test_a_change_is_a_version_and_a_consent_tells_which_was_read(client):
    workshop = make_workshop(capacity=9)
    before = register(workshop)
    assert before.notice_version == privacy_notices.STANDARD
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/privacy/"
    page = client.get(here)
    assert "Who is responsible" in page.context["text"]
    form = {"language": "en", "revision": "0", "text": "We are responsible.\n\nWrite to us."}

    assert client.post(here, form).status_code == 302
    assert client.post(here, form | {"revision": "1"}).status_code == 302  # nothing new
    assert PrivacyNotice.objects.count() == 1
    conflict = client.post(here, form | {"text": "Another"})
    assert conflict.status_code == 409
    assert "Another" in conflict.content.decode()
    assert "We are responsible." in conflict.content.decode()
    assert client.post(here, form | {"revision": "1", "text": " "}).status_code == 422
    client.post(here, form | {"revision": "1", "language": "ar", "text": "نحن"})

    client.logout()
    public = f"/workshops/{workshop.code}/privacy/"
    assert "We are responsible." in client.get(public).content.decode()
    assert 'dir="rtl">' in client.get(f"/ar{public}").content.decode()
    old = client.get(f"{public}?version=1").content.decode()
    assert "This is an earlier version." in old
    for wrong in ("9", "x", "²", "99999999999999"):
        assert client.get(f"{public}?version={wrong}").status_code == 404
    assert client.post(f"/workshops/{workshop.code}/register/", sent()).status_code == 200
    after = workshop.registrations.exclude(pk=before.pk).get()
    client.post(open_own_page(client, after), {"act": "confirm_address"})
    after.refresh_from_db()
    assert after.state == "accepted"
    assert after.notice_version == "2"
    before.refresh_from_db()
    assert before.notice_version == privacy_notices.STANDARD


def test_who_may_edit_and_read_it(client):
    workshop = make_workshop()
    here = f"/organise/{workshop.code}/privacy/"
    assert client.get(here).status_code == 302
    client.force_login(helper(workshop, "desk"))
    assert client.get(here).status_code == 404
    Workshop.objects.filter(pk=workshop.pk).update(status="draft")
    assert client.get(f"/workshops/{workshop.code}/privacy/").status_code == 404
    client.force_login(organiser())
    assert client.get(f"/workshops/{workshop.code}/privacy/").status_code == 200
    assert client.get(f"{here}?language=xx").status_code == 404
