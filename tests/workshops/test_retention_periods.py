"""Periods that organisers set for their workshop: in the notice, in the register's purge, and told before."""

from datetime import date, timedelta

import pytest

from core import personal_data
from core.errors import PortalError
from core.i18n import numbers
from tests.confirming import fields_of, is_question
from tests.workshops.making import (
    NOW,
    helper,
    make_workshop,
    open_own_page,
    organiser,
    purge_on,
    register,
)
from workshops.models import Mail, Passport, Registration, Workshop
from workshops.services import copying, passports, privacy_notices, retention_periods
from workshops.services.retention_periods import set_periods

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def page_of(workshop):
    return f"/organise/{workshop.code}/retention/"


def set_to(workshop, **days):
    set_periods(workshop=workshop, days=days, by=None, at=NOW)


def send(client, workshop, **days):
    """Post the form as the page gives it, with other days in it."""
    base = client.get(page_of(workshop)).context["form"].guard.base
    return client.post(page_of(workshop), days | {"edit_base": base})


def ended(workshop, days_ago):
    """The workshop, moved so that it ended some days ago."""
    last = NOW.date() - timedelta(days=days_ago)
    Workshop.objects.filter(pk=workshop.pk).update(starts_on=last, ends_on=last)
    workshop.refresh_from_db()
    return workshop


@pytest.mark.wide
def test_each_workshop_is_purged_by_its_own_periods():
    usual, short = make_workshop(), make_workshop()
    set_to(short, names=60, needs=3, passport=180)
    rows = {}
    for workshop in (usual, short):
        rows[workshop] = register(workshop, diet="Halal", consent_contact=True)
        passports.seal(registration=rows[workshop], values={"number": "N1"})

    def state(workshop):
        row = Registration.objects.get(pk=rows[workshop].pk)
        has_passport = Passport.objects.filter(registration=row).exists()
        return (row.diet, has_passport, row.consent_contact, row.given != "")

    purge_on(short.ends_on + timedelta(days=3))
    assert state(short) == ("Halal", True, True, True)
    purge_on(short.ends_on + timedelta(days=4))
    assert state(short) == ("", True, True, True)
    assert state(usual) == ("Halal", True, True, True)
    purge_on(short.ends_on + timedelta(days=60))
    assert state(short) == ("", True, True, True)
    # Nothing outlasts the name, whatever its own period.
    purge_on(short.ends_on + timedelta(days=61))
    assert state(short) == ("", False, False, False)
    assert state(usual) == ("", True, True, True)
    assert not Mail.objects.filter(workshop=short).exists()
    assert Mail.objects.filter(workshop=usual).exists()


def test_the_notice_and_the_form_tell_the_periods_of_the_workshop(client):
    workshop = make_workshop()
    set_to(workshop, names=100, contact=200)

    text = privacy_notices.standard(workshop, "en")
    assert "Everything else that names you: 100 days after it" in text
    assert "consent to be asked again: 100 days after it" in text
    form = client.get(f"/workshops/{workshop.code}/register/").content.decode()
    assert "Names, addresses, letters, travel" in form
    assert "100 days" in form
    # What organisers wrote themselves may tell others; the periods stand under it.
    privacy_notices.save(
        workshop=workshop, language="en", text="We keep it.", revision=0, by=None, at=NOW
    )
    notice = client.get(f"/workshops/{workshop.code}/privacy/").content.decode()
    assert "100 days after the last day of the workshop" in notice


def test_a_passport_goes_with_the_workshop_that_moved(client):
    workshop = make_workshop()
    one = register(workshop)
    passports.seal(registration=one, values={"number": "N1"})
    day = date(2030, 1, 1)
    Workshop.objects.filter(pk=workshop.pk).update(starts_on=day, ends_on=day)
    page = client.get(open_own_page(client, one)).content.decode()
    assert "Your passport data are sealed and will be deleted on" in page
    assert numbers.day(date(2030, 4, 2)) in page

    purge_on(date(2030, 4, 1))
    assert Passport.objects.exists()
    purge_on(date(2030, 4, 2))
    assert not Passport.objects.exists()


