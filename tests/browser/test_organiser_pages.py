"""Every page of organisers against axe-core's rules, on a desk and on a phone, in English and Arabic.

The pages are compared with the addresses of the portal: a new one is in the walk or says why it is not.
"""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from evaluations.services import paper_forms
from regions.models import Area
from tests.browser.test_accessibility import problems
from tests.evaluations.making import opened
from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.models import Certificate, Workshop
from workshops.services import speakers, workshops

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.wide]  # fifty pages
LONG = "Wilhelmina-Konstantinopolitanischedudelsackpfeifenmachergesellin Ōtaka"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PAGES = """
    workshops: organise new take_over search_people manage edit setup programme speakers add_speaker
    workshops: edit_speaker add_session session materials screen import_log people enter import_people
    workshops: person edit_registration nominations focal_points focal_point door attendance certificates
    workshops: layout mail write_letters scheduled_letters letter_texts letter_text letter webhooks webhook
    workshops: edit_privacy retention statistics
    evaluations: evaluation interviews questions preview printed answering room_screen import_xlsform
    evaluations: import_answers paper_forms paper_form live reports texts leads recommendations
    evaluations: new_question start_kiosk
"""
FILES = """
    workshops: organiser_photo sheet tick_grid answer_file table listing visa_letters badges name_plates
    workshops: certificate_archive certificate_file layout_preview layout_picture note
    evaluations: xlsform micro
"""
OF_THE_DOORS_SCRIPT = "workshops: door_people door_entries door_worker"
TAKE_A_FORM = "workshops: status delete copy programme_changes remove_session"
LEAD_ELSEWHERE = "workshops: scan"
WALKED_WITH_THE_REPORT = "evaluations: recommendation own_question"
"""Made by a person, for a report or for a round; their forms are those of the list and of a new one."""
QUERIES = {"workshops:search_people": "?q=layla", "workshops:door": "?q=w"}
OF_DRAFTS = """
    workshops: manage programme speakers people nominations focal_points door attendance certificates layout
    workshops: mail webhooks statistics
"""
"""Pages that say something of their own as long as there is nothing to list."""


def names(*lists: str) -> list[str]:
    """The names of addresses in these lists."""
    lines = [line.split() for text in lists for line in text.strip().splitlines()]
    return [f"{app}{name}" for app, *rest in lines for name in rest]


