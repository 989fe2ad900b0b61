"""Every address of workshops x everybody: what is there for whom, and nothing of another workshop under one's own."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from core import documents
from regions.models import Area
from tests.studies.making import make_user
from tests.workshops.making import (
    NOW,
    helper,
    make_workshop,
    open_own_page,
    organiser,
    person,
    register,
)
from workshops.models import (
    Certificate,
    Draft,
    FocalPoint,
    LayoutPicture,
    Mail,
    Material,
    Nomination,
    Speaker,
    Webhook,
    Workshop,
)
from workshops.services import nominations, registrations
from workshops.urls import urlpatterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
STAFF = {"owner", "organiser", "admin"}
EVERYBODY = {
    "visitor", "stranger", "other", "evaluation", "desk", "moderator", "owner", "organiser", "admin"
}  # fmt: skip
NOBODY: set[str] = set()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (9).to_bytes(4) + (9).to_bytes(4)
"""As much of a picture as is read of its size."""
MODERATED, AT_DESK, COUNTED = (
    STAFF | {"moderator"},
    STAFF | {"moderator", "desk"},
    STAFF | {"moderator", "evaluation"},
)
# Address: who it is there for, and the arguments after the workshop's code. POST where the name says so.
ROWS = {
    **dict.fromkeys(("workshop", "workshop_calendar", "register", "privacy"), (EVERYBODY, ())),
    "send_link": (EVERYBODY, ()), "resume": (EVERYBODY, ("draft",)), "material": (EVERYBODY, ("material",)),
    **dict.fromkeys(("speaker", "speaker_photo"), (EVERYBODY, ("speaker",))),
    **dict.fromkeys(("speakers", "add_speaker"), (STAFF, ())),
    **dict.fromkeys(("edit_speaker", "organiser_photo"), (STAFF, ("speaker",))),
    "manage": (STAFF | {"moderator", "desk", "evaluation"}, ()),
    **dict.fromkeys(("edit", "edit_privacy", "retention", "setup", "status", "add_session", "programme", "layout"), (STAFF, ())),
    "programme_changes": (STAFF, ()),
    "copy": (STAFF - {"owner"}, ()),
    **dict.fromkeys(("session", "materials"), (STAFF, ("session",))),
    **dict.fromkeys(("people", "enter", "import_people", "badges", "name_plates", "nominations", "focal_points", "certificates", "mail"), (MODERATED, ())),
    **dict.fromkeys(("write_letters", "scheduled_letters", "letter_texts"), (MODERATED, ())),
    "letter_text": (MODERATED, ("accepted", "en")),
    "remove_session": (STAFF, ("spare",)),
    "delete": (STAFF, ()),
    "webhooks": (STAFF, ()), "webhook": (STAFF, ("webhook",)),
    "person": (MODERATED, ("registration",)), "edit_registration": (MODERATED, ("registration",)),
    "answer_file": (MODERATED, ("registration", "answer")),
    "table": (MODERATED, ("csv",)), "note": (MODERATED, ("nomination",)), "letter": (MODERATED, ("letter",)),
    "focal_point": (MODERATED, ("point",)),
    "layout_preview": (STAFF, ("badges",)), "layout_picture": (STAFF, ("emblem",)),
    "certificate_archive": (MODERATED, ("zip",)), "certificate_file": (MODERATED, ("serial",)), "visa_letters": ({"admin"}, ()),
    **dict.fromkeys(("screen", "scan", "sheet", "import_log"), (AT_DESK, ("session",))),
    **dict.fromkeys(("door", "door_people", "door_entries", "door_worker"), (AT_DESK, ())),
    "attendance": (AT_DESK, ()), "tick_grid": (AT_DESK, ()),
    "statistics": (COUNTED, ()), "listing": (COUNTED, ("cross", "csv")),
}  # fmt: skip
POSTED = {
    "programme_changes",
    "status",
    "delete",
    "copy",
    "remove_session",
    "door_entries",
    "send_link",
    "visa_letters",
}
OUTSIDE = {
    "index",
    "feed",
    "verify",
    "verify_serial",
    "organise",
    "new",
    "take_over",
    "search_people",
    "own_registration",
    "confirm_address",
    "my_calendar",
    "my_certificate",
    "my_credential",
    "my_visa_letter",
    "nominate",
    "nominee",
    "own_speaker",
    "own_photo",
    "speaker_calendar",
}
"""Those without a workshop's code: each has a test of its own below."""


