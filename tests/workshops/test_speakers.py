"""Speakers as people: named in the programme, asked by a letter, and public only as far as they agreed."""

import io
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from icalendar import Calendar
from PIL import Image

from core import personal_data
from core.errors import Refused, RefusedFile
from core.personal_data import Person
from demo.workshops import make_open
from tests.filling import form_of
from tests.studies.making import load_regions
from tests.workshops.making import NOW, make_workshop, open_own_page, organiser, register
from workshops.models import Mail, Speaker
from workshops.selectors import consequences
from workshops.services import erasure, letters, own_data, photos, speakers, workshops
from workshops.services.speakers import assign
from workshops.services.workshops import save_session
from workshops.states import SpeakerState

pytestmark = pytest.mark.django_db
WHERE = b"N 13 45 E 100 30"


@pytest.fixture
def workshop():
    """Two sessions; Ana speaks in the first and chairs the second."""
    workshop = make_workshop(zone="Asia/Bangkok")
    first, second = workshop.sessions.all()
    assign(first, {"speakers": "Ana Lopez, ILO\nBo, IOM", "moderators": "Bo"})
    assign(second, {"chairs": "Ana Lopez"})
    return workshop


@pytest.fixture
def ana(workshop):
    """With an address."""
    ana = workshop.speakers.get(name="Ana Lopez")
    return speakers.save(
        workshop=workshop,
        speaker=ana,
        values={"email": "ana@example.org", "title": "Dr"},
        by=None,
        at=NOW,
    )


@pytest.fixture
def media(settings, tmp_path):
    """A folder for photos of the test alone."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(size=(1200, 900), kind="JPEG", name="me.jpg", **options) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **options)
    return SimpleUploadedFile(name, written.getvalue())


def taken_somewhere() -> SimpleUploadedFile:
    """A photo that was held upright, and says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = 6, "Camera", WHERE.decode()
    return picture(exif=exif, comment=WHERE)


def content(answer) -> bytes:
    """A file as it was given out, read to its end, so that it is closed."""
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def confirmed(client, speaker, **changes):
    """The page of the speaker, and the answer to sending its form."""
    speakers.invite(speaker=speaker, by=None, at=NOW)
    page = open_own_page(client, speaker)
    form = form_of(client.get(page), "biography_en")
    return page, client.post(page, form | changes)


def test_people_of_a_programme_are_one_list(workshop):
    ana, bo = workshop.speakers.all()
    assert (ana.line, bo.line) == ("Ana Lopez, ILO", "Bo, IOM")
    assert [(role.session.title, role.role) for role in ana.roles.all()] == [
        ("Session 1", "speaker"),
        ("Session 2", "chair"),
    ]
    first = workshop.sessions.first()

    # Another order, another spelling of the case; who leaves a field alone is left in it.
    assign(first, {"speakers": "bo\nANA  lopez, ilo"})

    assert first.names("speaker") == "Bo, IOM\nAna Lopez, ILO"
    assert first.names("moderator") == "Bo, IOM"
    assert workshop.speakers.count() == 2


def test_namesakes_are_told_apart_by_their_organisation(workshop):
    Speaker.objects.create(workshop=workshop, name="Bo", organisation="ECA")
    second = workshop.sessions.last()
    assign(second, {"speakers": "Bo, ECA\nBo, IOM"})
    assert second.names("speaker") == "Bo, ECA\nBo, IOM"
    assert workshop.speakers.count() == 3


def test_a_name_without_a_role_leaves_the_list_unless_more_is_known(workshop, ana):
    first, second = workshop.sessions.all()
    assign(first, {"speakers": "Ana Lopes", "moderators": ""})
    assign(second, {"chairs": ""})
    assert {speaker.name for speaker in workshop.speakers.all()} == {"Ana Lopes", "Ana Lopez"}


