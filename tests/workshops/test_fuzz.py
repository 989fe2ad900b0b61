"""Bad input is a sentence, never a 500: every form and every parameter of every address, as every role.

FUZZ=wide in the environment tries every value in every field instead of some; it takes hours of one core.
FUZZ_SHIFT=3 tries other values than FUZZ_SHIFT=0, as many as always. Half of the addresses are tried with each
value of FUZZ_SHIFT, the other half with the next; WIDTH=full tries all.
"""

from __future__ import annotations

import os
import re
import sys
import zlib
from collections import defaultdict
from datetime import timedelta
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings as portal
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from regions.models import Area
from tests.evaluations.making import opened
from tests.studies.making import make_user
from tests.width import IS_FULL
from tests.workshops.making import NOW, helper, make_workshop, organiser, register
from workshops.models import Certificate, Draft, FocalPoint, Mail, Material, Nomination, Workshop

WIDE = os.environ.get("FUZZ") == "wide"
SHIFT = int(os.environ.get("FUZZ_SHIFT", "0"))
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("regions"),
    pytest.mark.timeout(3600 if WIDE else 120),
]
VALUES = (
    "a\0b", "x" * 301, "x" * 70_000, "9" * 400, "-1", "0", "99999999999999999999", "2147483648", "9223372036854775808",
    "٣٤", "²", "1e400", "NaN", "-0.0", "тест1", "שם", "²" * 50, "2026-13-45", "9999-12", "0001-01", "9999-12-31",
    "0001-01-01", "9999-12-31T23:59", "0001-01-01T00:00", "25:99", "[]", "{", '{"a":', "null", "'\"><script>", "%", "_",
    "../../x", "\u202e\u200b", "a\r\nBcc: b@example.org", "", " ", "on", "{link}{workshop", "a@b@c", "http://[", "🇫🇷" * 99,
)  # fmt: skip
"""What people and programs write where something else is meant."""
IDS = ("0", "99999999999999999999", "9223372036854775808", "٣")
FILES = (
    ("a.csv", b""), ("a.csv", b"\xff\xfe\x00"), ("a.csv", b'"' + b"x" * 140_000), ("x" * 300 + ".pdf", b"%PDF-1.4"),
    ("a\u202eb.docx", b"PK\3\4"), ("a.xlsx", b"PK\3\4" + b"\0" * 50), ("", b"x"), ("a.pdf", b"\0" * 10), ("n\r\nX: y.csv", b"a,b\n1,2\n"),
)  # fmt: skip
ASKED_FOR = re.compile(r"""\b(?:GET|query)(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""")
SENT = re.compile(r"""\bPOST(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""")
ACTS = re.compile(
    r"""act == "(\w+)"|act (?:not )?in [{(\[]([^})\]]*)[})\]]|^    "(\w+)": _\w+,""", re.MULTILINE
)
QUIET = {"set_language", "logout"}


def names_in(pattern: re.Pattern, app: str) -> list[str]:
    """Names of parameters that views and forms of the app read."""
    sources = [path.read_text() for path in Path(apps.get_app_config(app).path).rglob("*.py")]
    return sorted({name for text in sources for name in pattern.findall(text)})