@pytest.mark.wide
def test_organisers_set_them_within_bounds_and_the_trail_tells_it(client, settings):
    workshop = make_workshop()
    client.force_login(organiser())
    page = client.get(page_of(workshop))
    assert "From 30 to 730 days. Empty: 365, as usual." in page.content.decode()
    assert "No personal data are held." in page.content.decode()

    for wrong in ("0", "731", "29", "x", "9" * 30):
        answer = send(client, workshop, names=wrong)
        assert answer.status_code == 422, wrong
        assert 'aria-invalid="true"' in answer.content.decode()
    assert send(client, workshop, names="730", needs="5").status_code == 302
    assert dict(workshop.retention_periods.values_list("data", "days")) == {
        "names": 730,
        "needs": 5,
    }
    event = workshop.events.first()
    assert (event.description, "365 → 730" in event.note) == ("periods of retention", True)
    settings.RETENTION_NAMES_MOST_DAYS = 500
    with pytest.raises(PortalError):
        set_to(make_workshop(), names=501)


@pytest.mark.wide
def test_what_people_were_told_becomes_shorter_alone(client):
    workshop = make_workshop()
    set_to(workshop, needs=10)
    register(workshop)
    client.force_login(organiser())

    for longer in ({"names": "366", "needs": "10"}, {"needs": "11"}, {"needs": ""}):
        answer = send(client, workshop, **longer)
        assert answer.status_code == 422, longer
    with pytest.raises(PortalError):
        set_to(workshop, needs=None)
    assert send(client, workshop, names="200", needs="10").status_code == 302
    assert send(client, workshop, names="201", needs="10").status_code == 422


@pytest.mark.wide
def test_what_goes_is_counted_by_day_and_told_a_month_before(client):
    workshop = make_workshop()
    register(workshop, given="Uniqua", diet="Halal")
    register(workshop)
    client.force_login(organiser())
    page = client.get(page_of(workshop)).content.decode()
    assert "Registrations: 2" in page
    assert "Uniqua" not in page
    assert "within a month" not in page
    here = f"/organise/{workshop.code}/"
    assert "Deleted within a month" not in client.get(here).content.decode()

    ended(workshop, 340)
    first = client.get(here).content.decode()
    assert "Deleted within a month" in first
    assert "Registrations: 2" in first
    client.force_login(helper(workshop, "desk"))
    assert "Deleted within a month" not in client.get(here).content.decode()
    purge_on(NOW.date() + timedelta(days=26))
    assert retention_periods.deletions(workshop, NOW.date()) == []


@pytest.mark.wide
def test_what_would_go_at_once_is_asked_first_and_done_once(client):
    workshop = make_workshop()
    one = register(workshop)
    ended(workshop, 100)
    purge_on(NOW.date())
    client.force_login(organiser())

    asked = send(client, workshop, names="60")
    assert is_question(asked)
    assert "Registrations: 1" in asked.content.decode()
    assert not workshop.retention_periods.exists()
    fields = fields_of(asked)
    assert client.post(page_of(workshop), fields).status_code == 302
    workshop.retention_periods.all().delete()
    assert client.post(page_of(workshop), fields).status_code == 302
    assert not workshop.retention_periods.exists()

    set_to(workshop, names=60)
    personal_data.purge(NOW)
    one.refresh_from_db()
    assert one.erased_at
    # Nothing is left to ask about.
    assert send(client, workshop, names="50").status_code == 302


def test_two_organisers_set_different_periods(client):
    workshop = make_workshop()
    client.force_login(organiser())
    base = client.get(page_of(workshop)).context["form"].guard.base
    set_to(workshop, needs=5)

    assert client.post(page_of(workshop), {"names": "200", "edit_base": base}).status_code == 302
    stored = dict(workshop.retention_periods.values_list("data", "days"))
    assert stored == {"names": 200, "needs": 5}
    conflict = client.post(page_of(workshop), {"names": "300", "edit_base": base})
    assert conflict.status_code == 409


def test_who_may_set_them(client):
    workshop = make_workshop()
    assert client.get(page_of(workshop)).status_code == 302
    client.force_login(helper(workshop, "desk"))
    assert client.get(page_of(workshop)).status_code == 404


def test_a_copy_takes_the_periods_along():
    workshop, copy = make_workshop(), make_workshop()
    set_to(workshop, names=100)
    copying.copy_parts(workshop, copy, {"retention"}, NOW)
    assert copy.retention_periods.get().days == 100
