"""Workshops by the API: what their public pages say, drafts and people left out."""

from datetime import date

import pytest

from regions.models import Area, Commission, Term
from tests.studies.making import make_recommendation, make_study
from tests.workshops.making import make_workshop, organiser, register
from workshops.models import Material, Registration, Workshop
from workshops.services import speakers
from workshops.states import PUBLIC, RegistrationState

LIST = "/api/v1/workshops/"


@pytest.fixture(autouse=True)
def _database(db):
    pass


def codes(client, query=""):
    answer = client.get(LIST + query)
    assert answer.status_code == 200, answer.content
    return [one["code"] for one in answer.json()["results"]]


def test_a_workshop_is_told_as_on_its_page(client):
    made = make_workshop(starts_on=date(2030, 4, 22))
    made.country = Area.objects.get(code="THA")
    made.status_reason = "not told while it goes on"
    made.save()
    made.co_hosts.add(Commission.objects.get(area__code="ECE"))
    made.terms.add(Term.objects.get(code="remittances"))

    told = client.get(f"{LIST}{made.code}/").json()

    assert told == {
        "code": made.code,
        "url": f"http://testserver/workshops/{made.code}/",
        "calendar": f"http://testserver/workshops/{made.code}/calendar.ics",
        "titles": {"en": "Migration statistics", "ar": "إحصاءات الهجرة"},
        "summaries": {},
        "kind": "regional_seminar",
        "status": "nominations_open",
        "status_reason": "",
        "start_date": "2030-04-22",
        "end_date": "2030-04-23",
        "time_zone": "UTC",
        "attendance_mode": "in_person",
        "country": "THA",
        "city": "Bangkok",
        "venue": "",
        "commission": "ESCAP",
        "co_hosts": ["ECE"],
        "terms": ["remittances"],
        "languages": ["en", "ar"],
        "interpretation_languages": [],
        "document_languages": [],
        "project": "",
        "funding_code": "",
        "registration": "open",
        "registration_open": True,
        "registration_opens": None,
        "registration_closes": None,
        "nomination_deadline": None,
        "participant_kinds": [],
        "capacity": 3,
        "seats_taken": 0,
        "is_example": False,
    }
    assert client.get(LIST).json()["results"] == [told]


def test_drafts_are_told_to_nobody(client):
    draft = make_workshop(status="draft")
    addresses = [f"{LIST}{draft.code}/", f"{LIST}{draft.code}/programme/"]

    for signed_in in (False, True):
        if signed_in:
            client.force_login(organiser())
        assert codes(client) == []
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 404
            assert answer.json()["code"] == "not_found"
    near = client.get(f"{LIST}{draft.code}x/").json()["message"]
    assert near == f"{draft.code}x is not known."


@pytest.mark.parametrize("status", PUBLIC)
def test_every_other_status_is_public(client, status):
    made = make_workshop()
    Workshop.objects.filter(pk=made.pk).update(status=status, status_reason="The venue flooded")

    told = client.get(f"{LIST}{made.code}/").json()

    assert told["status"] == status
    aside = status in ("postponed", "cancelled")
    assert told["status_reason"] == ("The venue flooded" if aside else "")
    assert codes(client, f"?status={status}") == [made.code]


def test_filters_choose_and_the_newest_stands_first(client):
    old = make_workshop(starts_on=date(2010, 12, 31), host="ECE")
    new = make_workshop(starts_on=date(2012, 5, 1), host="ESCAP")
    new.co_hosts.add(
        Commission.objects.get(area__code="ECE"), Commission.objects.get(area__code="ECA")
    )
    new.terms.add(Term.objects.get(code="remittances"))
    Workshop.objects.filter(pk=old.pk).update(country=Area.objects.get(code="TJK"))

    assert codes(client) == [new.code, old.code]
    assert codes(client, "?commission=ECE") == [new.code, old.code]
    assert codes(client, "?commission=escap") == [new.code]
    assert codes(client, "?theme=remittances") == [new.code]
    assert codes(client, "?country=TJK") == [old.code]
    assert codes(client, "?year=2010") == codes(client, "?year=2011") == [old.code]
    assert codes(client, "?year=2009") == []
    assert codes(client, "?status=held") == []