class Forms(HTMLParser):
    """The forms of a page: where each is sent, its fields with their values, and its files."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]], set[str]]] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form" and given.get("method", "").lower() == "post":
            self.forms.append((given.get("action") or "", defaultdict(list), set()))
        elif tag == "option" and self._select and self.forms:
            values = self.forms[-1][1][self._select]
            if value and ("selected" in given or not values):
                values[:] = [value]
        elif tag == "select":
            self._select = name or ""
        elif name and self.forms and name != "csrfmiddlewaretoken":
            if given.get("type") == "file":
                self.forms[-1][2].add(name)
            elif given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1][1][name].append(value)
            else:
                self.forms[-1][1].setdefault(name, [])

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""


class Fuzz:
    """Sends requests and gathers what answered 5xx, each kind once."""

    def __init__(self, client: Client) -> None:
        self.client, self.sent, self.failed = client, 0, {}
        client.raise_request_exception = False
        got_request_exception.connect(self._remember)
        self._last: BaseException | None = None

    def _remember(self, request, **_):
        self._last = sys.exc_info()[1]

    def ask(self, address: str, data=None) -> int:
        """Send it, undo what it did, and remember a failure by its exception and place."""
        self.sent += 1
        self._last = None
        with transaction.atomic():
            answer = self.client.get(address) if data is None else self.client.post(address, data)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            self.failed.setdefault(self._place(address), (address[:200], _short(data)))
        return answer.status_code

    def _place(self, address: str) -> str:
        if self._last is None:
            return f"5xx without exception at {address[:80]}"
        frame, own = self._last.__traceback__, ""
        while frame:
            filename = frame.tb_frame.f_code.co_filename
            if str(portal.BASE_DIR) in filename and ".venv" not in filename:
                own = f"{Path(filename).relative_to(portal.BASE_DIR)}:{frame.tb_lineno}"
            frame = frame.tb_next
        return f"{type(self._last).__name__}: {str(self._last)[:120]} ({own})"


def _short(data) -> str:
    return "" if data is None else repr({k: str(v)[:60] for k, v in data.items()})[:1500]


def number_of(address: str, name: str) -> int:
    """A number for a field that is the same in every run, whatever the keys of rows are."""
    return zlib.crc32((re.sub(r"\d+|token", "", address) + name).encode())


def chosen(address: str, name: str, values, most: int):
    """Some values for a field, others for each; all of them in the wide run."""
    if WIDE:
        return list(values)
    start = number_of(address, name) + SHIFT
    return [values[(start + n * 7) % len(values)] for n in range(most)]


def patterns(resolver, names=()):
    """Every address that has a name, with its pattern."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from patterns(one, (*names, one.namespace) if one.namespace else names)
        elif one.name and one.name not in QUIET:
            yield ":".join((*names, one.name)), one.pattern


@pytest.fixture
def things(settings):
    """A workshop with a thing of every kind, and what stands for it in addresses."""
    settings.FORMS_PER_HOUR = dict.fromkeys(settings.FORMS_PER_HOUR, 10**9)
    round_ = opened()
    workshop = round_.survey.workshop
    workshop.refresh_from_db()
    Workshop.objects.filter(pk=workshop.pk).update(
        status="nominations_open",
        form="hybrid",
        capacity=90,
        mode="open",
        ends_on=NOW.date() + timedelta(days=30),
    )
    workshop.refresh_from_db()
    one = register(workshop)
    session = workshop.sessions.first()
    stored = default_storage.save("tests/a.pdf", ContentFile(b"%PDF-1.4"))
    file = {"stored": stored, "media_type": "application/pdf"}
    for kind, options in (("text", {}), ("file", {}), ("choice", {"a": {"en": "A"}})):
        question = workshop.questions.create(kind=kind, texts={"en": kind}, options=options)
    nomination = Nomination.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="THA"),
        given="A",
        family="B",
        stakeholder="gov_labour",
        organisation="M",
        email="n@example.org",
        state="submitted",
    )
    point = FocalPoint.objects.create(
        workshop=make_workshop(mode="by_nomination"),
        country=Area.objects.get(code="THA"),
        name="F",
        authority="M",
        email="f@example.org",
    )
    certificate = Certificate.objects.create(
        registration=one, kind="speaker", printed_name="A", language="en", hours=1, stored=stored
    )
    letter = Mail.objects.filter(registration=one).first()
    invited = register(workshop, email="r@example.org")
    type(invited).objects.filter(pk=invited.pk).update(state="returned")
    speaker = workshop.speakers.create(
        name="S",
        email="s@example.org",
        state="confirmed",
        biographies={"en": "B"},
        shows_biography=True,
    )
    return {
        "workshop": workshop,
        "own": [one.link(), invited.link(), speaker.link(), nomination.link()],
        "nominate": point.link(),
        "round": round_.pk,
        "room_code": round_.room_code,
        "code": workshop.code,
        "secret": Draft.objects.create(workshop=workshop, email="d@example.org").secret,
        "serial": certificate.serial,
        "pk": {
            "person": one.pk, "letter": letter.pk, "note": nomination.pk, "session": session.pk,
            "material": Material.objects.create(session=session, title="M", filename="m.pdf", **file).pk,
            **dict.fromkeys(("speaker", "speaker_photo", "edit_speaker", "organiser_photo"), speaker.pk),
        },
        "answer_pk": one.answers.create(question=question, value="cv.pdf", **file).pk,
    }  # fmt: skip