def test_who_declined_or_stands_with_another_organisation_is_told(client, workshop):
    workshop.speakers.filter(name="Bo").update(state="declined")
    client.force_login(organiser())
    session = workshop.sessions.last()
    path = f"/organise/{workshop.code}/sessions/{session.pk}/"
    form = form_of(client.get(path), "speakers")
    answer = client.post(path, form | {"speakers": "Bo\nAna Lopez, Ministry"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Bo declined." in text
    assert "Ana Lopez stands in the list of speakers with “ILO”, which stays." in text


@pytest.mark.parametrize(
    "line", ["<b>, x" * 80, "www.example.org/x, ILO", "123, ILO", "A\u202eb, C"]
)
def test_what_can_be_no_name_is_refused_beside_its_field(client, workshop, line):
    client.force_login(organiser())
    session = workshop.sessions.last()
    path = f"/organise/{workshop.code}/sessions/{session.pk}/"
    form = form_of(client.get(path), "speakers")
    if "\u202e" not in line:
        answer = client.post(path, form | {"speakers": line})
        assert answer.status_code == 422
        assert 'id="id_speakers_error"' in answer.content.decode()
    else:
        # Signs that cannot be seen are taken out of lists, as out of every text of several lines.
        assert client.post(path, form | {"speakers": line}).status_code == 302
        assert workshop.speakers.filter(name="Ab").exists()


def test_a_speaker_is_asked_confirms_and_shows_what_they_agreed_to(client, workshop, ana, media):
    mail = speakers.invite(speaker=ana, by=None, at=NOW).mails.get()
    assert (mail.to, mail.kind, mail.next_at) == (
        "ana@example.org",
        "speaker_invited",
        NOW + letters.hold(),
    )
    assert "Session 1 [Speaker]" in mail.body
    assert "Session 2 [Chair]" in mail.body
    assert ana.link() in mail.text_to_send()
    assert ana.secret not in mail.text_for_organisers()
    # A second letter is not needed while the first waits.
    speakers.invite(speaker=ana, by=None, at=NOW + timedelta(minutes=1))
    assert ana.mails.count() == 1
    public = f"/workshops/{workshop.code}/speakers/{ana.pk}/"
    assert client.get(public).status_code == 404

    page = open_own_page(client, ana)
    form = form_of(client.get(page), "biography_en")
    answer = client.post(
        page,
        form
        | {
            "biography_en": "Works on figures.",
            "shows_biography": "on",
            "photo": taken_somewhere(),
        },
    )

    assert answer.status_code == 302
    ana.refresh_from_db()
    assert ana.state == SpeakerState.CONFIRMED
    text = client.get(public).content.decode()
    assert "Works on figures." in text
    assert "ana@example.org" not in text
    # To the photo nobody agreed.
    assert "photo.jpg" not in text
    assert client.get(public + "photo.jpg").status_code == 404
    own = client.get(page + "photo.jpg")
    assert own["Content-Type"] == "image/jpeg"
    assert content(own).startswith(b"\xff\xd8")
    client.post(page, form_of(client.get(page), "biography_en") | {"shows_photo": "on"})
    stored = content(client.get(public + "photo.jpg"))
    photo = Image.open(io.BytesIO(stored))
    assert photo.size == (480, 640)
    assert (dict(photo.getexif()), photo.info.get("comment")) == ({}, None)
    assert WHERE not in stored


def test_confirming_sends_the_calendar_of_the_own_sessions_once(client, workshop, ana):
    page, answer = confirmed(client, ana)
    assert answer.status_code == 302
    client.post(page, form_of(client.get(page), "biography_en") | {"title": "Professor"})
    (mail,) = ana.mails.filter(kind="speaker_confirmed")
    ((_name, data, media_type),) = mail.attachments()
    events = Calendar.from_ical(data).walk("VEVENT")
    assert media_type == "text/calendar"
    assert [str(event["SUMMARY"])[:9] for event in events] == ["Session 1", "Session 2"]
    # The request that still waited is not needed any more.
    assert ana.mails.get(kind="speaker_invited").state == Mail.State.DROPPED
    assert client.get(f"{page}calendar.ics").content == client.get(f"{page}calendar.ics").content


def test_who_declines_is_named_no_more(client, workshop, ana, media):
    page, _answer = confirmed(
        client, ana, photo=picture(), shows_photo="on", biography_en="Life", shows_biography="on"
    )
    home = f"/workshops/{workshop.code}/"
    assert "Ana Lopez" in client.get(home).content.decode()
    stored = Speaker.objects.get(pk=ana.pk).photo
    assert default_storage.exists(stored)

    asked = client.post(page, {"act": "decline"})
    assert asked.status_code == 200
    client.post(page, form_of(asked, "confirmation"))

    ana.refresh_from_db()
    assert (ana.state, ana.photo, ana.biographies) == (SpeakerState.DECLINED, "", {})
    assert "Ana Lopez" not in client.get(home).content.decode()
    assert client.get(f"{home}speakers/{ana.pk}/").status_code == 404
    assert ana.roles.count() == 2


def test_the_public_page_changes_as_soon_as_a_speaker_answers(client, workshop, ana):
    home = f"/workshops/{workshop.code}/"
    Speaker.objects.filter(pk=ana.pk).update(named_before_answer=False, changed_at=NOW)
    assert "Ana Lopez" not in client.get(home).content.decode()
    confirmed(client, ana, biography_en="Life", shows_biography="on")
    assert f"speakers/{ana.pk}/" in client.get(home).content.decode()


def test_a_page_in_another_workshop_is_not_there(client, workshop, ana):
    confirmed(client, ana, biography_en="Life", shows_biography="on")
    other = make_workshop()
    assert client.get(f"/workshops/{other.code}/speakers/{ana.pk}/").status_code == 404


def test_the_link_ends_with_a_new_address_and_opens_nobody_else(client, workshop, ana):
    link = ana.link()
    other = workshop.speakers.get(name="Bo")
    speakers.save(
        workshop=workshop, speaker=ana, values={"email": "new@example.org"}, by=None, at=NOW
    )
    assert client.get(link).status_code == 404
    assert client.get(other.page_address()).status_code == 403


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (SimpleUploadedFile("a.jpg", b"GIF89a"), "Give a photo as JPEG, PNG or WebP."),
        (SimpleUploadedFile("a.jpg", b""), "Give a photo as JPEG, PNG or WebP."),
        (SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 400), "Give a photo as"),
        (picture(kind="GIF"), "Give a photo as JPEG, PNG or WebP."),
        (picture((60, 900)), "The photo is too small"),
        (picture((9000, 5000)), "The photo has more than 40 million pixels."),
        (SimpleUploadedFile("a.jpg", b"x" * 8_000_001), "The photo is larger than 8 MB."),
    ],
    ids=["gif", "empty", "cut", "kind", "small", "pixels", "bytes"],
)
def test_what_is_no_photo_is_refused(media, upload, message):
    with pytest.raises(RefusedFile, match=message):
        photos.keep(upload)


