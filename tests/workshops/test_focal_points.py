"""Focal points by country, the reminder to those who have not nominated, and the commission's directory."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from core.errors import PortalError
from core.i18n import numbers
from regions.models import Area
from tests.filling import form_of
from tests.studies.test_files import PDF
from tests.workshops.making import NOW, helper, make_workshop, open_own_page, organiser, person
from workshops.models import FocalPoint, Mail, Nomination
from workshops.selectors import focal_points
from workshops.services import nominations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def name(workshop, country, email, **fields):
    """A focal point."""
    return FocalPoint.objects.create(
        workshop=workshop,
        country=Area.objects.get(code=country),
        email=email,
        **{"name": "Focal Point", "authority": "MFA"} | fields,
    )


def nominate(workshop, country, **fields):
    return Nomination.objects.create(
        workshop=workshop,
        country=Area.objects.get(code=country),
        stakeholder="gov_labour",
        organisation="M",
        email="n@example.org",
        **{"given": "N", "family": "K", "state": "submitted"} | fields,
    )


@pytest.fixture
def workshop():
    return make_workshop(mode="by_nomination", nomination_deadline=NOW.date() + timedelta(days=9))


def test_the_board_tells_how_far_each_country_is(client, workshop):
    name(workshop, "KHM", "k@example.org")
    name(workshop, "THA", "t@example.org")
    name(workshop, "LAO", "l@example.org")
    nominate(workshop, "THA", state="accepted")
    nominate(workshop, "THA", is_reserve=True)
    nominate(workshop, "LAO", state="draft")
    nominate(workshop, "VNM")
    rows = {row.country.code: row for row in focal_points.board(workshop)}

    assert list(rows)[:2] == ["KHM", "LAO"]
    assert (rows["THA"].nominated, rows["THA"].accepted, rows["THA"].reserve) == (1, 1, 1)
    assert {code for code, row in rows.items() if row.is_missing} == {"KHM", "LAO"}
    assert rows["VNM"].points == []
    client.force_login(organiser())
    page = client.get(f"/organise/{workshop.code}/focal-points/").content.decode()
    assert "Remind 2 focal points" in page
    assert "members of the commission without a focal point" in page


def test_one_button_reminds_the_missing_once_a_day(client, workshop):
    missing = name(workshop, "KHM", "k@example.org")
    name(workshop, "THA", "t@example.org")
    name(workshop, "LAO", "ended@example.org", link_ended_at=NOW)
    name(workshop, "VNM", "v@example.org", mandate_until=NOW.date() - timedelta(days=3))
    nominate(workshop, "THA")
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/focal-points/"

    for _click in range(2):
        assert client.post(here, {"act": "remind"}).status_code == 302

    letter = Mail.objects.get()
    assert letter.to == missing.email
    assert letter.kind == "remind_nominate"
    assert "Cambodia" in letter.body
    assert "{link}" in letter.body
    nominations.remind_missing(workshop=workshop, at=NOW + timedelta(days=1))
    assert Mail.objects.count() == 2


def test_nobody_is_reminded_when_nominations_are_closed(workshop):
    name(workshop, "KHM", "k@example.org")
    workshop.nomination_deadline = NOW.date() - timedelta(days=2)
    workshop.save()
    with pytest.raises(PortalError):
        nominations.remind_missing(workshop=workshop, at=NOW)
    assert not Mail.objects.exists()


def test_the_directory_offers_those_of_other_workshops_of_the_commission(client, workshop):
    earlier, later, theirs = make_workshop(), make_workshop(), make_workshop(host="ECE")
    name(earlier, "KHM", "k@example.org", name="Old Name")
    newest = name(later, "KHM", "K@example.org", name="New Name")
    name(theirs, "LAO", "secret@example.org")
    name(later, "THA", "over@example.org", mandate_until=NOW.date() - timedelta(days=3))
    name(workshop, "THA", "own@example.org")
    user = organiser()

    assert focal_points.directory(user, workshop) == [newest]
    assert focal_points.directory(user, workshop, "cambodia new") == [newest]
    assert focal_points.directory(user, workshop, "nobody") == []
    assert focal_points.directory(helper(workshop, "moderator"), workshop) == []

    client.force_login(user)
    here = f"/organise/{workshop.code}/focal-points/"
    assert "New Name" in client.get(here).content.decode()
    foreign = FocalPoint.objects.get(workshop=theirs)
    client.post(here, {"act": "add", "point": [newest.pk, foreign.pk, "x"]})

    added = workshop.focal_points.get(country__code="KHM")
    assert (added.name, added.authority) == ("New Name", "MFA")
    assert added.secret != newest.secret
    assert Mail.objects.get().focal_point == added
    assert not workshop.focal_points.filter(country__code="LAO").exists()
    told = client.post(here, {"act": "add"}, follow=True).content.decode()
    assert "Choose at least one person." in told


def test_a_focal_point_is_corrected_and_another_address_gets_a_new_link(client, workshop):
    point = name(workshop, "KHM", "k@example.org")
    twin = name(workshop, "KHM", "twin@example.org")
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/focal-points/{point.pk}/"
    form = form_of(client.get(here), "authority")

    assert client.post(here, form | {"name": "Right Name"}).status_code == 302
    point.refresh_from_db()
    assert (point.name, Mail.objects.count()) == ("Right Name", 0)
    secret = point.secret
    form = form_of(client.get(here), "authority")
    assert client.post(here, form | {"email": "new@example.org"}).status_code == 302
    point.refresh_from_db()
    assert point.secret != secret
    assert Mail.objects.get().to == "new@example.org"
    form = form_of(client.get(here), "authority")
    taken = client.post(here, form | {"email": twin.email.upper()})
    assert taken.status_code == 409
    assert re.search("named already", taken.content.decode())


def test_the_country_stays_once_people_are_nominated(client, workshop):
    point = name(workshop, "KHM", "k@example.org")
    nominate(workshop, "KHM", focal_point=point)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/focal-points/{point.pk}/"
    form = form_of(client.get(here), "authority")
    other = Area.objects.get(code="LAO").pk
    answer = client.post(here, form | {"country": other})
    assert answer.status_code == 409, answer.context["form"].errors
    point.refresh_from_db()
    assert point.country.code == "KHM"


def test_the_board_takes_no_more_queries_for_more_countries(django_assert_num_queries, workshop):
    for code in ("KHM", "THA", "LAO", "VNM"):
        name(workshop, code, f"{code}@example.org")
        nominate(workshop, code)
    with django_assert_num_queries(3):
        focal_points.board(workshop)


def test_the_page_of_a_focal_point_tells_days_place_and_deadline(client, workshop):
    point = name(workshop, "KHM", "k@example.org")
    workshop.city, workshop.venue = "Bangkok", "Hall 2"
    workshop.save()
    page = re.sub(r"\s+", " ", client.get(open_own_page(client, point)).content.decode())
    assert "Hall 2, Bangkok" in page
    assert numbers.day(workshop.starts_on) in page
    assert f"Nominations are due by {numbers.day(workshop.nomination_deadline)}." in page


def test_one_note_verbale_goes_with_several_people(workshop):
    point, other = name(workshop, "KHM", "k@example.org"), name(workshop, "THA", "t@example.org")

    def send(point, note=None, **fields):
        values = person(country=point.country.code)
        values = {key: values[key] for key in nominations.PERSONAL if key in values}
        reference = fields.get("reference", "")
        return nominations.nominate(
            point=point,
            nomination=None,
            values=values | {"reference": reference, "rank": workshop.nominations.count() + 1},
            note=note,
            submit=True,
            at=NOW,
        )

    first = send(point, ContentFile(PDF, name="note.pdf"), reference="NV/7")
    second = send(point, reference="NV/7")
    third = send(point)
    assert second.note_stored == third.note_stored == first.note_stored
    assert third.reference == "NV/7"
    with pytest.raises(PortalError, match="note verbale"):
        send(point, reference="NV/8")
    with pytest.raises(PortalError, match="note verbale"):
        send(other)
