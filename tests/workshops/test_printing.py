"""Badges, name plates and certificates as files: whose they are, by the filters of the list."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core import jobs, personal_data
from core.documents import has_fonts
from core.errors import Refused
from core.models import Job
from tests.pdfs import pages_of, text_of
from tests.workshops.making import make_workshop, organiser, register
from workshops.models import Certificate, CertificatePack
from workshops.services import certificate_packs, certificates, erasure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
needs_fonts = pytest.mark.skipif(
    not has_fonts(), reason="the fonts are not installed (make assets)"
)


def read(answer) -> bytes:
    """The whole file of an answer."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def workshop(client):
    made = make_workshop(form="hybrid", capacity=9)
    register(made, given="Ina", family="Room", mode="in_person", country="THA")
    register(made, given="Ona", family="Screen", mode="online", country="KHM")
    gone = register(made, given="Una", family="Gone", mode="in_person")
    made.registrations.filter(pk=gone.pk).update(state="cancelled_by_participant")
    client.force_login(organiser())
    return made


@needs_fonts
@pytest.mark.parametrize("name", ["badges", "name-plates"])
@pytest.mark.parametrize(
    ("query", "whose"),
    [
        ({}, {"Room"}),
        ({"mode": "online"}, {"Screen"}),
        ({"mode": "all"}, {"Room", "Screen"}),
        ({"mode": "all", "country": "KHM"}, {"Screen"}),
        ({"state": "cancelled_by_participant"}, {"Gone"}),
        ({"q": "rôom"}, {"Room"}),
    ],
)
def test_only_those_are_printed_whom_the_filters_leave(client, workshop, name, query, whose):
    data = read(client.get(f"/organise/{workshop.code}/{name}.pdf", query))

    text = text_of(data)
    assert {family for family in ("Room", "Screen", "Gone") if family in text} == whose


@needs_fonts
def test_badges_come_on_sheets_or_one_on_a_page(client, workshop):
    address = f"/organise/{workshop.code}/badges.pdf"
    person = workshop.registrations.get(family="Screen")

    sheet = pages_of(read(client.get(address, {"mode": "all"})))
    single = pages_of(read(client.get(address, {"mode": "all", "layout": "single"})))
    own = read(client.get(address, {"person": person.pk, "layout": "single"}))

    assert (len(sheet), len(single)) == (1, 2)
    assert sheet[0].size[1] > 800 > single[0].size[1]
    assert "Screen" in text_of(own)
    assert "Room" not in text_of(own)


def test_all_valid_certificates_are_in_one_file_named_after_their_people(client, workshop):
    there = f"/organise/{workshop.code}/certificates.zip"
    assert client.get(there).status_code == 302
    for number, person in enumerate(workshop.registrations.order_by("family")):
        stored = default_storage.save(f"certificates/{person.pk}.pdf", ContentFile(b"%PDF"))
        Certificate.objects.create(
            registration=person, kind="participation", printed_name=person.name, language="en",
            hours=1, stored=stored, serial=f"AAAA-BBBB-CCC{number + 2}",
        )  # fmt: skip
    Certificate.objects.filter(registration__family="Gone").update(
        revoked_at=workshop.changed_at, revoked_reason="x"
    )
    workshop.registrations.filter(family="Room").update(family="Röom/../x")

    answer = client.get(there)

    with ZipFile(io.BytesIO(read(answer))) as archive:
        assert archive.namelist() == [
            "Röom_.._x Ina AAAA-BBBB-CCC3.pdf",
            "Screen Ona AAAA-BBBB-CCC4.pdf",
        ]
    assert answer["Content-Type"] == "application/zip"


@needs_fonts
def test_all_valid_certificates_are_one_pdf_to_print(client, workshop):
    _certify(workshop)

    answer = client.get(f"/organise/{workshop.code}/certificates.pdf")

    text = text_of(data := read(answer))
    assert len(pages_of(data)) == 2
    assert "Ina Room" in text
    assert "Ona Screen" in text
    assert client.get(f"/organise/{workshop.code}/certificates.exe").status_code == 404


@pytest.mark.wide
@needs_fonts
def test_a_worker_puts_many_together_and_a_change_asks_for_it_again(client, workshop, monkeypatch):
    monkeypatch.setattr(certificate_packs, "AT_ONCE", 1)
    _certify(workshop)
    here = f"/organise/{workshop.code}/certificates/"
    file = f"/organise/{workshop.code}/certificates.zip"
    assert client.get(file)["Location"] == here
    assert "Put all valid certificates into a ZIP file" in client.get(here).content.decode()

    asked = client.post(here, {"act": "pack", "form": "zip"})
    client.post(here, {"act": "pack", "form": "zip"})

    job = Job.objects.get(kind="certificate_pack")
    assert asked["Location"] == f"/jobs/{job.pk}/"
    jobs.run(job.pk)
    page = client.get(asked["Location"]).content.decode()
    assert f'href="{file}"' in page
    assert "2 certificates are in the file." in page
    with ZipFile(io.BytesIO(read(client.get(file)))) as archive:
        assert len(archive.namelist()) == 2
    assert f'href="{file}"' in client.get(here).content.decode()
    first = Certificate.objects.first()
    certificates.revoke(certificate=first, by=None, at=timezone.now(), reason="wrong person")
    monkeypatch.setattr(certificate_packs, "AT_ONCE", 0)
    assert client.get(file)["Location"] == here


@pytest.mark.wide
@needs_fonts
def test_a_pack_that_somebody_was_erased_from_while_it_was_made_is_not_kept(workshop, monkeypatch):
    _certify(workshop)
    put_together = certificate_packs.put_together

    def slowly(*given, **named):
        made = put_together(*given, **named)
        erasure.erase(registration=workshop.registrations.get(family="Room"), at=timezone.now())
        return made

    monkeypatch.setattr(certificate_packs, "put_together", slowly)
    job = jobs.ask("certificate_pack", f"{workshop.pk}-zip")

    with pytest.raises(Refused, match="changed while the file was made"):
        certificate_packs.make(job)

    assert not CertificatePack.objects.exists()
    assert default_storage.listdir("certificate-packs")[1] == []


@needs_fonts
def test_a_pack_goes_after_a_day_and_with_each_person_in_it(
    workshop, django_capture_on_commit_callbacks
):
    _certify(workshop)
    for end in ("purge", "erase"):
        job = jobs.ask("certificate_pack", f"{workshop.pk}-zip")
        jobs.run(job.pk)
        pack = CertificatePack.objects.get()
        assert default_storage.exists(pack.stored)
        with django_capture_on_commit_callbacks(execute=True):
            if end == "purge":
                personal_data.purge(timezone.now() + timedelta(days=2))
            else:
                erasure.erase(
                    registration=workshop.registrations.get(family="Room"), at=timezone.now()
                )
        assert not CertificatePack.objects.exists()
        assert not default_storage.exists(pack.stored)


def _certify(workshop):
    for person in workshop.registrations.exclude(family="Gone"):
        Certificate.objects.create(
            registration=person,
            kind="participation",
            printed_name=person.name,
            language="en",
            hours=1,
        )
    for certificate in Certificate.objects.filter(registration__workshop=workshop):
        jobs.run(jobs.ask(certificates.PRINT, certificate.pk).pk)
