"""The pages of evaluations without a browser: forms, their weight, the desk."""

import re

import pytest
from django.http import HttpResponse
from django.utils import timezone

from core.mail.outbox import send_due
from evaluations.privacy import keys
from evaluations.services import rounds, surveys
from evaluations.statistics.codes import NOT_ASKED
from tests.evaluations.making import FORM, Kind, OwnForm, answer, held, open_now, opened
from tests.filling import form_of
from tests.workshops.making import NOW, make_workshop, open_own_page, organiser
from workshops.models import Mail

pytestmark = pytest.mark.django_db


@pytest.mark.wide
def test_a_form_goes_page_by_page_back_and_in_another_language_and_is_sent_once(client):
    end = opened(people=1)
    own = OwnForm(client, end.invitations.get().link())
    first = own.get()
    assert "Page 1 of 5" in first.content.decode()
    assert len(first.content) < 30_000

    missing = own.post({"page": "1", "act": "next", "REL2": "4"})
    assert missing.status_code == 422
    assert "needs an answer" in missing.content.decode()
    form = dict(FORM)
    arabic = own.post(form | {"page": "1", "act": "language"}, prefix="/ar").content.decode()
    assert 'dir="rtl"' in arabic
    assert "أوافق بشدة" in arabic
    for page in range(1, 5):
        turned = own.post(form | {"page": str(page), "act": "next"})
        assert turned.status_code == 200
        assert len(turned.content) < 30_000
        assert f"Page {page + 1} of 5" in turned.content.decode()
    assert "Page 4 of 5" in own.post(form | {"page": "5", "act": "back"}).content.decode()
    sent = own.post(form | {"page": "5", "act": "send"})
    assert sent.status_code == 302
    assert "Thank you" in client.get(sent.url).content.decode()
    again = own.post(form | {"page": "5", "act": "send"})
    assert again.status_code == 409
    rounds.absorb(end, at=timezone.now())
    assert end.responses.get().values["OVR1"] == 4


@pytest.mark.wide
def test_a_link_leaves_the_address_at_the_first_click_and_two_in_one_browser_are_not_mixed_up(
    client,
):
    end = opened(people=2)
    first, second = (OwnForm(client, one.link()) for one in end.invitations.order_by("pk"))
    token = first.link.strip("/").rsplit("/", 1)[1]

    went = first.get()

    assert went.redirect_chain == [(first.path, 302)]
    assert token not in went.content.decode()
    cookie = client.cookies["evaluation"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    # The second person opens a link in the same browser while the form of the first is still there.
    second.get()
    mixed = client.post(first.path, FORM | {"page": "5", "act": "send", "form": first.handle})
    assert mixed.status_code == 409
    assert "Another personal link" in mixed.content.decode()
    assert end.number_answered() == 0
    assert second.post(FORM | {"page": "5", "act": "send"}).status_code == 302
    # Once it says thank you, the device is free for the next person.
    assert "Thank you" in client.get(first.path).content.decode()
    assert client.get(first.path).status_code == 404


@pytest.mark.wide
def test_pages_that_ask_nothing_of_a_person_are_passed_over(client):
    end = opened(people=1)
    one = end.invitations.get()
    answer(one)
    later = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))
    own = OwnForm(client, later.invitations.get().link())

    page = own.get().content.decode()
    assert "Draft a decree" in page
    assert "What has become of your plan?" in page
    second = own.post({"page": "1", "act": "next", "F_APP": "4", "F_POL": "3"}).content.decode()
    assert "Only if you answered" in second


@pytest.mark.wide
def test_a_closed_round_says_so(client):
    end = opened(people=1)
    own = OwnForm(client, end.invitations.get().link())
    rounds.close(end, at=timezone.now())

    assert "closed" in own.get().content.decode()
    assert own.post(FORM | {"page": "5", "act": "send"}).status_code == 409