def value_of(things, name: str, argument: str):
    """What stands for the argument of this address."""
    if argument == "pk":
        own = name.partition(":")[2]
        default = things["round"] if name.startswith("evaluations:") else things["pk"]["session"]
        return things["pk"].get(own, default)
    others = {"extension": "csv", "name": "needs", "number": 1, "token": "t"}
    return things.get(argument, others.get(argument, "1"))


def addresses(things, namespaces):
    """Address of each page of the apps, by its name."""
    for name, pattern in patterns(get_resolver()):
        if name.partition(":")[0] in namespaces:
            given = {arg: value_of(things, name, arg) for arg in pattern.regex.groupindex}
            try:
                yield name, reverse(name, kwargs=given), given
            except NoReverseMatch:
                continue


def in_turn(address: str) -> bool:
    """Whether it is the turn of this address: every other one, the rest with the next FUZZ_SHIFT."""
    return WIDE or IS_FULL or (number_of(address, "turn") + SHIFT) % 2 == 0


def told(fuzz: Fuzz) -> None:
    """Fail with every kind of failure and the request that showed it."""
    lines = [
        f"{place}\n    {address}\n    {data}" for place, (address, data) in fuzz.failed.items()
    ]
    assert not lines, f"{len(lines)} kinds in {fuzz.sent} requests:\n" + "\n".join(lines)


ROLES = ("visitor", "admin", "organiser", "moderator", "desk", "evaluation")
FORM_ROLES = ROLES if WIDE else ("visitor", "admin")
"""Whose forms are tried: an administrator sees all that organisers do."""


def sign_in(client: Client, role: str, workshop: Workshop) -> Client:
    """As one of the roles."""
    if role == "admin":
        client.force_login(make_user(is_superuser=True, is_staff=True))
    elif role == "organiser":
        client.force_login(organiser())
    elif role != "visitor":
        client.force_login(helper(workshop, role))
    return client


@pytest.mark.parametrize("role", ROLES if WIDE else ("visitor", "admin"))
def test_every_parameter_of_every_page(client, things, role):
    fuzz = Fuzz(sign_in(client, role, things["workshop"]))
    for app in ("workshops", "evaluations"):
        parameters = [*names_in(ASKED_FOR, app), "page"]
        for _name, address, _given in addresses(things, {app}):
            if not in_turn(address):
                continue
            for value in chosen(address, role, VALUES, 1):
                query = urlencode(dict.fromkeys(parameters, value))
                fuzz.ask(f"{address}?{query[:15_000]}")
            for name in parameters if WIDE else ():
                for value in chosen(address, name + role, VALUES, 1):
                    pairs = [(name, value[:3000]), (name, "1")]
                    fuzz.ask(f"{address}?{urlencode(pairs)}")
    told(fuzz)


@pytest.mark.wide
def test_every_argument_of_every_address(client, things):
    fuzz = Fuzz(sign_in(client, "admin", things["workshop"]))
    for name, pattern in patterns(get_resolver()):
        if name.partition(":")[0] not in ("workshops", "evaluations") or not in_turn(name):
            continue
        given = {arg: value_of(things, name, arg) for arg in pattern.regex.groupindex}
        for argument, converter in pattern.converters.items():
            kind = type(converter).__name__
            values = IDS if kind == "IntConverter" else VALUES
            for value in chosen(name, argument, values, 1):
                try:
                    address = reverse(name, kwargs=given | {argument: value})
                except NoReverseMatch:
                    continue
                fuzz.ask(address)
                if WIDE or number_of(address, "post") % 4 == 0:
                    fuzz.ask(address, {"act": "save"})
    told(fuzz)