def addresses(resolver=None, namespaces=()):
    """The name and the pattern of every address below /organise/."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = (*namespaces, one.namespace) if one.namespace else namespaces
            yield from addresses(one, inner)
        elif str(one.pattern).startswith("organise/"):
            yield ":".join((*namespaces, one.name)), one.pattern


def test_every_page_of_organisers_is_in_the_walk_or_says_why_not():
    lists = names(
        PAGES, FILES, OF_THE_DOORS_SCRIPT, TAKE_A_FORM, LEAD_ELSEWHERE, WALKED_WITH_THE_REPORT
    )

    assert sorted(lists) == sorted(name for name, _pattern in addresses())


class Records:
    """A workshop to come and one that was held, with one of everything that has a page, and an empty draft."""

    def __init__(self) -> None:
        self.round = opened()
        self.held = self.round.survey.workshop
        self.workshop = make_workshop(capacity=9, accepts_at_once=False)
        self.draft = make_workshop(status="draft", sessions=0)
        self.session = self.workshop.sessions.first()
        self.keys = {"workshops:webhook": self._webhook(), **self._people(), **self._programme()}
        self._certificates()

    def _webhook(self) -> int:
        webhook = self.workshop.webhooks.create(
            address="https://example.org/programs/that-are-told", events=["registration.created"]
        )
        return webhook.pk

    def _people(self) -> dict[str, int]:
        person = register(self.workshop, given=LONG, organisation=LONG)
        register(self.workshop, given="أمل", family="حداد", language="ar")
        country = Area.objects.get(code="THA")
        point = self.workshop.focal_points.create(
            country=country, name=LONG, authority="Ministry", email="focal@example.org"
        )
        for number, state in enumerate(("submitted", "draft")):
            self.workshop.nominations.create(
                country=country,
                focal_point=point,
                given="Layla",
                family=LONG,
                stakeholder="gov_labour",
                organisation="Ministry",
                email=f"nominee{number}@example.org",
                state=state,
            )
        return {
            "workshops:person": person.pk,
            "workshops:edit_registration": person.pk,
            "workshops:letter": person.mails.first().pk,
            "workshops:focal_point": point.pk,
        }

    def _programme(self) -> dict[str, int]:
        self.session.materials.create(title=LONG, filename="a.pdf", stored=_stored())
        parts = {
            "speakers": f"Ana Lopez, International Labour Organization\n{LONG}",
            "chairs": "Bo",
        }
        speakers.assign(self.session, parts)
        for kind, options in (("text", {}), ("file", {}), ("choice", {"a": {"en": "A"}})):
            self.workshop.questions.create(kind=kind, texts={"en": kind}, options=options)
        # Changed since it was announced, about which the programme asks.
        later = {
            "starts_at": self.session.starts_at + timedelta(minutes=5),
            "ends_at": self.session.ends_at,
        }
        workshops.save_session(
            workshop=self.workshop, session=self.session, values=later, by=None, at=NOW
        )
        return {"workshops:edit_speaker": self.workshop.speakers.first().pk}

    def _certificates(self) -> None:
        came = self.held.registrations.first()
        for kind, name in (("participation", LONG), ("speaker", "Ana")):
            Certificate.objects.create(
                registration=came,
                kind=kind,
                printed_name=name,
                language="en",
                hours=2,
                stored=_stored(),
            )
        # A form on paper, keyed in twice and not alike, has a page.
        paper_forms.tick(round_=self.round, registrations=[came.pk])
        for answer in ("4", "2"):
            paper_forms.enter(
                round_=self.round, number=1, by=organiser(), answers={"REL1": [answer]}, at=NOW
            )

    def workshop_of(self, name: str) -> Workshop:
        """The workshop that has most to show on a page."""
        after = ("attendance", "certificates", "statistics")
        app, _colon, name = name.partition(":")
        return self.held if app == "evaluations" or name in after else self.workshop

    def walk(self):
        """The name and the address of every page."""
        return [
            (name, self._address(name, pattern))
            for name, pattern in addresses()
            if name in names(PAGES)
        ]

    def _address(self, name: str, pattern) -> str:
        number = self.round.pk if name.startswith("evaluations:") else self.session.pk
        arguments = {
            "code": self.workshop_of(name).code,
            "pk": self.keys.get(name, number),
            "number": 1,
            "name": "accepted",
            "language": "ar",
        }
        wanted = {key: arguments[key] for key in pattern.regex.groupindex}
        return f"{reverse(name, kwargs=wanted)}{QUERIES.get(name, '')}"


def _stored() -> str:
    return default_storage.save("tests/a.pdf", ContentFile(b"%PDF-1.4"))


@pytest.fixture(scope="module")
def records(live_once):
    return Records()


@pytest.fixture
def site_address(records, live_once):
    return live_once.url


@pytest.fixture
def page(browser_page, site_address, records):
    """A browser in which an organiser is signed in."""
    client = Client()
    client.force_login(organiser())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site_address}
    browser_page.context.add_cookies([cookie])
    browser_page.set_default_navigation_timeout(60_000)
    return browser_page


def open_page(page, address):
    """Open a page that there is, and that nobody has to sign in for again."""
    answer = page.goto(address)
    assert answer.status == 200, address
    assert "/accounts/login/" not in page.url


def too_wide(page):
    """By how much the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{wide} pixels too wide"] if wide > 0 else []


def faults(page, *, contrast=True):
    """What axe finds, and whether anything is wider than the screen."""
    return [*problems(page, contrast=contrast), *too_wide(page)]


def test_pages_of_organisers_meet_the_rules_on_a_desk_and_on_a_phone(page, records):
    found = {}
    for name, address in records.walk():
        page.set_viewport_size(DESK)
        open_page(page, address)
        found[f"{name} on a desk"] = faults(page)
        page.set_viewport_size(PHONE)
        # Colours are the same on a phone.
        found[f"{name} on a phone"] = faults(page, contrast=False)

    assert {name: listed for name, listed in found.items() if listed} == {}


def test_pages_of_organisers_meet_the_rules_in_arabic_on_a_phone(page, records):
    found = {}
    for name, address in records.walk():
        page.set_viewport_size(PHONE)
        open_page(page, f"/ar{address}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        found[name] = faults(page, contrast=False)
        page.set_viewport_size(DESK)
        found[f"{name} on a desk"] = too_wide(page)

    assert {name: listed for name, listed in found.items() if listed} == {}


def test_pages_without_anything_to_list_meet_the_rules(page, records):
    found = {}
    page.set_viewport_size(PHONE)
    for name in names(OF_DRAFTS):
        open_page(page, reverse(name, kwargs={"code": records.draft.code}))
        found[name] = faults(page, contrast=False)

    assert {name: listed for name, listed in found.items() if listed} == {}
