"""A copy takes along what can be taken, with days shifted; parts are chosen, and errors keep what was typed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.models import BankItem, Survey, SurveyRound
from evaluations.services import question_bank, questionnaires, surveys
from regions.models import Area
from tests.filling import form_of
from tests.studies.making import make_study
from tests.workshops.making import NOW, make_workshop, organiser
from workshops.models import (
    FocalPoint,
    GroupQuota,
    LetterText,
    Mail,
    Material,
    Question,
    ScheduledLetter,
    Workshop,
)
from workshops.services import copying, workshops

pytestmark = pytest.mark.django_db
AGAIN = date(2031, 4, 21)


@pytest.fixture
def full():
    """A workshop with something of everything that a copy can take."""
    workshop = make_workshop(sessions=2, form="hybrid", platform="https://meet.example.org/1")
    late, early = workshop.sessions.order_by("-starts_at")
    # The second in time has the lower number, as after a move.
    late.starts_at, early.starts_at = early.starts_at, late.starts_at
    late.ends_at, early.ends_at = early.ends_at, late.ends_at
    late.save()
    early.save()
    early.studies.add(make_study())
    early.link = "https://meet.example.org/early"
    early.save()
    Material.objects.create(session=early, title="Slides", address="https://example.org/s.pdf")
    first = Question.objects.create(
        workshop=workshop, position=2, kind="yes_no", texts={"en": "Parking?"}
    )
    Question.objects.create(
        workshop=workshop,
        position=1,
        kind="text",
        texts={"en": "Plate?"},
        shown_if=first,
        shown_value="yes",
    )
    GroupQuota.objects.create(workshop=workshop, group="unions", seats=2)
    country = Area.objects.get(code="KHM")
    FocalPoint.objects.create(
        workshop=workshop, country=country, name="F", authority="MFA", email="f@example.org"
    )
    FocalPoint.objects.create(
        workshop=workshop, country=country, name="Gone", authority="MFA", email="g@example.org",
        mandate_until=AGAIN - timedelta(days=1),
    )  # fmt: skip
    LetterText.objects.create(
        workshop=workshop, name="accepted", language="en", subject="Welcome", body="Come."
    )
    ScheduledLetter.objects.create(workshop=workshop, kind="before", days=3, sent_at=NOW)
    return workshop


def copy(workshop, **more):
    return workshops.copy(workshop=workshop, code="again", first_day=AGAIN, by=None, at=NOW, **more)


def test_a_copy_takes_everything_with_days_shifted(full):
    new = copy(full)

    days = AGAIN - full.starts_on
    pairs = list(zip(full.sessions.all(), new.sessions.all(), strict=True))
    for session, again in pairs:
        assert again.title == session.title
        assert again.starts_at == session.starts_at + days
        assert again.link == session.link
        assert again.uid != session.uid
        assert list(again.studies.all()) == list(session.studies.all())
        assert [one.title for one in again.materials.all()] == [
            one.title for one in session.materials.all()
        ]
    assert Material.objects.count() == 2
    assert new.platform == full.platform
    plate, parking = new.questions.order_by("position")
    assert plate.shown_if == parking
    assert new.group_quotas.get().seats == 2
    point = new.focal_points.get()
    assert point.email == "f@example.org"
    assert point.secret != full.focal_points.get(email="f@example.org").secret
    assert new.letter_texts.get().subject == "Welcome"
    letter = new.scheduled_letters.get()
    assert (letter.is_on, letter.sent_at, letter.days) == (False, None, 3)
    assert new.uid != full.uid
    assert new.status == "draft"
    assert not Mail.objects.exists()
    # Nothing was moved away.
    assert full.questions.count() == 2
    assert full.letter_texts.count() == 1


def test_what_is_not_chosen_stays(full):
    new = copy(full, parts=["programme", "materials"])
    assert new.sessions.count() == 2
    assert new.platform == ""
    assert {session.link for session in new.sessions.all()} == {""}
    assert Material.objects.filter(session__workshop=new).count() == 1
    for rows in (new.questions, new.group_quotas, new.focal_points, new.letter_texts):
        assert not rows.exists()
    bare = workshops.copy(
        workshop=full, code="bare", first_day=AGAIN, by=None, at=NOW, parts=["materials", "links"]
    )
    assert not bare.sessions.exists()


def test_parts_are_ticked_on_the_page_and_an_error_keeps_them(client, full):
    client.force_login(organiser())
    here = f"/organise/{full.code}/"
    form = form_of(client.get(here), "first_day")
    assert form["parts"] == [part.code for part in copying.parts()]
    form |= {"code": "again", "first_day": "soon", "parts": ["questions"]}

    wrong = client.post(f"{here}copy/", form)

    assert wrong.status_code == 422
    form = form_of(wrong, "first_day")
    assert (form["code"], form["first_day"], form["parts"]) == (["again"], ["soon"], ["questions"])
    assert client.post(f"{here}copy/", form | {"first_day": AGAIN.isoformat()}).status_code == 302
    new = Workshop.objects.get(code="again")
    assert new.questions.count() == 2
    assert not new.sessions.exists()


def test_no_part_may_be_ticked(client, full):
    client.force_login(organiser())
    here = f"/organise/{full.code}/"
    form = form_of(client.get(here), "first_day") | {"code": "again", "first_day": "2031-04-21"}
    del form["parts"]
    assert client.post(f"{here}copy/", form).status_code == 302
    assert not Workshop.objects.get(code="again").questions.exists()


def test_the_evaluation_asks_the_same_and_knows_no_answers(full):
    question_bank.load()
    survey = surveys.set_up(workshop=full, at=timezone.now())
    end = survey.rounds.get(kind=SurveyRound.Kind.END)
    bank = {row.item.code for row in end.items.all()}
    more = BankItem.objects.current().filter(core=False, shown_if="", source="")
    extra = more.exclude(code__in=bank).values_list("code", flat=True).first()
    questionnaires.choose(round_=end, codes=bank | {extra})
    questionnaires.add_own(
        round_=end, values={"kind": "text", "texts": {"en": "What else?"}, "required": True}
    )

    new = copy(full)

    assert extra
    again = Survey.objects.get(workshop=new).rounds.get(kind=SurveyRound.Kind.END)
    assert {row.item.code for row in again.items.all()} == {
        row.item.code for row in end.items.all()
    }
    own = BankItem.objects.get(survey=again.survey)
    assert (own.text, own.required) == ("What else?", True)
    assert own.pk != survey.own_items.get().pk
    assert again.survey.unpaired_on is None


def test_without_an_evaluation_none_is_made(full):
    copy(full)
    assert not Survey.objects.exists()
