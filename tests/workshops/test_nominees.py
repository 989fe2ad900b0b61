"""Who nominates gets a receipt, and who is nominated reads what was said of them, and can object."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Refused
from regions.models import Area
from tests.filling import form_of
from tests.studies.test_files import PDF
from tests.workshops.making import NOW, make_workshop, open_own_page, organiser, person
from workshops.models import FocalPoint, Mail, Nomination
from workshops.services import letters, nominations

pytestmark = pytest.mark.django_db


@pytest.fixture
def point():
    """The focal point of Thailand in a workshop that takes nominations."""
    return FocalPoint.objects.create(
        workshop=make_workshop(mode="by_nomination", country_quota=2),
        country=Area.objects.get(code="THA"),
        name="F",
        authority="Ministry of Labour",
        email="focal@example.org",
    )


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A folder for notes of the test alone."""
    settings.MEDIA_ROOT = tmp_path


def submit(point, rank=1, at=NOW, **fields):
    """A nomination with its note, handed in."""
    known = {field.name for field in Nomination._meta.get_fields()}
    values = {name: value for name, value in person(**fields).items() if name in known}
    return nominations.nominate(
        point=point,
        nomination=None,
        values=values | {"rank": rank},
        note=SimpleUploadedFile("note.pdf", PDF),
        submit=True,
        at=at,
    )


def kinds(**which):
    return sorted(
        Mail.objects.exclude(state="dropped").filter(**which).values_list("kind", flat=True)
    )


def leave():
    """All letters left."""
    Mail.objects.filter(state="queued").update(state="sent", tries=1)


def test_one_receipt_names_all_that_arrive_while_it_waits(point):
    submit(point, family="One")
    second = submit(point, rank=2, family="Two")
    receipt = Mail.objects.get(kind="nomination_received")
    assert receipt.to == "focal@example.org"
    assert "- Ana One\n- Ana Two" in receipt.body
    nominations.withdraw(nomination=second, at=NOW)
    receipt.refresh_from_db()
    assert "Two" not in receipt.body
    leave()
    submit(point, rank=3, at=NOW + timedelta(hours=1), family="Three")
    later = Mail.objects.filter(kind="nomination_received").order_by("pk").last()
    assert "Three" in later.body


def test_a_draft_is_told_to_nobody(point):
    known = {field.name for field in Nomination._meta.get_fields()}
    values = {name: value for name, value in person().items() if name in known}
    nominations.nominate(
        point=point, nomination=None, values=values | {"rank": 1}, submit=False, at=NOW
    )
    assert not Mail.objects.exists()


def test_the_nominated_person_reads_what_was_said_and_by_whom(client, point):
    nomination = submit(point, email="ana@example.org", position="Head of unit")
    mail = Mail.objects.get(to="ana@example.org")
    assert mail.next_at == NOW + letters.hold()
    assert "Nominated by: Ministry of Labour" in mail.body
    assert "- Head of unit" in mail.body
    assert f"/workshops/{point.workshop.code}/privacy/" in mail.body
    assert nomination.link() in mail.text_to_send()
    assert nomination.secret not in mail.text_for_organisers()
    text = client.get(open_own_page(client, nomination)).content.decode()
    assert "Head of unit" in text
    assert "Ministry of Labour" in text
    assert "note.pdf" in text
    other = submit(point, rank=2)
    assert client.get(other.page_address()).status_code == 403


def test_a_notice_is_written_once_for_each_address(point):
    nomination = submit(point, email="ana@example.org")
    nominations.decide(nomination=nomination, new="returned", by=None, at=NOW, reason="Rank?")
    for email in ("ana@example.org", "new@example.org"):
        returned = Nomination.objects.get(pk=nomination.pk)
        Nomination.objects.filter(pk=nomination.pk).update(state="returned")
        returned.state = "returned"
        nominations.nominate(
            point=point, nomination=returned, values={"email": email}, submit=True, at=NOW
        )
    notices = Mail.objects.filter(kind="nominee_notice")
    assert sorted(notices.values_list("to", flat=True)) == ["ana@example.org", "new@example.org"]


def test_an_address_is_not_flooded_and_a_focal_point_needs_no_notice(point):
    for rank in range(1, 6):
        submit(point, rank=rank, email="ana@example.org")
    assert len(kinds(to="ana@example.org")) == letters.MOST_NOTICES
    submit(point, rank=9, email="Focal@example.org")
    assert "nominee_notice" not in kinds(to__iexact="focal@example.org")


