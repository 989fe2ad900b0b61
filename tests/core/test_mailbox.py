"""The local mailbox opens to an administrator on the same machine alone, and never on a public portal."""

import pytest

from core.mail.outbox import send_due
from tests.studies.making import make_user
from tests.workshops.making import make_workshop, organiser, register
from workshops.models import Mail

pytestmark = pytest.mark.django_db
HERE = "/mailbox/"
LOCAL = {"HTTP_HOST": "127.0.0.1:8000"}


@pytest.fixture
def letter(settings):
    settings.PORTAL_ADDRESS = "http://127.0.0.1:8000"
    registration = register(make_workshop())
    send_due(Mail)
    return registration.mails.get()


def test_letters_lie_there_with_working_links(client, letter):
    client.force_login(make_user(is_superuser=True))

    assert letter.subject in client.get(HERE, **LOCAL).content.decode()
    assert letter.subject in client.get(f"{HERE}?q={letter.to}", **LOCAL).content.decode()
    assert letter.subject not in client.get(f"{HERE}?q=nobody@", **LOCAL).content.decode()
    answer = client.get(f"{HERE}workshops.mail/{letter.pk}/", **LOCAL)
    link = answer.context["body"].split("http://127.0.0.1:8000")[1].split()[0]
    assert link.startswith("/registration/")
    assert client.get(link).status_code == 302
    assert ".ics" in answer.content.decode()


def test_a_letter_is_found_by_either_spelling_of_its_domain(client, settings):
    settings.PORTAL_ADDRESS = "http://127.0.0.1:8000"
    registration = register(make_workshop(), email="Amal@bücher.example")
    send_due(Mail)
    client.force_login(make_user(is_superuser=True))

    for typed in ("amal@bücher.example", "Amal@BÜCHER.example", "amal@xn--bcher-kva.example"):
        page = client.get(HERE, {"q": typed}, **LOCAL).content.decode()
        assert registration.mails.get().subject in page


@pytest.mark.parametrize(
    ("setting", "headers"),
    [
        ({"EMAIL_HOST": "smtp.example.org"}, {}),
        ({"PORTAL_ADDRESS": "https://data.example.org"}, {}),
        ({"BEHIND_PROXY": True}, {}),
        ({}, {"HTTP_HOST": "data.example.org"}),
        ({}, {"REMOTE_ADDR": "192.0.2.7"}),
        ({}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}),
        ({}, {"HTTP_FORWARDED": "for=127.0.0.1"}),
    ],
)
def test_it_does_not_exist_where_the_portal_can_be_reached(
    client, settings, letter, setting, headers
):
    settings.ALLOWED_HOSTS = ["*"]
    for name, value in setting.items():
        setattr(settings, name, value)
    client.force_login(make_user(is_superuser=True))
    for address in (HERE, f"{HERE}workshops.mail/{letter.pk}/"):
        assert client.get(address, **LOCAL | headers).status_code == 404


def test_it_does_not_exist_for_organisers(client, letter):
    assert client.get(HERE, **LOCAL).status_code == 404
    client.force_login(organiser())
    assert client.get(HERE, **LOCAL).status_code == 404
    assert client.get(f"{HERE}workshops.mail/{letter.pk}/", **LOCAL).status_code == 404