@pytest.fixture(scope="module")
def made(regions):
    """A workshop with one object of every kind, another of the same commission with the same, and everybody."""
    things = [_filled(), _filled()]
    workshop = things[0]["workshop"]
    people = {
        "visitor": None,
        "stranger": make_user(),
        "other": organiser("ECA"),
        "organiser": organiser(),
        "admin": make_user(is_superuser=True),
    }
    helpers = ("evaluation", "desk", "moderator", "owner")
    return things, people | {role: helper(workshop, role) for role in helpers}


@pytest.fixture
def things(made, db):
    """The two; what a test changes of them is undone after it. Their files lie in the folder of the test."""
    default_storage.save("tests/a.pdf", ContentFile(b"%PDF-1.4"))
    default_storage.save("tests/a.jpg", ContentFile(b"photo"))
    found = [dict(one) for one in made[0]]
    for one in found:
        one["workshop"] = Workshop.objects.get(pk=one["workshop"].pk)
    return found


def _filled():
    workshop = make_workshop(capacity=9)
    one = register(workshop)
    session = workshop.sessions.first()
    file = {"stored": "tests/a.pdf", "media_type": "application/pdf"}
    question = workshop.questions.create(kind="file", texts={"en": "CV"})
    LayoutPicture.objects.create(workshop=workshop, role="emblem", png=PNG)
    nomination = Nomination.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="THA"),
        given="A",
        family="B",
        stakeholder="gov_labour",
        organisation="M",
        email="n@example.org",
        note_stored="tests/a.pdf",
        note_filename="n.pdf",
        note_type="application/pdf",
    )
    certificate = Certificate.objects.create(
        registration=one,
        kind="speaker",
        printed_name="A",
        language="en",
        hours=1,
        stored="tests/a.pdf",
    )
    speaker = Speaker.objects.create(
        workshop=workshop,
        name="S",
        email="s@example.org",
        photo="tests/a.jpg",
        state="confirmed",
        shows_photo=True,
    )
    return {
        "workshop": workshop,
        "person": one,
        "speaker": speaker.pk,
        "registration": one.pk,
        "session": session.pk,
        "spare": workshop.sessions.last().pk,
        "nomination": nomination.pk,
        "draft": Draft.objects.create(workshop=workshop, email="d@example.org").secret,
        "material": Material.objects.create(
            session=session, title="M", filename="m.pdf", **file
        ).pk,
        "answer": one.answers.create(question=question, value="cv.pdf", **file).pk,
        "letter": Mail.objects.filter(registration=one).first().pk,
        "serial": certificate.serial,
        "webhook": Webhook.objects.create(
            workshop=workshop, address="https://example.org/", events=["registration.state"]
        ).pk,
        "point": FocalPoint.objects.create(
            workshop=workshop,
            country=Area.objects.get(code="LAO"),
            name="F",
            authority="M",
            email="point@example.org",
        ).pk,
    }


def _ask(client, name, things, code):
    given = [things.get(one, one) for one in ROWS[name][1]]
    address = reverse(f"workshops:{name}", args=[code, *given])
    return _read(client.post(address, {}) if name in POSTED else client.get(address))