def test_decisions_are_told_once_and_an_accepted_person_gets_the_invitation_alone(point):
    accepted, reserve = (
        submit(point, email="a@example.org"),
        submit(point, 2, email="b@example.org"),
    )
    nominations.decide(nomination=accepted, new="accepted", by=None, at=NOW)
    nominations.decide(nomination=reserve, new="reserve", by=None, at=NOW)
    nominations.decide(nomination=reserve, new="declined", by=None, at=NOW, reason="No seat")
    (invitation,) = kinds(registration__isnull=False)
    assert invitation.startswith("invited")
    assert "nominee_decision" not in kinds(to="a@example.org")
    assert kinds(to="b@example.org") == ["nominee_decision", "nominee_decision", "nominee_notice"]
    # The reason was written for the government.
    assert "No seat" not in "".join(
        Mail.objects.filter(to="b@example.org").values_list("body", flat=True)
    )


def test_who_has_read_nothing_is_not_told_of_a_withdrawal(point):
    unread = submit(point, email="a@example.org")
    nominations.withdraw(nomination=unread, at=NOW)
    assert kinds(to="a@example.org") == []
    read = submit(point, 2, email="b@example.org")
    leave()
    nominations.withdraw(nomination=read, at=NOW)
    assert kinds(to="b@example.org") == ["nominee_decision", "nominee_notice"]


def test_a_nominated_person_objects(client, point):
    nomination = submit(point, email="ana@example.org", given="Ana", family="Lopez", phone="123")
    page = open_own_page(client, nomination)
    asked = client.post(page, {"act": "object"})
    assert "Object to being nominated?" in asked.content.decode()
    answer = client.post(page, form_of(asked, "confirmation"))

    assert "The nomination is withdrawn" in answer.content.decode()
    nomination.refresh_from_db()
    assert (nomination.state, nomination.name) == ("withdrawn", "Ana Lopez")
    assert (nomination.phone, nomination.position, nomination.note_stored) == ("", "", "")
    assert "ana@example.org" not in nomination.email
    told = Mail.objects.get(to="focal@example.org", kind="nomination", state="queued")
    assert "Ana Lopez" in told.body
    assert "The person objects to being nominated." in told.body
    assert client.get(page).status_code == 403
    assert kinds(kind="nomination_received") == []
    client.force_login(organiser())
    text = client.get(f"/organise/{point.workshop.code}/nominations/").content.decode()
    assert "The person objects to being nominated." in text


def test_who_is_invited_declines_the_invitation_instead(client, point):
    nomination = submit(point, email="ana@example.org")
    nominations.decide(nomination=nomination, new="accepted", by=None, at=NOW)
    page = open_own_page(client, nomination)
    assert "Object to being nominated" not in client.get(page).content.decode()
    with pytest.raises(Refused, match="You are invited"):
        nominations.object_to(nomination=nomination, at=NOW)


def test_a_nomination_that_an_organiser_enters_is_told_to_the_person_too(point):
    known = {field.name for field in Nomination._meta.get_fields()}
    values = {
        name: value for name, value in person(email="ana@example.org").items() if name in known
    }
    nominations.enter(
        workshop=point.workshop,
        values=values | {"rank": None, "is_reserve": False},
        by=None,
        at=NOW,
    )
    assert "Nominated by: Note verbale" in Mail.objects.get(to="ana@example.org").body


def test_a_notice_to_an_address_that_was_corrected_opens_nothing(point):
    """It waited for the wrong reader while the focal point corrected the address."""
    nomination = submit(point, email="wrong@example.org")
    Nomination.objects.filter(pk=nomination.pk).update(email="right@example.org")

    mail = Mail.objects.get(kind="nominee_notice")

    assert "/nominated/" not in mail.text_to_send()
    mail.to = "Right@example.org"
    assert "/nominated/" in mail.text_to_send()


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "x"])
def test_a_strange_number_of_a_nomination_is_no_fault(client, point, number):
    page = open_own_page(client, point)
    assert client.get(page, {"edit": number, "replace": number}).status_code == 200


@pytest.mark.parametrize("act", ["save", "submit", "substitute"])
def test_a_page_that_names_no_nomination_of_the_country_makes_no_new_one(client, point, act):
    """Of another country, or of an old page: what was meant to change one would put forward one more."""
    other = FocalPoint.objects.create(
        workshop=point.workshop,
        country=Area.objects.get(code="VNM"),
        name="G",
        authority="Ministry of Home Affairs",
        email="other@example.org",
    )
    theirs = submit(other)
    page = open_own_page(client, point)
    typed = form_of(client.get(page), "family") | {
        name: value for name, value in person().items() if isinstance(value, str) and value
    }

    for number in ("" if act == "substitute" else theirs.pk, theirs.pk):
        answer = client.post(page, typed | {"act": act, "nomination": number})
        assert answer.status_code == 409
        assert "no such nomination in your list" in answer.content.decode()

    assert Nomination.objects.get() == theirs
    assert client.post(page, typed | {"act": "save"}).status_code == 302
    assert Nomination.objects.exclude(pk=theirs.pk).get().country == point.country
