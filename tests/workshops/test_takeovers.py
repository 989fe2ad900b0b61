"""Events of Indico and pretix: every field is used, refused or named as not used; a dry run writes nothing."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.filling import form_of
from tests.workshops.making import helper, make_workshop, organiser
from workshops.imports import events
from workshops.models import Registration, Session, Workshop
from workshops.models import workshops as workshop_models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
HERE = "/organise/take-over/"


def at(day, hour, zone="Asia/Bangkok"):
    return {"date": day, "time": f"{hour}:00", "tz": zone}


def contribution(title="Opening", begins="09:00", ends="10:00", day="2027-03-02", **fields):
    return {
        "_type": "Contribution",
        "id": "1",
        "title": title,
        "startDate": at(day, begins),
        "endDate": at(day, ends),
        "duration": 60,
        "room": "Hall A",
        "track": "Data",
        "speakers": [
            {"first_name": "Ana", "last_name": "Lopez", "affiliation": "Statistics Office"},
            {"fullName": "Sok Dara", "email": "sok@example.org"},
        ],
        **fields,
    }


def indico(**fields):
    event = {
        "_type": "Conference",
        "id": "4711",
        "title": "Measuring migration",
        "description": "<p>Two days &amp; <b>nights</b></p>",
        "startDate": at("2027-03-02", "09:00"),
        "endDate": at("2027-03-03", "17:00"),
        "timezone": "Asia/Bangkok",
        "location": "United Nations Conference Centre",
        "room": "Room 3",
        "url": "https://indico.example.org/event/4711",
        "keywords": ["migration"],
        "category": "Workshops",
        "note": {},
        "chairs": [{"fullName": "A. Chair"}],
        "contributions": [
            contribution(),
            contribution("Without a time", startDate=None, endDate=None),
        ],
        "sessions": [
            {
                "title": "Afternoon",
                "startDate": at("2027-03-02", "14:00"),
                "endDate": at("2027-03-02", "16:00"),
                "room": "Hall B",
                "sessionConveners": [
                    {"first_name": "Lena", "last_name": "Novak"},
                    {"fullName": "Sok Dara", "affiliation": "Example Institute"},
                ],
                "contributions": [contribution("Remittances", "14:00", "15:00", room=None)],
            },
            {
                "title": "Field visit",
                "startDate": at("2027-03-03", "10:00"),
                "endDate": at("2027-03-03", "12:00"),
                "sessionConveners": [
                    {"first_name": "Lena", "last_name": "Novak"},
                    {"fullName": "Sok Dara", "affiliation": "Example Institute"},
                ],
                "contributions": [],
            },
        ],
        **fields,
    }
    return {"count": 1, "_type": "HTTPAPIResult", "results": [event]}


def position(number, name="Mai Suda", **fields):
    return {
        "id": number,
        "positionid": number,
        "item": 11,
        "price": "0.00",
        "attendee_name": name,
        "attendee_email": f"p{number}@example.org",
        "company": "Ministry of Labour",
        "country": "TH",
        "secret": "x",
        "addon_to": None,
        "answers": [{"question": 21, "answer": "Vegetarian"}],
        **fields,
    }


def order(code="A1B2C", status="p", positions=(), **fields):
    return {
        "code": code,
        "status": status,
        "testmode": False,
        "email": "office@example.org",
        "phone": "None",
        "locale": "en-informal",
        "total": "0.00",
        "positions": list(positions),
        **fields,
    }


def pretix(orders, **fields):
    event = {
        "name": "Remittances in practice",
        "slug": "remit27",
        "organizer": {"name": "O"},
        "items": [
            {"id": 11, "name": "Seat", "admission": True},
            {"id": 12, "name": "T-shirt", "admission": False},
        ],
        "questions": [{"id": 21, "question": "Dietary needs", "type": "S"}],
        "orders": orders,
        "subevents": [],
        **fields,
    }
    return {"event": event}


def file(content) -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile("event.json", data, "application/json")


def read(content) -> events.EventFile:
    return events.read_export(json.dumps(content).encode())


def test_an_event_of_indico_is_read_whole():
    found = read(indico())

    assert (found.title, found.summary) == ("Measuring migration", "Two days & nights")
    assert (found.first_day, found.last_day) == (date(2027, 3, 2), date(2027, 3, 3))
    assert (found.zone, found.code) == ("Asia/Bangkok", "indico-4711")
    assert found.venue == "Room 3, United Nations Conference Centre"
    entries = {entry.values["title"]: entry for entry in found.entries}
    assert list(entries) == ["Opening", "Remittances", "Field visit"]
    assert entries["Opening"].values["speakers"] == "Ana Lopez, Statistics Office\nSok Dara"
    assert entries["Remittances"].values["room"] == "Hall B"
    assert entries["Field visit"].values["moderators"] == "Lena Novak\nSok Dara, Example Institute"
    assert found.refused == [("Without a time", "It has no time.")]


def test_every_field_is_used_or_named():
    found = read(indico())

    assert {"event: title", "contribution: speakers", "person: affiliation"} <= set(found.used)
    assert {
        "event: url", "event: keywords", "event: category", "event: chairs", "contribution: track",
        "person: email",
    } <= set(found.unused)  # fmt: skip
    assert not set(found.used) & set(found.unused)
    assert "event: note" not in found.unused


def test_a_timetable_of_indico_has_its_breaks():
    day = {
        "c1": contribution("Talk", entryType="Contribution", speakers=[]),
        "b1": contribution("Coffee", "10:00", "10:30", entryType="Break", speakers=[]),
        "s1": {
            "entryType": "Session",
            "title": "Block",
            "room": "Hall C",
            "startDate": at("2027-03-02", "11:00"),
            "endDate": at("2027-03-02", "12:00"),
            "entries": {"c2": contribution("Inside", "11:00", "12:00", room=None)},
        },
    }

    found = read({"results": {"4711": {"20270302": day}}})

    kinds = {entry.values["title"]: entry.values["kind"] for entry in found.entries}
    assert kinds == {"Talk": "presentation", "Coffee": "break", "Inside": "presentation"}
    assert found.entries[2].values["room"] == "Hall C"
    assert (found.zone, found.first_day) == ("Asia/Bangkok", date(2027, 3, 2))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"[]",
        b"{}",
        b'{"results": []}',
        b'{"results": [1]}',
        b'{"results": [{"title": "x"}]}',
        b'{"event": 1}',
        b"[" * 100_000,
        json.dumps({"results": [indico()["results"][0]] * 2}).encode(),
    ],
)
def test_what_is_no_export_is_refused_in_words(client, data):
    client.force_login(organiser())

    answer = client.post(HERE, {"file": file(data)})

    assert answer.status_code == 422
    assert 'class="notice bad"' in answer.content.decode()
    assert not Workshop.objects.exists()


@pytest.mark.parametrize("wrong", [None, 5, "x", [], {}, [1, None], {"a": 1}, "\x00", True, 1e400])
def test_wrong_kinds_of_values_are_no_faults(wrong):
    for name in indico()["results"][0]:
        read(indico(**{name: wrong, "startDate": at("2027-03-02", "09:00")}))
    for name in contribution():
        read(indico(contributions=[contribution(**{name: wrong})]))
    for name in position(1):
        read(pretix([order(positions=[position(1, **{name: wrong})])]))
    for name in order():
        read(pretix([order() | {name: wrong}]))
    for name in pretix([])["event"]:
        read({"event": pretix([])["event"] | {name: wrong}})


def preview(client, content):
    return client.post(HERE, {"file": file(content)})


def take(client, shown, **fields):
    return client.post(HERE, form_of(shown, "token") | fields | {"act": "take"}, follow=True)


def test_a_dry_run_shows_everything_and_writes_nothing(client):
    client.force_login(organiser())

    shown = preview(client, indico())

    text = shown.content.decode()
    for words in (
        "Measuring migration", "Hall B", "Remittances", "Without a time", "It has no time.",
        "event: keywords", "contribution: speakers", "Take it over", "2027-03-02 09:00",
    ):  # fmt: skip
        assert words in text
    assert not Workshop.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.wide
def test_an_event_of_indico_becomes_a_draft_once(client):
    client.force_login(organiser())
    shown = preview(client, indico())

    done = take(client, shown)
    again = take(client, shown)

    workshop = Workshop.objects.get()
    assert (workshop.code, workshop.status, workshop.zone) == (
        "indico-4711",
        "draft",
        "Asia/Bangkok",
    )
    assert workshop.titles == {"en": "Measuring migration"}
    assert "is made." in done.content.decode()
    assert "imported already" in again.content.decode()
    sessions = workshop.sessions.order_by("starts_at")
    assert [one.title for one in sessions] == ["Opening", "Remittances", "Field visit"]
    assert sessions[0].starts_at.astimezone(workshop.tz).hour == 9
    assert sessions[0].room == "Hall A"
    same = "Sok Dara, Example Institute"
    assert sessions[0].names("speaker") == f"Ana Lopez, Statistics Office\n{same}"
    assert sessions[2].names("moderator") == f"Lena Novak\n{same}"


@pytest.mark.wide
def test_the_programme_comes_into_a_workshop_and_nothing_of_it_twice(client):
    client.force_login(organiser())
    workshop = make_workshop(sessions=0, starts_on=date(2027, 3, 2), zone="Asia/Tokyo")
    for times in (1, 2):
        shown = preview(client, indico())
        chosen = client.post(HERE, form_of(shown, "token") | {"target": workshop.pk, "act": "look"})
        done = take(client, chosen, target=workshop.pk)
        assert workshop.sessions.count() == 3
        if times == 2:
            assert "It stands in the programme already." in chosen.content.decode()
            assert done.status_code == 200
    assert Workshop.objects.count() == 1
    first = workshop.sessions.order_by("starts_at").first()
    assert first.starts_at.astimezone(workshop.tz).hour == 11


@pytest.mark.wide
def test_parts_that_no_programme_can_have_are_refused_one_by_one(client):
    client.force_login(organiser())
    odd = [
        contribution("Backwards", "12:00", "11:00"),
        contribution("Three days", endDate=at("2027-03-05", "10:00")),
        contribution("x" * 999),
        contribution("Good", "16:00", "17:00"),
    ]

    shown = preview(client, indico(contributions=odd, sessions=[]))
    take(client, shown)

    text = shown.content.decode()
    for title in ("Backwards", "Three days"):
        assert title in text
    assert [one.title for one in Session.objects.all()] == ["Good"]


@pytest.mark.wide
def test_a_draft_needs_days_and_says_so_next_to_the_field(client):
    client.force_login(organiser())

    shown = preview(client, pretix([order(positions=[position(1)])]))

    assert shown.status_code == 422
    assert "Needed." in shown.content.decode()
    done = take(client, shown, starts_on="2027-05-03", ends_on="2027-05-04")
    workshop = Workshop.objects.get()
    assert (workshop.code, workshop.title) == ("remit27", "Remittances in practice")
    assert f"/organise/{workshop.code}/people/import/" in done.redirect_chain[-1][0]
    assert "Give the same file here to bring in its people." in done.content.decode()


def test_orders_of_pretix_become_people_with_a_preview(client):
    client.force_login(organiser())
    workshop = make_workshop(capacity=9, accepts_at_once=False)
    orders = [
        order(positions=[position(1), position(2, "Chai Wattana", attendee_email=None)]),
        order("CANC1", "c", [position(3, "Gone Away")]),
        order("SHIRT", "p", [position(4, "Mai Suda", item=12)]),
        order("TEST1", "p", [position(5, "Test Person")], testmode=True),
        order("WAIT1", "n", [position(6, "Late Comer")]),
    ]
    there = f"/organise/{workshop.code}/people/import/"

    shown = client.post(there, {"purpose": "register", "file": file(pretix(orders))})
    chosen = client.post(
        there, form_of(shown, "column-0") | {"all-stakeholder": "gov_labour", "act": "look"}
    )

    text = chosen.content.decode()
    assert "this person does not come." in text
    for words in (
        "products that are no ticket of a person: 1",
        "tickets of orders made as a test: 1",
        "order: total",
        "divided before their last word",
    ):
        assert words in text
    client.post(there, form_of(chosen, "column-0") | {"act": "take"})
    people = {row.email: row for row in Registration.objects.all()}
    assert set(people) == {"p1@example.org", "office@example.org", "p6@example.org"}
    assert (people["p1@example.org"].given, people["p1@example.org"].family) == ("Mai", "Suda")
    assert people["p1@example.org"].country.code == "THA"
    assert people["p1@example.org"].diet == "Vegetarian"
    assert people["p1@example.org"].state == "accepted"
    assert people["p6@example.org"].state == "pending_review"


def test_a_list_of_orders_as_csv_takes_the_address_of_the_ticket(client):
    client.force_login(organiser())
    workshop = make_workshop(capacity=9)
    there = f"/organise/{workshop.code}/people/import/"
    rows = (
        "Order code,Status,Email,Attendee name: Given name,Attendee name: Family name,Attendee email,Company,Country\n"
        "A1,paid,office@example.org,Mai,Suda,mai@example.org,Ministry,TH\n"
    )

    shown = client.post(
        there,
        {
            "purpose": "register",
            "all-stakeholder": "x",
            "file": SimpleUploadedFile("o.csv", rows.encode()),
        },
    )
    chosen = client.post(
        there, form_of(shown, "column-0") | {"all-stakeholder": "gov_labour", "act": "look"}
    )
    client.post(there, form_of(chosen, "column-0") | {"act": "take"})

    [person] = Registration.objects.all()
    assert (person.email, person.given, person.family) == ("mai@example.org", "Mai", "Suda")
    assert "Column “Order code”" in chosen.content.decode()


def test_registrants_of_indico_as_json_are_people(client):
    found = read(
        {
            "registrants": [
                {
                    "registrant_id": "1",
                    "full_name": "Suda, Mai",
                    "checked_in": False,
                    "state": "complete",
                    "personal_data": {
                        "firstName": "Mai",
                        "surname": "Suda",
                        "email": "mai@example.org",
                        "affiliation": "Ministry",
                        "address": "12 Road",
                    },
                }
            ]
        }
    )

    head, row = (line.cells for line in found.people.rows)
    assert dict(zip(head, row, strict=True)) == {
        "Given name": "Mai", "Family name": "Suda", "Email": "mai@example.org",
        "Organisation": "Ministry", "State": "complete",
    }  # fmt: skip
    assert "personal data: address" in found.unused


@pytest.mark.wide
def test_only_who_may_plan_takes_events_over(client):
    workshop = make_workshop()
    client.force_login(helper(workshop, "desk"))
    assert client.get(HERE).status_code == 403

    client.force_login(helper(workshop, "owner"))
    shown = preview(client, indico())
    assert client.get(HERE).status_code == 200
    assert take(client, shown, target="").status_code in (200, 422)
    assert Workshop.objects.count() == 1
    foreign = make_workshop(host="ECA")
    refused = client.post(HERE, form_of(shown, "token") | {"target": foreign.pk, "act": "take"})
    assert refused.status_code == 422
    assert foreign.sessions.filter(title="Opening").count() == 0


HALF = "\ud83d"
"""Half of a sign, as a program writes it that cuts texts anywhere."""


def indico_event(**fields):
    moment = {"date": "2027-02-01", "time": "09:00:00", "tz": "Asia/Bangkok"}
    event = {
        "title": "Talks",
        "startDate": moment,
        "endDate": moment | {"time": "10:00:00"},
        "timezone": "Asia/Bangkok",
    }
    return {"results": [event | fields]}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": f"Talks {HALF}"},
        {"description": f"Text {HALF}"},
        {f"field {HALF}": 1},
        {"room": HALF, "contributions": [{"title": f"A {HALF}", "room": HALF, "duration": 5}]},
    ],
)
def test_half_a_sign_in_a_file_is_no_fault(client, fields):
    client.force_login(organiser())
    content = json.dumps(indico_event(**fields)).encode()
    answer = client.post(HERE, {"file": SimpleUploadedFile("event.json", content)})
    assert answer.status_code == 200


def people_of_pretix(orders, questions):
    answers = [[{"question": f"{n} {m}", "answer": "x"} for m in range(questions)] for n in orders]
    positions = [[{"attendee_name": "A B", "answers": one}] for one in answers]
    return {"event": {"orders": [{"code": "A", "positions": one} for one in positions]}}


@pytest.mark.parametrize(
    "content",
    [
        indico_event(contributions=[{"title": "A"}] * 600),
        indico_event(**{f"field {n}": 1 for n in range(2_000)}),
        people_of_pretix(range(1_100), 0),
        people_of_pretix(range(300), 50),
    ],
    ids=["parts without a time", "fields", "people", "questions"],
)
def test_no_file_makes_more_work_than_an_event_has(content):
    with pytest.raises(events.BadExport):
        events.read_export(json.dumps(content).encode())


def test_zones_are_looked_up_once(monkeypatch):
    """The folder of zones was walked for each moment: 5 MB of them held a worker for minutes."""
    workshop_models.zone_names()
    monkeypatch.setattr(workshop_models, "available_timezones", None)
    assert events.read_export(json.dumps(indico_event()).encode()).zone == "Asia/Bangkok"