def _read(answer):
    """Read to its end, so that the file behind it is closed."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def test_every_address_has_a_row():
    assert {pattern.name for pattern in urlpatterns} == ROWS.keys() | OUTSIDE


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_address_is_there_for_its_people_only(client, made, things, who):
    own, other = things
    workshop = own["workshop"]
    if user := made[1][who]:
        client.force_login(user)
    for name, (allowed, given) in ROWS.items():
        code = _ask(client, name, own, workshop.code).status_code
        if who in allowed:
            assert code in {200, 302, 400, 422}, f"{name} as {who}: {code}"
        else:
            assert code == (302 if who == "visitor" else 404), f"{name} as {who}: {code}"
        if who in allowed and not other.keys().isdisjoint(given):
            strange = _ask(client, name, other, workshop.code).status_code
            assert strange == 404, f"{name} of another workshop as {who}: {strange}"


def test_a_draft_has_no_public_address(client, things):
    own = things[0]
    Workshop.objects.filter(pk=own["workshop"].pk).update(status="draft")
    for name, (allowed, _given) in ROWS.items():
        if allowed == EVERYBODY:
            assert _ask(client, name, own, own["workshop"].code).status_code == 404, name


@pytest.mark.parametrize("who", ["desk", "evaluation"])
def test_who_only_counts_or_checks_in_reads_no_names_that_wait(client, who):
    workshop = make_workshop(accepts_at_once=False)
    register(workshop, family="Jaidee")
    client.force_login(helper(workshop, who))

    assert client.get("/organise/").status_code == 200
    assert "Jaidee" not in client.get(f"/organise/{workshop.code}/").content.decode()
    for name in ("needs", "funded", "lost"):
        assert client.get(f"/organise/{workshop.code}/lists/{name}.csv").status_code == 404


def test_links_open_what_is_their_own_alone(client, things):
    own, other = things
    mine = open_own_page(client, own["person"])
    assert client.get(mine).status_code == 200
    assert client.get(f"{mine}calendar.ics").status_code == 200
    assert _read(client.get(f"{mine}certificates/{own['serial']}.pdf")).status_code == 200
    assert client.get(f"{mine}certificates/{other['serial']}.pdf").status_code == 404
    assert client.get(f"{mine}certificates/{own['serial']}.jwt").status_code == 200
    assert client.get(f"{mine}certificates/{other['serial']}.jwt").status_code == 404
    assert client.get("/registration/forged/").status_code == 404
    assert client.get("/nominate/forged/").status_code == 404
    point = FocalPoint.objects.create(
        workshop=own["workshop"],
        country=Area.objects.get(code="KHM"),
        name="F",
        authority="M",
        email="f@example.org",
    )
    theirs = open_own_page(client, point)
    text = client.get(theirs).content.decode()
    assert "Cambodia" in text
    assert "n@example.org" not in text
    edit = client.get(f"{theirs}?edit={own['nomination']}").content.decode()
    assert 'value="B"' not in edit


def test_links_of_speakers_open_their_own_page_alone(client, things):
    own, other = (Speaker.objects.get(pk=one["speaker"]) for one in things)
    mine = open_own_page(client, own)
    assert client.get(mine).status_code == 200
    assert client.get(f"{mine}calendar.ics").status_code == 200
    assert _read(client.get(f"{mine}photo.jpg")).status_code == 200
    for page in ("", "photo.jpg", "calendar.ics"):
        assert client.get(f"{other.page_address()}{page}").status_code == 403
        assert client.get(f"/speaker/forged/{page}").status_code == 404


@pytest.mark.wide
def test_addresses_without_a_workshop(client):
    make_workshop()
    for address in ("/workshops/", "/workshops/calendar.ics", "/certificates/"):
        assert client.get(address).status_code == 200
    assert client.get("/certificates/AAAA-BBBB-CCCC/").status_code == 404
    for address in ("/organise/", "/organise/new/", "/organise/take-over/", "/organise/search/"):
        assert client.get(address).status_code == 302
    client.force_login(make_user())
    for address in ("/organise/", "/organise/new/", "/organise/take-over/", "/organise/search/"):
        assert client.get(address).status_code == 403
    client.force_login(organiser())
    for address in ("/organise/", "/organise/new/", "/organise/take-over/", "/organise/search/"):
        assert client.get(address).status_code == 200


def test_a_focal_point_nominates_only_while_the_mandate_holds(client):
    workshop = make_workshop(mode="by_nomination")
    point = FocalPoint.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="KHM"),
        name="F",
        authority="M",
        email="f@example.org",
        mandate_until=date(2020, 1, 1),
    )
    values = {k: v for k, v in person().items() if k in nominations.PERSONAL and k != "country"}
    with pytest.raises(registrations.Closed):
        nominations.nominate(point=point, nomination=None, values=values, submit=False, at=NOW)


def test_the_fonts_are_there_or_the_desk_says_so(client, monkeypatch):
    workshop = make_workshop()
    client.force_login(organiser())
    monkeypatch.setattr(documents, "has_fonts", lambda: False)
    page = client.get(f"/organise/{workshop.code}/badges.pdf", follow=True)
    assert "fonts are missing" in page.content.decode()
