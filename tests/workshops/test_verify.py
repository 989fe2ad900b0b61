"""Checking a certificate: serials as people type them, and what a replaced one says."""

import pytest

from tests.workshops.making import NOW, make_workshop, register
from workshops.models import Certificate
from workshops.models.proceedings import serial_of
from workshops.services import certificates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def certificate():
    registration = register(make_workshop(), given="Amal", family="Haddad")
    return Certificate.objects.create(
        registration=registration,
        kind="participation",
        serial="94GD-2FB9-8NB9",
        printed_name="Amal Hadad",
        language="en",
        hours=1,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "94GD-2FB9-8NB9",
        "94gd2fb98nb9",
        " 94gd 2fb9 8nb9 ",
        "94GD–2FB9–8NB9",
        "94GD\u20112FB9\u20118NB9\n",
        "９４ＧＤ-2FB9-8NB9",
    ],
)
def test_a_serial_is_found_however_it_is_typed(client, certificate, typed):
    page = client.get("/certificates/", {"serial": typed})

    assert page.status_code == 200
    assert "This certificate is valid." in page.content.decode()
    assert client.get(f"/certificates/{typed.strip()}/").status_code == 200


@pytest.mark.parametrize("typed", ["94GD-2FB9-8NB", "94GD-2FB9-8NB99", "---", "x" * 5000])
def test_what_is_no_serial_is_said_to_be_unknown(client, certificate, typed):
    page = client.get("/certificates/", {"serial": typed})

    assert page.status_code == 404
    assert "No certificate has the serial" in page.content.decode()


def test_a_replaced_certificate_names_its_successor(client, certificate):
    corrected = certificates.reissue(
        certificate=certificate, printed_name="Amal Haddad", by=None, at=NOW
    )

    page = client.get("/certificates/94gd2fb98nb9/").content.decode()

    assert "It was replaced by the certificate with this serial:" in page
    assert corrected.serial in page
    assert serial_of(corrected.serial.lower()) == corrected.serial