def test_a_transparent_photo_gets_a_white_ground(media):
    written = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(written, "PNG")
    name = photos.keep(SimpleUploadedFile("a.png", written.getvalue()))
    with default_storage.open(name) as stored:
        assert min(Image.open(stored).getpixel((5, 5))) > 250


def test_a_refused_photo_stands_beside_the_form_and_nothing_is_lost(client, workshop, ana, media):
    _page, answer = confirmed(
        client, ana, photo=SimpleUploadedFile("a.jpg", b"no"), biography_en="Written text"
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Give a photo as JPEG, PNG or WebP." in text
    assert "Written text" in text
    ana.refresh_from_db()
    assert ana.state == SpeakerState.INVITED


@pytest.mark.wide
def test_organisers_list_ask_and_record_answers(client, workshop, ana):
    client.force_login(organiser())
    path = f"/organise/{workshop.code}/speakers/"
    text = client.get(path).content.decode()
    assert "Ask 1 speaker who was not asked yet" in text
    form = form_of(client.get(path), "form_key")
    client.post(path, form)
    client.post(path, form)
    assert Mail.objects.filter(kind="speaker_invited").count() == 1
    own = f"{path}{ana.pk}/"
    client.post(own, {"act": "answer", "to": "confirmed"})
    ana.refresh_from_db()
    # What a person is said to have agreed to by telephone is the name alone.
    assert (ana.state, ana.has_page) == (SpeakerState.CONFIRMED, False)
    new = form_of(client.get(f"{path}new/"), "name") | {"name": "Cy", "act": "save"}
    assert client.post(f"{path}new/", new).status_code == 302
    twice = client.post(f"{path}new/", new | {"form_key": "other"})
    assert "Cy is in the list already." in twice.content.decode()
    asked = client.post(own, {"act": "remove"})
    assert "The programme names this person in 2 sessions no more." in asked.content.decode()
    client.post(own, form_of(asked, "confirmation"))
    assert not Speaker.objects.filter(pk=ana.pk).exists()


def test_two_people_edit_a_speaker_at_once(client, workshop, ana):
    client.force_login(organiser())
    path = f"/organise/{workshop.code}/speakers/{ana.pk}/"
    opened = form_of(client.get(path), "name") | {"act": "save"}
    speakers.save(
        workshop=workshop, speaker=ana, values={"title": "Professor"}, by=None, at=timezone.now()
    )
    client.post(path, opened | {"organisation": "ECLAC"})
    ana.refresh_from_db()
    assert (ana.title, ana.organisation) == ("Professor", "ECLAC")


def test_the_example_workshop_has_speakers(client):
    load_regions()
    example = make_open(now=NOW)
    text = client.get(f"/workshops/{example.code}/").content.decode()
    assert "Maya Example" in text
    assert text.count("Omar Example") == 2
    assert not example.mails.exists()


def test_nobody_is_asked_without_address_session_or_workshop(workshop, ana):
    bo = workshop.speakers.get(name="Bo")
    with pytest.raises(Refused, match="address of Bo"):
        speakers.invite(speaker=bo, by=None, at=NOW)
    lonely = Speaker.objects.create(workshop=workshop, name="Cy", email="c@example.org")
    with pytest.raises(Refused, match="no session yet"):
        speakers.invite(speaker=lonely, by=None, at=NOW)
    type(workshop).objects.filter(pk=workshop.pk).update(status="held")
    with pytest.raises(Refused, match="over"):
        speakers.invite(speaker=ana, by=None, at=NOW)


def test_a_copy_takes_speakers_who_are_asked_anew(client, workshop, ana, media):
    confirmed(client, ana, biography_en="Life", shows_biography="on", photo=picture())
    values = {"workshop": workshop, "first_day": workshop.starts_on, "by": None, "at": NOW}
    copy = workshops.copy(code="copy-all", **values)
    again = copy.speakers.get(name="Ana Lopez")
    assert (again.email, again.state, again.photo, again.biographies) == (
        "ana@example.org",
        SpeakerState.LISTED,
        "",
        {},
    )
    assert copy.sessions.first().names("speaker") == "Ana Lopez, ILO\nBo, IOM"
    without = workshops.copy(code="copy-some", parts=["programme"], **values)
    assert not without.speakers.exists()


def test_a_speaker_is_exported_and_erased_with_everything(
    client, workshop, ana, media, django_capture_on_commit_callbacks
):
    confirmed(client, ana, biography_en="Life", shows_biography="on", photo=picture())
    photo = Speaker.objects.get(pk=ana.pk).photo
    person = Person(addresses=frozenset(["ana@example.org"]))
    (row,) = personal_data.export(person)["workshops.Speaker"]
    assert row["biographies"] == {"en": "Life"}
    assert "secret" not in row
    assert len(personal_data.export(person)["workshops.Mail"]) == 2

    with django_capture_on_commit_callbacks(execute=True):
        personal_data.erase(person, timezone.now())

    assert not Speaker.objects.filter(pk=ana.pk).exists()
    assert not Mail.objects.filter(to="ana@example.org").exists()
    assert not workshop.events.filter(note__contains="Ana Lopez").exists()
    assert not default_storage.exists(photo)


def test_a_participant_who_speaks_is_told_what_erasure_takes(workshop, ana):
    registration = register(workshop, email="Ana@example.org")
    held = own_data.held(registration)
    told = consequences.of_erasure(registration, held)
    own = consequences.of_own_erasure(registration, held)
    assert any("list of speakers" in sentence for sentence in told)
    assert any("programme as a speaker" in sentence for sentence in own)
    erasure.erase(registration=registration, at=NOW)
    assert not workshop.speakers.filter(pk=ana.pk).exists()


@pytest.mark.wide
def test_addresses_of_speakers_end_with_their_term(client, workshop, ana, settings):
    confirmed(client, ana, biography_en="Life", shows_biography="on")
    link = Speaker.objects.get(pk=ana.pk).link()
    later = workshop.ends_on + timedelta(days=settings.RETENTION_NAMES_DAYS + 2)
    personal_data.purge(datetime.combine(later, time(12), UTC))
    ana.refresh_from_db()
    assert (ana.email, ana.biographies) == ("", {"en": "Life"})
    assert client.get(link).status_code == 404


def test_a_session_that_goes_takes_its_roles_along(workshop):
    first = workshop.sessions.first()
    workshops.remove_session(session=first, by=None, at=NOW)
    assert {speaker.roles.count() for speaker in workshop.speakers.all()} == {0, 1}


def test_saving_a_session_without_people_leaves_them(workshop):
    first = workshop.sessions.first()
    save_session(workshop=workshop, session=first, values={"room": "A"}, by=None, at=NOW)
    assert first.names("speaker") == "Ana Lopez, ILO\nBo, IOM"


def test_a_programme_that_is_saved_as_it_is_leaves_its_people_alone(workshop):
    """A comma in a name made another person of it, and of namesakes the first was taken."""
    first = workshop.sessions.first()
    lines = [("King, Jr.", "ILO"), ("Doe, Jane", ""), ("Sam", "ECA"), ("Sam", "")]
    people = [Speaker.objects.create(workshop=workshop, name=n, organisation=o) for n, o in lines]
    written = "\n".join(speaker.line for speaker in people)
    assign(first, {"speakers": written})
    assert [row.speaker for row in first.people("speaker")] == people
    assert first.names("speaker") == written

    assign(first, {"speakers": first.names("speaker")})

    assert [row.speaker for row in first.people("speaker")] == people
    assert first.names("speaker") == written
    assert workshop.speakers.count() == 6


def test_a_biography_that_organisers_change_is_public_once_the_person_agrees(client, workshop, ana):
    def edit(text):
        values = {"biographies": {"en": text}}
        return speakers.save(workshop=workshop, speaker=ana, values=values, by=None, at=NOW)

    edit("By the organisers.")
    values = {"biographies": {"en": "My own."}, "shows_biography": True}
    speakers.confirm(speaker=ana, values=values, at=NOW)
    page = ana.get_absolute_url()
    assert "My own." in client.get(page).content.decode()

    assert edit("My own.").shows_biography
    assert not edit("Wanted by the police.").shows_biography
    assert client.get(page).status_code == 404


def test_a_speaker_does_not_take_the_name_of_another_and_with_it_their_sessions(
    client, workshop, ana
):
    """Programmes find people by name and organisation; who is both would get what the other was given."""
    bo = workshop.speakers.get(name="Bo")
    second = workshop.sessions.last()

    page, answer = confirmed(client, ana, name="bo", organisation="IOM")

    assert answer.status_code == 422
    assert "is in the list already" in answer.content.decode()
    ana.refresh_from_db()
    assert (ana.name, ana.state) == ("Ana Lopez", "invited")
    assign(second, {"speakers": "Bo, IOM"})
    assert second.roles.get(role="speaker").speaker == bo
    form = form_of(client.get(page), "biography_en")
    assert client.post(page, form | {"name": "Ana Lopez Cruz"}).status_code == 302