@pytest.mark.parametrize(
    ("query", "name"),
    [("commission=ECQ", "commission"), ("theme=remitances", "theme"), ("country=ESCAP", "country"), ("year=1066", "year"),
     ("status=draft", "status"), ("commission=", "commission"), ("language=en", "language"), ("page=0", "page")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name(client, query, name):
    make_workshop()

    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {name}


def test_seats_are_counted_in_all_and_people_are_not_told(client):
    made = make_workshop(capacity=9)
    for given in ("Ana", "Bo", "Chan"):
        register(made, given=given, family="Secretname", listed="public")
    first = Registration.objects.filter(workshop=made).first()
    register(made, stakeholder="staff")
    Registration.objects.filter(pk=first.pk).update(
        state=RegistrationState.CANCELLED_BY_PARTICIPANT
    )

    answer = client.get(f"{LIST}{made.code}/")

    assert (answer.json()["capacity"], answer.json()["seats_taken"]) == (9, 2)
    told = (answer.content + client.get(f"{LIST}{made.code}/programme/").content).decode()
    assert not {"Secretname", "example.org", "woman", "gov_labour"} & set(
        told.replace('"', " ").split()
    )
    assert "Secretname" not in told


def test_the_programme_has_times_with_their_offset_and_only_what_is_published(client):
    made = make_workshop(sessions=1, starts_on=date(2030, 4, 22), zone="Asia/Bangkok")
    session = made.sessions.get()
    session.room, session.link = "Room 3", "https://meet.example/x"
    session.save()
    speakers.assign(session, {"speakers": "Ana, ILO\n\nBo, IOM\nCy", "chairs": "Di"})
    made.speakers.filter(name="Bo").update(email="bo@example.org", state="confirmed")
    made.speakers.filter(name="Bo").update(biographies={"en": "Secretlife"}, shows_biography=True)
    made.speakers.filter(name="Cy").update(state="declined")
    made.speakers.filter(name="Di").update(state="invited", named_before_answer=False)
    bo = made.speakers.get(name="Bo")
    published, draft = make_study(), make_study(state="draft")
    session.studies.add(published, draft)
    session.recommendations.add(make_recommendation(published))
    Material.objects.create(
        session=session, title="Paper", language="fr", address="https://example.org/paper.pdf"
    )
    kept = Material.objects.create(
        session=session,
        title="Slides",
        stored="x/y",
        filename="s.pdf",
        media_type="application/pdf",
    )

    answer = client.get(f"{LIST}{made.code}/programme/")

    assert answer.json() == {
        "workshop": made.code,
        "time_zone": "Asia/Bangkok",
        "results": [
            {
                "id": session.pk,
                "kind": "presentation",
                "start_time": "2030-04-22T16:00:00+07:00",
                "end_time": "2030-04-22T17:00:00+07:00",
                "title": "Session 1",
                "location": "Room 3",
                "people": [
                    {
                        "role": "speaker",
                        "name": "Ana",
                        "title": "",
                        "organisation": "ILO",
                        "url": "",
                    },
                    {
                        "role": "speaker",
                        "name": "Bo",
                        "title": "",
                        "organisation": "IOM",
                        "url": f"http://testserver/workshops/{made.code}/speakers/{bo.pk}/",
                    },
                ],
                "materials": [
                    {
                        "title": "Paper",
                        "language": "fr",
                        "url": "https://example.org/paper.pdf",
                        "media_type": "",
                    },
                    {
                        "title": "Slides",
                        "language": "en",
                        "url": f"http://testserver/workshops/{made.code}/materials/{kept.pk}/",
                        "media_type": "application/pdf",
                    },
                ],
                "studies": [published.pk],
                "recommendations": [published.recommendations.get().pk],
            }
        ],
    }
    assert "meet.example" not in answer.content.decode()


def test_an_unchanged_answer_is_not_sent_again(client):
    made = make_workshop()
    for address in (LIST, f"{LIST}{made.code}/", f"{LIST}{made.code}/programme/"):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")

    register(made)
    assert client.get(LIST, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("count", [1, 4])
def test_the_number_of_queries_is_constant(client, count, django_assert_num_queries):
    for _n in range(count):
        made = make_workshop(sessions=count)
        made.co_hosts.add(Commission.objects.get(area__code="ECE"))
        made.terms.add(Term.objects.get(code="remittances"))
        for session in made.sessions.all():
            study = make_study()
            session.studies.add(study)
            session.recommendations.add(make_recommendation(study))
            Material.objects.create(session=session, title="Paper", address="https://example.org/p")
        register(made)

    with django_assert_num_queries(6):
        assert len(client.get(f"{LIST}?commission=ESCAP").json()["results"]) == count
    with django_assert_num_queries(4):
        client.get(f"{LIST}{made.code}/")
    with django_assert_num_queries(11):
        assert len(client.get(f"{LIST}{made.code}/programme/").json()["results"]) == count
