"""Alerts: asked, confirmed, told once, ended by one click; nobody learns who subscribes."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.utils import timezone

from core import personal_data
from core.mail.outbox import send_due
from core.models import SetAside
from indicators.models import AlertMail, Release, Subscription
from indicators.services import alerts, release_steps
from tests import published
from tests.indicators.test_releases import revise
from tests.jobs import run_waiting

ATOM = "{http://www.w3.org/2005/Atom}"
WISH = {"indicator": "REM_IN_USD", "area": "PHL", "email": "Analyst@example.org"}


def ask(client, **changes):
    return client.post("/alerts/", WISH | changes)


@pytest.mark.wide
def test_the_limit_counts_the_client_that_the_proxy_saw(client, release, settings):
    settings.FORMS_PER_HOUR = settings.FORMS_PER_HOUR | {"client": 20}

    def answers(forwarded):
        return [
            client.post("/alerts/", WISH, headers={"X-Forwarded-For": forwarded(n)}).status_code
            for n in range(22)
        ]

    assert answers(lambda n: f"203.0.113.{n}")[-1] == 429, "no proxy: the header is the client's"
    cache.clear()
    settings.NUM_PROXIES = 1
    assert answers(lambda n: f"203.0.113.{n}, 198.51.100.9")[-1] == 429
    assert set(answers(lambda n: f"198.51.100.{100 + n}")) == {302}


def later(minutes=11):
    return timezone.now() + timedelta(minutes=minutes)


def test_from_the_wish_to_the_letter_to_the_end(client, release, settings, mailoutbox):
    settings.EMAIL_HOST = "smtp.example.org"
    page = client.get("/alerts/?indicator=REM_IN_USD&area=PHL")
    assert "Philippines: " in page.content.decode()
    assert ask(client).headers["Location"] == "/alerts/asked/"
    one = Subscription.objects.get()
    assert (one.email, one.confirmed_at) == ("analyst@example.org", None)
    alerts.send()
    assert one.get_absolute_url() in mailoutbox[0].body
    client.get(one.get_absolute_url())
    one.refresh_from_db()
    assert one.confirmed_at is None
    client.post(one.get_absolute_url(), {"act": "confirm"})
    assert "Confirmed on" in client.get(one.get_absolute_url()).content.decode()
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))

    second = revise()
    assert alerts.notify_subscribers(later()) == 0
    run_waiting(release_steps.FINISH)
    assert alerts.notify_subscribers(timezone.now()) == 0
    assert alerts.notify_subscribers(later()) == 1
    assert alerts.notify_subscribers(later()) == 0
    send_due(AlertMail, later())
    letter = mailoutbox[1]
    assert f"Release {second}" in letter.body
    assert "0 added, 1 changed, 0 removed" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    path = address.removeprefix(settings.PORTAL_ADDRESS)
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 302
    assert Subscription.objects.exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert strict.post(path).status_code == 204
    assert not Subscription.objects.exists()
    assert not AlertMail.objects.exists()
    assert "no such subscription" in client.get(one.get_absolute_url()).content.decode()


def test_close_releases_are_told_in_one_letter_in_the_subscribers_language(client, release):
    client.post("/fr/alerts/", {"area": "TJK", "email": "a@example.org"})
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))
    revise("2026-01-31")
    revise("2026-02-01")
    published.load(published.observations(remout={"TJK": {2020: 1.0e9}}), "more.csv")
    published.calculations.refresh()
    run_waiting(release_steps.FINISH)

    assert alerts.notify_subscribers(later()) == 1
    letter = AlertMail.objects.get(release__isnull=False)
    assert letter.language == "fr"
    assert "/countries/TJK/" in letter.body
    assert not Subscription.objects.exclude(
        newest_release=Release.objects.get(is_current=True)
    ).exists()


def test_a_subscription_that_fails_is_told_later_and_holds_up_no_other(
    client, release, monkeypatch
):
    for email in ("a@example.org", "b@example.org"):
        ask(client, email=email)
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))
    first = Subscription.objects.order_by("pk").first()
    write = alerts._write

    def fail_for_the_first(subscription, *args):
        if subscription == first:
            raise ValueError(subscription.email)
        return write(subscription, *args)

    monkeypatch.setattr(alerts, "_write", fail_for_the_first)
    revise("2026-01-31")
    run_waiting(release_steps.FINISH)

    assert alerts.notify_subscribers(later()) == 1
    monkeypatch.undo()
    assert alerts.notify_subscribers(later()) == 0, "its pause is not over"
    SetAside.objects.update(next_at=timezone.now())
    assert alerts.notify_subscribers(later()) == 1
    assert AlertMail.objects.filter(release__isnull=False).count() == 2
    assert not SetAside.objects.exists()


def test_the_answer_tells_nobody_who_subscribes_and_questions_are_few(client, release, settings):
    settings.FORMS_PER_HOUR = settings.FORMS_PER_HOUR | {"client": 20}
    first = ask(client)
    Subscription.objects.update(confirmed_at=timezone.now())
    again = ask(client)
    robot = ask(client, email="robot@example.org", website="x")

    assert {a.headers["Location"] for a in (first, again, robot)} == {"/alerts/asked/"}
    assert Subscription.objects.count() == 1
    assert AlertMail.objects.count() == 1
    for area in ("TJK", "KAZ", "WLD", "ECE", "ESCAP", "ECA", "USA", "FRA"):
        ask(client, area=area)
    assert AlertMail.objects.count() == alerts.MOST_A_DAY
    assert [ask(client, area="MEX").status_code for _ in range(12)][-1] == 429


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"email": "nobody"}, 400),
        ({"email": ""}, 400),
        ({"indicator": "NOPE"}, 404),
        ({"area": "QQQ"}, 404),
        ({"area": "", "indicator": ""}, 404),
    ],
)
def test_a_wrong_wish_is_refused_and_nothing_is_kept(client, release, wish, status):
    assert ask(client, **wish).status_code == status
    assert not Subscription.objects.exists()


def test_unconfirmed_addresses_are_forgotten_after_a_week(client, release):
    ask(client)
    ask(client, email="kept@example.org", area="TJK")
    Subscription.objects.filter(email="kept@example.org").update(confirmed_at=timezone.now())

    personal_data.purge(timezone.now() + timedelta(days=6))
    assert Subscription.objects.count() == 2
    personal_data.purge(timezone.now() + timedelta(days=8))
    assert Subscription.objects.get().email == "kept@example.org"


def test_feeds_list_the_releases_that_changed_something(client, release):
    second = revise()
    run_waiting(release_steps.FINISH)
    for address, count in (
        ("/indicators/REM_IN_USD/changes.atom", 1),
        ("/countries/PHL/changes.atom", 1),
        ("/indicators/POP/changes.atom", 0),
        ("/releases/changes.atom", 2),
    ):
        entries = ET.fromstring(client.get(address).content).findall(f"{ATOM}entry")  # noqa: S314  our own
        assert len(entries) == count, address
        if count:
            link = entries[0].find(f"{ATOM}link").attrib["href"]
            assert link.endswith(f"/id/releases/{second}")
    assert client.get("/indicators/NOPE/changes.atom").status_code == 404
    assert client.get("/countries/QQQ/changes.atom").status_code == 404