@pytest.mark.wide
def test_the_desk_sets_up_chooses_and_previews(client):
    workshop = held(people=2)
    client.force_login(organiser())
    base = f"/organise/{workshop.code}/evaluation/"
    assert "No evaluation yet" in client.get(base).content.decode()
    client.post(base, {"act": "set_up"})
    end = workshop.survey.rounds.get(kind=Kind.END)
    client.post(base, {"act": "pulse", "session": workshop.sessions.first().pk})
    assert workshop.survey.rounds.filter(kind=Kind.PULSE).count() == 1
    pulse = workshop.survey.rounds.get(kind=Kind.PULSE)
    client.post(base, {"act": "remove_pulse", "round": pulse.pk})
    assert not workshop.survey.rounds.filter(kind=Kind.PULSE).exists()

    questions = f"{base}{end.pk}/questions/"
    wrong = client.post(
        f"{questions}new/", {"kind": "single", "text_en": "Which?", "options_en": "one"}
    )
    assert wrong.status_code == 422
    assert "at least two options" in wrong.content.decode()
    client.post(
        f"{questions}new/",
        {
            "kind": "single",
            "text_en": "Which?",
            "text_ar": "أيّ؟",
            "options_en": "North\nSouth",
            "options_ar": "شمال\nجنوب",
        },
    )
    assert end.items.get(name="OWN1").item.options[1] == {
        "code": 2,
        "texts": {"en": "South", "ar": "جنوب"},
    }
    client.post(questions, {"act": "choose", "item": ["SUP1"]})
    assert "DUR1" not in set(end.items.values_list("name", flat=True))
    client.post(questions, {"act": "remove", "name": "OWN1"})
    assert not workshop.survey.own_items.exists()
    core = client.post(questions, {"act": "remove", "name": "REL1"}, follow=True)
    assert "Only questions of your own" in core.content.decode()

    preview = client.post(f"{base}{end.pk}/preview/", {"page": "1", "act": "next"})
    assert "Page 2 of 5" in preview.content.decode()
    assert "☐ Strongly agree" in client.get(f"{base}{end.pk}/print/").content.decode()
    assert "data:image/svg" in client.get(f"{base}{end.pk}/screen/").content.decode()


@pytest.mark.wide
def test_how_many_answered_is_seen_and_neither_who_nor_what_was_said(
    client, django_assert_max_num_queries
):
    end = opened(people=6)
    first = end.invitations.select_related("registration").order_by("pk").first()
    answer(first)
    client.force_login(organiser())
    page = f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/people/"

    with django_assert_max_num_queries(24):
        text = client.get(page).content.decode()

    assert "1 of 6 answered" in text
    assert "Peers matter" not in text
    client.post(page, {"paper": [end.invitations.last().registration_id]})
    ticked = client.get(page).content.decode()
    assert ticked.count("checked") == 1
    assert "1 of 6 answered" in ticked, "the form on paper counts once it is keyed in"


@pytest.mark.wide
def test_two_people_who_tick_paper_forms_keep_both_lists(client):
    end = opened(people=6)
    client.force_login(organiser())
    page = f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/people/"
    one, other = end.invitations.values_list("registration_id", flat=True)[:2]
    first, second = (form_of(client.get(page), "opened") for _tab in range(2))

    client.post(page, first | {"paper": [one]})
    client.post(page, second | {"paper": [other]})

    on_paper = end.invitations.filter(on_paper=True).values_list("registration_id", flat=True)
    assert set(on_paper) == {one, other}
    client.post(page, form_of(client.get(page), "opened") | {"paper": [other]})
    assert set(on_paper.all()) == {other}


def test_two_people_who_set_times_keep_both_or_are_asked(client):
    workshop = make_workshop(zone="Asia/Bangkok")
    surveys.set_up(workshop=workshop, at=NOW)
    end = workshop.survey.rounds.get(kind=Kind.END)
    client.force_login(organiser())
    page = f"/organise/{workshop.code}/evaluation/"
    forms = re.findall(r"(?s)<form.*?</form>", client.get(page).content.decode())
    mine = next(form for form in forms if f'id="r{end.pk}_opens_at"' in form)
    first = form_of(HttpResponse(mine), "opens_at")
    opens, closes = first["opens_at"][0], first["closes_at"][0]

    client.post(page, first | {"opens_at": opens[:-5] + "06:00"})
    client.post(page, first | {"closes_at": closes[:-5] + "23:30"})
    end.refresh_from_db()
    assert end.opens_at.astimezone(workshop.tz).strftime("%H:%M") == "06:00"
    assert end.closes_at.astimezone(workshop.tz).strftime("%H:%M") == "23:30"

    asked = client.post(page, first | {"opens_at": opens[:-5] + "05:00"})
    assert asked.status_code == 409
    assert "Somebody else changed the same fields" in asked.content.decode()
    end.refresh_from_db()
    assert end.opens_at.astimezone(workshop.tz).strftime("%H:%M") == "06:00"


