"""Personal links: never with organisers, out of the address after the first click, and with an end."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from core.mail.outbox import send_due
from regions.models import Area
from tests.workshops.making import (
    NOW,
    helper,
    make_workshop,
    open_own_page,
    organiser,
    purge_on,
    register,
)
from workshops.models import (
    AccessCode,
    FocalPoint,
    Mail,
    PassportReading,
    Registration,
    Workshop,
)
from workshops.models.nominations import FOCAL
from workshops.services import access_codes, erasure, nominations, registrations_admin

pytestmark = pytest.mark.django_db


def focal_point(workshop, **fields) -> FocalPoint:
    return FocalPoint.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="KHM"),
        name="F",
        authority="MFA",
        email="f@example.org",
        **fields,
    )


@pytest.mark.parametrize("server", ["", "smtp.example.org"])
def test_a_moderator_finds_no_working_link_on_any_page(client, settings, server, mailoutbox):
    """Case C2: kept letters and sent ones showed the link, and with it the passport."""
    settings.EMAIL_HOST = server
    workshop = make_workshop(mode="by_nomination")
    one = register(make_workshop())
    Registration.objects.filter(pk=one.pk).update(workshop=workshop)
    Mail.objects.update(workshop=workshop)
    point = nominations.add_focal_point(
        workshop=workshop,
        values={
            "country": Area.objects.get(code="KHM"),
            "name": "F",
            "authority": "MFA",
            "email": "f@example.org",
        },
        by=None,
        at=NOW,
    )
    registrations_admin.new_link(one)
    send_due(Mail, NOW + timedelta(days=1))
    client.force_login(helper(workshop, "moderator"))

    own = f"/organise/{workshop.code}/"
    pages = [own, f"{own}mail/", f"{own}people/", f"{own}people/{one.pk}/", f"{own}nominations/"]
    pages += [f"{own}mail/{mail.pk}/" for mail in Mail.objects.all()]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert not re.search(r"/(?:registration|nominate|evaluation)/[\w-]*:[\w-]+", text), address
    stored = str(list(Mail.objects.values()))
    assert "/registration/" not in stored
    assert "/nominate/" not in stored
    assert point.secret not in stored
    sent = [message.body for message in mailoutbox]
    assert any("/nominate/" in body for body in sent) == bool(server)
    assert any("/registration/" in body for body in sent) == bool(server)


def test_the_secret_leaves_the_address_after_the_first_click(client):
    one = register(make_workshop())

    answer = client.get(f"/ar{one.link()}?from=letter")

    assert answer.status_code == 302
    assert answer.url == f"/ar/registration/{one.pk}/?from=letter"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    cookies = [c for name, c in answer.cookies.items() if name.startswith("registration_")]
    assert {c["path"] for c in cookies} >= {
        f"/registration/{one.pk}/",
        f"/ar/registration/{one.pk}/",
    }
    assert all(c["httponly"] and c["samesite"] == "Lax" for c in cookies)
    assert all(one.secret not in c.value for c in cookies)
    page = client.get(answer.url)
    assert page.status_code == 200
    assert one.token() not in page.content.decode()


def test_cookies_are_secure_under_https(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    one = register(make_workshop())
    assert all(c["secure"] for c in client.get(one.link()).cookies.values())


def test_two_registrations_in_one_browser_do_not_mix(client):
    one, two, three = (register(make_workshop(), given=name) for name in ("Ana", "Bo", "Cy"))

    first, second = open_own_page(client, one), open_own_page(client, two)

    assert "Ana Person" in client.get(first).content.decode()
    assert "Bo Person" in client.get(second).content.decode()
    assert client.get(f"/registration/{three.pk}/").status_code == 403
    assert client.get("/registration/999999999/").status_code == 403


@pytest.mark.wide
def test_a_cookie_ends_with_its_link(client):
    one = register(make_workshop())
    page = open_own_page(client, one)
    registrations_admin.end_link(one)
    assert client.get(page).status_code == 403
    assert client.post(page, {"act": "cancel"}).status_code == 403
    assert client.get(one.link()).status_code == 404


def test_links_end_some_days_after_the_workshop_and_can_be_asked_for_again(
    client, settings, django_capture_on_commit_callbacks
):
    """Case M1: a link of five years ago opened a workshop of 2010."""
    workshop = make_workshop()
    one = register(workshop)
    long_ago = NOW.date() - timedelta(days=settings.PERSONAL_LINK_DAYS + 2)
    Workshop.objects.filter(pk=workshop.pk).update(
        starts_on=long_ago, ends_on=long_ago + timedelta(days=1)
    )
    Workshop.objects.filter(pk=workshop.pk).update(ends_on=long_ago)

    ended = client.get(one.link())
    assert ended.status_code == 410
    assert f"/workshops/{workshop.code}/register/link/" in ended.content.decode()
    assert client.post(one.link(), {"act": "cancel"}).status_code == 410

    client.post(f"/workshops/{workshop.code}/register/link/", {"email": one.email})
    assert client.get(one.link()).status_code == 302


@pytest.mark.wide
def test_the_link_of_a_focal_point_ends_with_the_mandate_by_hand_and_with_a_new_one(client):
    workshop = make_workshop(mode="by_nomination")
    point = focal_point(workshop)
    page = open_own_page(client, point)
    assert client.get(page).status_code == 200

    FocalPoint.objects.filter(pk=point.pk).update(mandate_until=NOW.date() - timedelta(days=2))
    assert client.get(page).status_code == 410
    FocalPoint.objects.filter(pk=point.pk).update(mandate_until=None)

    client.force_login(organiser())
    here = f"/organise/{workshop.code}/nominations/"
    client.post(here, {"act": "end_link", "point": point.pk})
    assert client.get(page).status_code == 410
    old = point.link()
    client.post(here, {"act": "new_link", "point": point.pk})
    assert client.get(old).status_code == 404
    point.refresh_from_db()
    assert client.get(point.link()).status_code == 302
    assert point.mails.filter(kind="nominate").count() == 1


def test_a_link_of_a_focal_point_that_was_sent_before_still_opens(client):
    point = focal_point(make_workshop(mode="by_nomination"))
    old = signing.dumps([point.pk, point.email], salt=FOCAL)
    assert client.get(f"/nominate/{old}/").status_code == 302
    nominations.new_link(point, at=NOW)
    assert client.get(f"/nominate/{old}/").status_code == 404


def test_a_focal_point_reads_no_nominee_of_other_channels(client):
    workshop = make_workshop(mode="by_nomination")
    point = focal_point(workshop)
    workshop.nominations.create(
        country=point.country,
        given="By",
        family="Letter",
        stakeholder="gov_labour",
        organisation="M",
        email="x@example.org",
        channel="org_letter",
    )
    assert "Letter" not in client.get(open_own_page(client, point)).content.decode()


@pytest.mark.parametrize("act", ["data", "erase", "passport", "address"])
def test_the_link_alone_opens_neither_passport_nor_data_nor_erasure(client, act):
    """Nor does it move the address, to which the codes for the others would go."""
    one = register(make_workshop())
    page = open_own_page(client, one)
    for address in (page, one.link()):
        answer = client.post(address, {"act": act, "email": "thief@example.org"})
        assert answer.status_code == 403
    one.refresh_from_db()
    assert one.erased_at is None
    assert not Mail.objects.filter(to="thief@example.org").exists()
    assert not PassportReading.objects.exists()


def test_a_code_goes_to_the_address_alone_and_stands_in_no_table(client):
    one = register(make_workshop())
    page = open_own_page(client, one)

    assert client.post(page, {"act": "send_code"}).status_code == 302

    code = AccessCode.objects.get(registration=one)
    letter = Mail.objects.get(kind="code")
    assert letter.to == one.email
    assert letter.next_at <= timezone.now()
    assert re.fullmatch(r"\d{8}", code.digits())
    assert code.digits() in letter.text_to_send()
    for row in (*Mail.objects.values(), *AccessCode.objects.values()):
        assert code.digits() not in str(row)
    client.force_login(organiser())
    text = client.get(f"/organise/{one.workshop.code}/mail/{letter.pk}/").content.decode()
    assert code.digits() not in text


def test_a_code_has_few_tries_an_end_and_one_use():
    one = register(make_workshop())
    code = access_codes.send(registration=one, at=NOW)
    right, wrong = code.digits(), f"{(int(code.digits()) + 1) % 10**8:08}"

    def entering(digits, at=NOW):
        try:
            access_codes.enter(registration=one, digits=digits, at=at)
        except access_codes.PortalError as refused:
            return refused.message
        return ""

    assert "ended" in entering(right, NOW + timedelta(minutes=16))
    for _n in range(AccessCode.MOST_TRIES):
        assert "not the code" in entering(wrong)
    assert "Too many" in entering(right)
    with pytest.raises(access_codes.PortalError, match="a minute"):
        access_codes.send(registration=one, at=NOW + timedelta(seconds=30))
    later = NOW + timedelta(minutes=2)
    new = access_codes.send(registration=one, at=later)
    assert new.digits() != right
    assert entering(f" {new.digits()[:4]} {new.digits()[4:]} ", later) == ""
    assert "ended" in entering(new.digits(), later)


def test_no_more_than_ten_codes_a_day():
    one = register(make_workshop())
    for n in range(access_codes.MOST_IN_A_DAY):
        access_codes.send(registration=one, at=NOW + timedelta(minutes=2 * n))
    with pytest.raises(access_codes.PortalError, match="tomorrow"):
        access_codes.send(registration=one, at=NOW + timedelta(hours=1))


@pytest.mark.wide
def test_a_code_counts_in_its_own_browser_alone(client, client_of_another_browser):
    one = register(make_workshop())
    page = open_own_page(client, one, with_code=True)
    assert client.post(page, {"act": "data"}).status_code == 200
    other = open_own_page(client_of_another_browser, one)
    assert client_of_another_browser.post(other, {"act": "data"}).status_code == 403


@pytest.fixture
def client_of_another_browser():
    from django.test import Client

    return Client()


def test_erasing_a_nominee_takes_the_letters_to_the_focal_point_along():
    """Case H8: the letter "Nomination of <name>" stayed."""
    workshop = make_workshop(mode="by_nomination")
    point = focal_point(workshop)
    nominee = workshop.nominations.create(
        country=point.country,
        focal_point=point,
        given="Zyxwv",
        family="Unique",
        stakeholder="gov_labour",
        organisation="M",
        email="z@example.org",
        state="submitted",
    )
    nominations.decide(nomination=nominee, new="accepted", by=None, at=NOW)
    assert Mail.objects.filter(subject__contains="Zyxwv").exists()

    erasure.erase(registration=nominee.registration, at=NOW)

    assert "Zyxwv" not in str(list(Mail.objects.values()))


@pytest.mark.wide
def test_letters_that_belong_to_no_registration_are_deleted_in_time(settings):
    workshop = make_workshop(mode="by_nomination")
    nominations.add_focal_point(
        workshop=workshop,
        values={
            "country": Area.objects.get(code="KHM"),
            "name": "F",
            "authority": "MFA",
            "email": "f@example.org",
        },
        by=None,
        at=NOW,
    )
    purge_on(workshop.ends_on + timedelta(days=settings.RETENTION_NAMES_DAYS + 1))
    assert not Mail.objects.exists()