def fuzz_files(fuzz: Fuzz, address: str, whole, files, numbers) -> None:
    """Files that are none of those that are asked for, and a text in their place."""
    for name in files:
        for filename, content in chosen(address, name, FILES, 1):
            fuzz.ask(address, whole | {name: SimpleUploadedFile(filename or "f", content)})
        if WIDE or next(numbers) % 4 == 0:
            fuzz.ask(address, whole | {name: "no file"})


def fuzz_form(fuzz: Fuzz, address: str, form, numbers, *, most: int) -> None:
    """Each field of a form with bad values, the others as they stand in the page; then all at once."""
    _action, fields, files = form
    whole = {name: values or ["on"] for name, values in fields.items()}
    for name in fields:
        if not WIDE and (name == "act" or (number_of(address, name) + SHIFT) % 12):
            continue
        for value in chosen(address, name, VALUES, most):
            fuzz.ask(address, whole | {name: [value]})
        if WIDE or next(numbers) % 12 == 0:
            fuzz.ask(address, whole | {name: ["1", "x" * 400]})
            fuzz.ask(address, {key: value for key, value in whole.items() if key != name})
    fuzz_files(fuzz, address, whole, files, numbers)
    for value in chosen(address, "all", VALUES, 1):
        fuzz.ask(address, whole | {name: [value] for name in fields if name != "act"})


@pytest.mark.wide(but="visitor")
@pytest.mark.parametrize("role", FORM_ROLES)
def test_every_form_of_every_page(client, things, role):
    fuzz, numbers, seen = Fuzz(sign_in(client, role, things["workshop"])), count(), set()
    pages = [
        (name, address) for name, address, _ in addresses(things, {"workshops", "evaluations"})
    ]
    if role == "visitor":
        pages += [("own", link) for link in things["own"]] + [("nominate", things["nominate"])]
    for _name, address in pages:
        answer = client.get(address, follow=True)
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        for form in Forms(answer.content.decode()).forms:
            target = form[0] or here
            mark = (re.sub(r"\d+", "1", target), *sorted(form[1]), *form[1].get("act", ()))
            if (
                target.startswith("/language/")
                or "logout" in target
                or "login" in target
                or mark in seen
            ):
                continue
            seen.add(mark)
            fuzz_form(fuzz, target, form, numbers, most=1)
    assert len(seen) > 5
    told(fuzz)


@pytest.mark.wide
def test_what_views_read_beside_their_forms(client, things):
    fuzz = Fuzz(sign_in(client, "admin", things["workshop"]))
    for app in ("workshops", "evaluations"):
        names = names_in(SENT, app)
        acts = sorted({"", *re.findall(r"\w+", " ".join(sum(names_in(ACTS, app), ())))})
        for _name, address, _given in addresses(things, {app}):
            if not in_turn(address):
                continue
            for act in acts if WIDE else chosen(address, "acts", acts, 1):
                for value in chosen(address, act, VALUES, 1):
                    fuzz.ask(address, dict.fromkeys(names, value) | {"act": act})
    told(fuzz)


@pytest.mark.wide
def test_every_address_of_the_portal_by_get(client, things):
    fuzz = Fuzz(sign_in(client, "visitor", things["workshop"]))
    for app in ("regions", "indicators", "studies", "outcomes", "api", "core"):
        label = "core" if app == "api" else app
        parameters = [*names_in(ASKED_FOR, label), "page", "year", "as_of"]
        for _name, address, _given in addresses(things, {app}):
            if not in_turn(address):
                continue
            for value in chosen(address, "get", VALUES, 1):
                fuzz.ask(f"{address}?{urlencode(dict.fromkeys(parameters, value[:300]))}")
            for name in parameters if WIDE else chosen(address, "one", parameters, 1):
                for value in chosen(address, name, VALUES, 1):
                    fuzz.ask(f"{address}?{urlencode({name: value[:3000]})}")
    told(fuzz)
