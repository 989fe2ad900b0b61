"""Own questions: conditions chosen from lists, groups they are for, sections; no preset answer in the statistics."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.studies.test_files import PDF
from tests.workshops.making import NOW, make_workshop, organiser, person, register
from tests.workshops.test_pages import sent
from workshops.forms import CorrectionForm, QuestionForm, RegistrationForm
from workshops.imports import people
from workshops.models import Answer, Question, Registration
from workshops.services import corrections, registrations
from workshops.states import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def ask(workshop, text, kind="text", **fields):
    fields.setdefault("position", workshop.questions.count() + 1)
    return Question.objects.create(workshop=workshop, kind=kind, texts={"en": text}, **fields)


@pytest.fixture
def parking():
    """A question with a follow-up that is required where the answer is yes."""
    workshop = make_workshop(capacity=9)
    deciding = ask(workshop, "Do you come by car?", "yes_no")
    plate = ask(workshop, "Number plate", shown_if=deciding, shown_value="yes", required=True)
    return workshop, deciding, plate


def test_a_condition_is_chosen_from_the_answers_there_are(client, parking):
    workshop, deciding, _plate = parking
    client.force_login(organiser())
    new = {"act": "question", "position": 3, "kind": "text", "text_en": "Colour of the car"}

    form = QuestionForm(workshop=workshop)
    groups = [row for row in form.fields["condition"].choices if isinstance(row[1], list)]
    typed = client.post(
        f"/organise/{workshop.code}/setup/", new | {"condition": f"{deciding.pk}:Yes"}
    )
    chosen = client.post(
        f"/organise/{workshop.code}/setup/", new | {"condition": f"{deciding.pk}:yes"}
    )

    assert groups == [
        (
            "If the answer to “Do you come by car?” is",
            [(f"{deciding.pk}:yes", "Yes"), (f"{deciding.pk}:no", "No")],
        )
    ]
    assert "condition" in typed.context["form"].errors
    assert chosen.status_code == 302
    question = workshop.questions.get(texts__en="Colour of the car")
    assert (question.shown_if, question.shown_value) == (deciding, "yes")
    page = client.get(f"/organise/{workshop.code}/setup/").content.decode()
    assert "shown if “Do you come by car?” is Yes" in " ".join(page.split())


def test_a_condition_stands_before_its_question_and_makes_no_circle(parking):
    workshop, deciding, plate = parking
    data = {"position": 0, "kind": "text", "text_en": "x", "condition": f"{deciding.pk}:yes"}

    assert "condition" in QuestionForm(data, workshop=workshop).errors
    form = QuestionForm(instance=deciding, workshop=workshop)
    assert str(plate.pk) not in str(form.fields["condition"].choices)


def test_a_question_is_out_of_sight_until_it_is_asked(client, parking):
    workshop, deciding, plate = parking
    address = f"/workshops/{workshop.code}/register/"

    page = client.get(address)

    assert page.context["form"].fields[f"q{plate.pk}"].is_concealed
    assert not page.context["form"].fields[f"q{deciding.pk}"].is_concealed
    assert "js/conditions.js" in page.content.decode()
    without = client.post(address, sent() | {f"q{deciding.pk}": "no", f"q{plate.pk}": "AB 1"})
    assert without.status_code in (200, 302)
    assert workshop.registrations.get().answers.get(question=plate).value == ""


def test_without_scripts_the_server_asks_again_with_the_question_in_sight(client, parking):
    workshop, deciding, plate = parking
    optional = ask(workshop, "Passengers", shown_if=deciding, shown_value="yes")
    address = f"/workshops/{workshop.code}/register/"
    seen = client.get(address).context["form"].initial["seen"]
    data = sent() | {f"q{deciding.pk}": "yes", "seen": seen}

    again = client.post(address, data)

    assert again.status_code == 422
    form = again.context["form"]
    assert set(form.errors) == {f"q{plate.pk}", f"q{optional.pk}"}
    assert not form.fields[f"q{plate.pk}"].is_concealed
    shown = form["seen"].value()
    assert f"q{optional.pk}" in shown.split()
    answer = client.post(address, data | {f"q{plate.pk}": "AB 1", "seen": shown})
    assert answer.status_code in (200, 302)
    assert workshop.registrations.get().answers.get(question=plate).value == "AB 1"


def test_with_scripts_an_optional_follow_up_may_stay_empty(parking):
    workshop, deciding, plate = parking
    plate.required = False
    plate.save()

    form = RegistrationForm(sent() | {f"q{deciding.pk}": "yes", "seen": "all"}, workshop=workshop)

    assert form.is_valid(), form.errors


def test_a_question_may_be_for_some_groups_alone(client):
    workshop = make_workshop(capacity=9)
    question = ask(workshop, "Your ministry's budget line", asked_of=["government"], required=True)
    name = f"q{question.pk}"

    academic = RegistrationForm(sent(stakeholder="academia"), workshop=workshop)
    official = RegistrationForm(sent(stakeholder="gov_labour"), workshop=workshop)

    assert academic.is_valid(), academic.errors
    assert academic.fields[name].is_concealed
    assert set(official.errors) == {name}


def test_sections_and_help_stand_on_the_form(client):
    workshop = make_workshop()
    ask(workshop, "Hotel", sections={"en": "Your stay"}, hints={"en": "Name and town"})
    ask(workshop, "Nights", sections={"en": "Your stay"})
    ask(workshop, "Topic", sections={"en": "Your talk"})

    text = client.get(f"/workshops/{workshop.code}/register/").content.decode()

    assert text.count("<div data-section") == 2
    assert text.index("Your stay") < text.index("Hotel") < text.index("Your talk")
    assert "Name and town" in text


@pytest.mark.parametrize("name", ["gender", "stakeholder", "seniority"])
def test_nothing_is_answered_beforehand(client, name):
    workshop = make_workshop(form="hybrid")
    address = f"/workshops/{workshop.code}/register/"
    form = client.get(address).context["form"]

    assert form[name].value() in (None, "")
    assert form["first_time"].value() == ""
    assert form["mode"].value() == ""
    data = sent()
    del data[name]
    assert name in client.post(address, data).context["form"].errors


def test_what_was_not_given_counts_apart_from_what_was_not_to_be_said(client):
    workshop = make_workshop(capacity=9)
    register(workshop, gender="", seniority="", first_time=None)
    register(workshop, gender="unsaid")
    register(workshop, gender="woman")
    client.force_login(organiser())

    page = client.get(f"/organise/{workshop.code}/statistics/")

    by_gender = dict(zip(dict(page.context["genders"]), page.context["table"][0][1], strict=True))
    assert by_gender == {"woman": 1, "man": 0, "other": 0, "unsaid": 1, "": 1}
    assert ("Seniority not given", 1) in page.context["seniority"]
    assert "1 person did not say" in page.content.decode()


def test_own_questions_stand_in_the_statistics(client):
    workshop = make_workshop(capacity=9)
    car = ask(workshop, "By car?", "yes_no")
    wish = ask(workshop, "What do you wish for?")
    people = [register(workshop) for _n in range(3)]
    Answer.objects.create(registration=people[0], question=car, value="yes")
    Answer.objects.create(registration=people[0], question=wish, value="More time\nfor questions")
    client.force_login(organiser())

    page = client.get(f"/organise/{workshop.code}/statistics/")

    (_car, counts, _none, _n), (_wish, _counts, texts, given) = page.context["own_questions"]
    assert counts == [("Yes", 1), ("No", 0), ("Not given", 2)]
    assert (texts, given) == (["More time\nfor questions"], 1)
    assert "More time<br>for questions" in page.content.decode()


def test_an_organiser_enters_what_is_known(client):
    workshop = make_workshop()
    client.force_login(organiser())
    data = sent()
    for name in ("gender", "seniority", "consent"):
        del data[name]

    answer = client.post(f"/organise/{workshop.code}/people/enter/", data | {"act": "enter"})

    assert answer.status_code == 302
    assert Registration.objects.get().gender == ""


def test_an_answer_to_a_question_that_is_not_asked_decides_about_no_other():
    """Whatever is posted, in whichever order the questions stand."""
    workshop = make_workshop(capacity=9)
    last = ask(workshop, "Which visa?", position=1)
    deciding = ask(workshop, "Do you need a visa?", "yes_no", position=1, asked_of=["government"])
    last.shown_if, last.shown_value = deciding, "yes"
    last.save()
    data = sent(stakeholder="media", seen="all")
    posted = data | {f"q{deciding.pk}": "yes", f"q{last.pk}": "Business"}

    form = RegistrationForm(posted, workshop=workshop)

    assert form.is_valid(), form.errors
    assert form.answers() == {last.pk: "", deciding.pk: ""}


def test_a_list_brings_no_answer_to_a_question_that_is_not_asked(parking):
    workshop, deciding, plate = parking
    groups = ask(workshop, "Ministry", asked_of=["government"])
    columns = "Given name,Family name,Email,Stakeholder,Country,Organisation"
    rows = [
        f"{columns},Do you come by car?,Number plate,Ministry",
        "Ana,Lopez,a@example.org,media,THA,Press,no,X 1,",
        "Tom,Smith,t@example.org,media,THA,Press,yes,X 2,",
        "Eva,Stone,e@example.org,media,THA,Press,,,Labour",
    ]
    table = people.read_table("\n".join(rows).encode())
    mapping = people.guess_mapping(workshop, people.Purpose.REGISTER, table)

    found = people.read_list(workshop, people.Purpose.REGISTER, table, mapping)

    assert [row.values["given"] for row in found.good] == ["Tom"]
    assert {text for row in found.refused for _column, text in row.problems} == {
        "This question is not asked of this person."
    }
    assert {column for row in found.refused for column, _text in row.problems} == {
        str(plate),
        str(groups),
    }
    assert str(deciding) not in found.unused


def test_a_file_stays_through_corrections_and_goes_once_it_is_not_asked_for(
    django_capture_on_commit_callbacks,
):
    workshop = make_workshop(capacity=9)
    deciding = ask(workshop, "Do you need a visa?", "yes_no")
    scan = ask(workshop, "Letter", "file", shown_if=deciding, shown_value="yes")
    posted = sent(seen="all") | {f"q{deciding.pk}": "yes"}
    form = RegistrationForm(
        posted, {f"q{scan.pk}": SimpleUploadedFile("letter.pdf", PDF)}, workshop=workshop
    )
    assert form.is_valid(), form.errors
    one = registrations.register(
        workshop=workshop, values=form.values(), answers=form.answers(), at=NOW
    )
    stored = Answer.objects.get(question=scan).stored
    assert default_storage.exists(stored)

    def correct(**changes):
        fresh = Registration.objects.get(pk=one.pk)
        again = CorrectionForm(posted | changes, {}, instance=fresh, workshop=workshop)
        assert again.is_valid(), again.errors
        corrections.correct(
            registration=fresh,
            values=again.values(),
            answers=again.answers(),
            actor=Actor.PERSON,
            at=NOW,
        )
        return Answer.objects.get(question=scan)

    kept = correct(phone="+66 1")
    assert default_storage.exists(stored)
    with django_capture_on_commit_callbacks(execute=True):
        gone = correct(**{f"q{deciding.pk}": "no"})

    assert (kept.value, kept.stored) == ("letter.pdf", stored)
    assert (gone.value, gone.stored) == ("", "")
    assert not default_storage.exists(stored)
    changes = one.changes.filter(question=scan).values_list("old", "new")
    assert list(changes) == [("letter.pdf", "")]


def test_a_required_answer_cannot_be_emptied_afterwards(parking):
    workshop, deciding, plate = parking
    answers = {deciding.pk: "yes", plate.pk: "TH 1"}
    one = registrations.register(workshop=workshop, values=person(), answers=answers, at=NOW)
    posted = sent(email=one.email, seen="all") | {f"q{deciding.pk}": "yes", f"q{plate.pk}": ""}

    form = CorrectionForm(posted, instance=Registration.objects.get(pk=one.pk), workshop=workshop)

    assert form.errors == {f"q{plate.pk}": ["This question needs an answer."]}