@pytest.mark.wide
def test_two_people_who_choose_from_the_bank_keep_both_choices(client):
    workshop = make_workshop()
    surveys.set_up(workshop=workshop, at=NOW)
    end = workshop.survey.rounds.get(kind=Kind.END)
    client.force_login(organiser())
    page = f"/organise/{workshop.code}/evaluation/{end.pk}/questions/"
    first, second = (form_of(client.get(page), "opened") for _tab in range(2))
    offered = re.findall(r'name="item"\s+value="(\w+)"\s*>', client.get(page).content.decode())
    one = offered[0]
    assert "DUR1" in second["item"]

    client.post(page, first | {"item": [*first["item"], one]})
    client.post(page, second | {"item": [code for code in second["item"] if code != "DUR1"]})

    names = set(end.items.values_list("item__code", flat=True))
    assert one in names
    assert "DUR1" not in names


@pytest.mark.wide
def test_an_open_round_stands_on_ones_own_page_until_answered(client):
    end = opened(people=1)
    one = end.invitations.select_related("registration").get()
    later = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))

    own = open_own_page(client, one.registration)
    assert one.link() not in client.get(own).content.decode()
    open_own_page(client, one.registration, with_code=True)
    page = client.get(own).content.decode()
    assert one.link() in page
    assert later.invitations.get().link() not in page
    answer(one)
    assert one.link() not in client.get(own).content.decode()


@pytest.mark.wide
def test_organisers_read_no_link_and_that_of_ones_own_page_tells_nothing_of_the_plan(client):
    end = opened(people=3)
    planned, without, _silent = end.invitations.order_by("pk")
    answer(planned)
    answer(without, INT2="", INT2W="")
    later = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))
    send_due(Mail)
    pages, form = (
        [],
        {
            "F_APP": "4",
            "F_INT": "1",
            "F_INTW": "No budget",
            "F_POL": "3",
            "act": "send",
            "page": "3",
        },
    )
    client.force_login(organiser())
    for one in later.invitations.select_related("registration", "round").order_by("pk"):
        letter = Mail.objects.get(
            registration=one.registration_id, reason__endswith=f"-{later.pk}-0"
        )
        text = client.get(
            f"/organise/{end.survey.workshop.code}/mail/{letter.pk}/"
        ).content.decode()
        assert "/evaluation/W" not in text
        assert one.link() in letter.text_to_send()
        own_page = open_own_page(client, one.registration, with_code=True)
        assert one.handed_link() in client.get(own_page).content.decode()
        own = OwnForm(client, one.handed_link())
        page = own.get().content.decode()
        assert "Draft a decree" not in page
        pages.append(re.sub(r'csrf.*?>|data-draft=\S+|name="form" value="\w+"', "", page))
        sent = own.post(form)
        assert sent.url == own.path
    rounds.absorb(later, at=timezone.now())
    assert pages[0] == pages[1] == pages[2]
    kept = {
        bytes(name): values["F_INT"]
        for name, values in later.responses.values_list("pseudonym", "values")
    }
    names = keys.pseudonyms_of(later, [planned.registration_id, without.registration_id])
    assert kept[names[planned.registration_id]] == 1
    assert kept[names[without.registration_id]] == NOT_ASKED
    assert later.responses.get(values__F_INT=1).texts.get().text == "No budget"


def test_interviews_are_recorded_from_a_year_after(client):
    workshop = held(people=1)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    client.force_login(organiser())
    page = f"/organise/{workshop.code}/evaluation/interviews/"
    country = workshop.registrations.get().country_id
    form = {
        "country": country,
        "held_on": "2026-11-01",
        "told_by": "Director",
        "change": "New licence law",
        "stage": "6",
    }
    client.post(page, form)
    assert not survey.interviews.exists()
    open_now(survey.rounds.get(kind=Kind.INTERVIEW))

    assert "which stage" in client.post(page, form | {"stage": ""}).content.decode()
    client.post(page, form)
    assert survey.interviews.get().stage == 6
