"""Names and lines that people type: refused with a sentence, stored composed, found however they are typed."""

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.workshops.making import make_workshop, organiser, register
from tests.workshops.test_pages import sent
from workshops.models import Registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("given", "\u200b\u200b", "U+200B ZERO WIDTH SPACE"),
        ("family", "Ama\u202el", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("printed_name", "Dear colleague,\nyour account", "without line breaks"),
        ("given", "Confirm at http://evil.example", "no address of a page"),
        ("organisation", "see http://evil.example/un-login", "no address of a page"),
        ("position", "write to me@evil.example", "no address of a page"),
    ],
)
def test_a_name_that_is_none_is_refused_beside_its_field(client, field, typed, sentence):
    workshop = make_workshop()

    answer = client.post(f"/workshops/{workshop.code}/register/", sent(**{field: typed}))

    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not Registration.objects.exists()


def test_a_decomposed_name_is_stored_composed(client):
    workshop = make_workshop()
    typed = unicodedata.normalize("NFD", "  José  Ângelo ")

    client.post(f"/workshops/{workshop.code}/register/", sent(given=typed, access_needs="a\u202eb"))

    stored = workshop.registrations.get()
    assert (stored.given, stored.access_needs) == ("José Ângelo", "ab")


def test_a_list_names_the_sign_that_no_name_has(client):
    workshop = make_workshop()
    client.force_login(organiser())
    text = "given,family,email,country,organisation,stakeholder\nA\u202ena,X,a@b.org,THA,Office,academia"
    file = SimpleUploadedFile("a.csv", text.encode())

    answer = client.post(
        f"/organise/{workshop.code}/people/import/", {"file": file, "purpose": "invite"}
    )

    assert answer.status_code == 422
    assert "U+202E" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        ({"given": "José", "family": "Muñoz"}, "jose MUNOZ"),
        ({"given": "José", "family": "Muñoz"}, unicodedata.normalize("NFD", "José")),
        ({"given": "Jose", "family": "Munoz"}, "josé muñoz"),
        ({"family": "O’Brien"}, "o'brien"),
        ({"family": "O'Brien"}, "OʼBrien"),
        ({"family": "O'Brien"}, "obrien"),
        ({"given": "Артём", "family": "Королёв"}, "КОРОЛЕВ артем"),
        ({"given": "Артем", "family": "Королев"}, "королёв"),
        ({"printed_name": "أحمد فاطمة على"}, "احمد فاطمه علي"),
        ({"printed_name": "احمد فاطمه علي"}, "أحمد فاطمة"),
        ({"printed_name": "مُحَمَّد"}, "محمد"),
        ({"printed_name": "علی کریمی"}, "علي كريمي"),
        ({"family": "Łukasiewicz-Øster"}, "lukasiewicz oster"),
        ({"family": "Straße"}, "STRASSE"),
        ({"given": "İpek", "family": "Işık"}, "ipek isik"),
        ({"given": "Nguyễn", "family": "Ánh Đào"}, "nguyen dao"),
        ({"given": "Ana", "family": "Silva"}, "Silva, Ana".replace(",", "")),
        ({"organisation": "Ministère de l’Intérieur"}, "l'interieur ministere"),
        ({"family": "100%_x"}, "%_"),
    ],
)
def test_people_are_found_however_their_names_are_typed(client, fields, typed):
    workshop = make_workshop(capacity=9)
    found = register(workshop, **fields)
    register(workshop, given="Zoe", family="Other", organisation="Else")
    client.force_login(organiser())

    page = client.get(f"/organise/{workshop.code}/people/", {"q": typed})

    assert [one.pk for one in page.context["page"]] == [found.pk]


def test_the_key_follows_every_change_and_is_indexed():
    registration = register(make_workshop(), given="Amal", family="Haddad")
    Registration.objects.filter(pk=registration.pk).update(family="Görgülü")

    found = Registration.objects.matching("gorgulu amal")

    assert found.get() == registration
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query, parameters = found.order_by().query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", parameters)
        assert "registration_by_words" in "\n".join(row[0] for row in cursor.fetchall())
