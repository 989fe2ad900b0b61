"""A new workshop from a title, a place and a day: the rest is preset by the commission of the account."""

import re
from datetime import timedelta

import pytest

from regions.models import Commission, CommissionRole
from tests.filling import form_of
from tests.workshops.making import NOW, make_workshop, organiser
from workshops.models import Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
DAY = NOW.date().replace(day=1) + timedelta(days=400)


def begin(client, code="ESCAP"):
    """The form as it opens for an organiser of the commission."""
    user = organiser(code)
    client.force_login(user)
    return user, client.get("/organise/new/")


def test_the_least_workshop_takes_a_title_a_city_and_a_day(client):
    user, page = begin(client)
    form = form_of(page, "title_en")

    answer = client.post(
        "/organise/new/",
        form | {"title_en": "Remittances", "city": "Đà Nẵng", "starts_on": DAY.isoformat()},
    )

    workshop = Workshop.objects.get()
    assert answer.url == f"/organise/{workshop.code}/"
    assert workshop.code == f"a-nang-{DAY.year}"
    assert (workshop.starts_on, workshop.ends_on) == (DAY, DAY)
    assert (workshop.host.code, workshop.zone) == ("ESCAP", "Asia/Bangkok")
    assert workshop.contact_email == user.email
    assert workshop.titles == {"en": "Remittances"}


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("ECA", "Africa/Addis_Ababa"),
        ("ECE", "Europe/Zurich"),
        ("ECLAC", "America/Santiago"),
        ("ESCWA", "Asia/Beirut"),
    ],
)
def test_zone_and_languages_are_those_of_the_commission(client, code, zone):
    form = form_of(begin(client, code)[1], "title_en")
    commission = Commission.objects.get(area__code=code)
    assert form["zone"] == [zone]
    assert set(form["languages"]) == set(commission.languages.split())
    assert form["host"] == [str(commission.pk)]


@pytest.mark.wide
def test_a_second_workshop_of_the_same_place_and_year_has_another_code(client):
    form = form_of(begin(client)[1], "title_en")
    form |= {"title_en": "Remittances", "city": "Hanoi", "starts_on": DAY.isoformat()}
    del form["form_key"]
    for _time in range(3):
        assert client.post("/organise/new/", form).status_code == 302
    codes = set(Workshop.objects.values_list("code", flat=True))
    assert codes == {f"hanoi-{DAY.year}", f"hanoi-{DAY.year}-2", f"hanoi-{DAY.year}-3"}


def test_a_title_without_latin_letters_is_coded_by_its_commission(client):
    form = form_of(begin(client)[1], "title_en")
    form |= {"title_ar": "ندوة", "form": "online", "starts_on": DAY.isoformat()}
    assert client.post("/organise/new/", form).status_code == 302
    assert Workshop.objects.get().code == f"escap-{DAY.year}"


@pytest.mark.wide
def test_who_organises_for_two_commissions_chooses_and_gets_the_zone_of_that_one(client):
    user, _page = begin(client)
    other = Commission.objects.get(area__code="ECE")
    CommissionRole.objects.create(user=user, commission=other, role="organiser")
    form = form_of(client.get("/organise/new/"), "title_en")
    assert form["host"] == [""]
    form |= {"title_en": "R", "city": "Hanoi", "starts_on": DAY.isoformat(), "languages": "en"}
    assert client.post("/organise/new/", form).status_code == 422
    assert client.post("/organise/new/", form | {"host": other.pk}).status_code == 302
    assert Workshop.objects.get().zone == "Europe/Zurich"


def test_an_error_in_what_may_wait_is_not_folded_away(client):
    form = form_of(begin(client)[1], "title_en")
    form |= {"title_en": "R", "city": "Hanoi", "starts_on": DAY.isoformat(), "contact_email": "x"}
    page = client.post("/organise/new/", form).content.decode()
    assert re.search(r"<details[^>]*\sopen", page)
    assert Workshop.objects.count() == 0


@pytest.mark.wide
def test_languages_are_ticked_and_zones_chosen_on_every_form(client):
    workshop = make_workshop(languages="en ar", zone="Asia/Bangkok")
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/edit/"
    page = client.get(here)
    form = form_of(page, "title_en")
    assert form["languages"] == ["en", "ar"]
    assert '<optgroup label="Asia">' in page.content.decode()

    client.post(here, form | {"languages": ["ar", "en", "fr"], "zone": "Asia/Kathmandu"} | MOVED)

    workshop.refresh_from_db()
    assert workshop.zone == "Asia/Kathmandu"
    assert workshop.languages == "en fr ar"
    wrong = client.post(here, form | {"languages": ["tlh"]})
    assert "languages" in wrong.context["form"].errors


MOVED = {"programme_hours": "hours"}


def test_a_zone_that_is_stored_under_an_old_name_stays(client):
    workshop = make_workshop(zone="GMT", sessions=0)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/edit/"
    form = form_of(client.get(here), "title_en")
    assert client.post(here, form | {"city": "Hanoi"}).status_code == 302
    workshop.refresh_from_db()
    assert (workshop.zone, workshop.city) == ("GMT", "Hanoi")


def test_the_form_leads_to_its_sections(client):
    workshop = make_workshop()
    client.force_login(organiser())
    page = client.get(f"/organise/{workshop.code}/edit/")
    text = page.content.decode()
    shown = {field.name for section in page.context["form"].sections for field in section.fields}
    assert shown | {"revision"} == set(page.context["form"].fields)
    for section in page.context["form"].sections:
        assert f'href="#{section.anchor}"' in text
        assert f'id="{section.anchor}"' in text
