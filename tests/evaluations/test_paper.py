"""Paper forms: ticked without numbers, keyed in twice by two people, settled by the paper."""

import pytest
from django.utils import timezone

from core.errors import Refused
from evaluations.models import PaperEntry, PaperForm
from evaluations.services import paper_forms, responses, rounds
from tests.evaluations.making import answer, opened
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db
SAID = {
    "INT1P": ["3"],
    "INT2": ["never keyed in"],
    "REL1": ["4"],
    "USE1": ["5"],
    "COM1": ["Peers  matter"],
    "ENA1": ["2", "5"],
}


def enter(end, by, answers=None, number=1):
    return paper_forms.enter(
        round_=end, number=number, by=by, answers=answers or SAID, at=timezone.now()
    )


def test_two_equal_entries_make_one_answer_that_no_number_or_person_leads_to():
    end, first, second = opened(people=3), organiser(), organiser()
    one = end.invitations.first()
    paper_forms.tick(round_=end, registrations=[one.registration_id])

    assert enter(end, first).state == PaperForm.State.FIRST
    assert enter(end, second, SAID | {"COM1": ["Peers matter"]}).state == PaperForm.State.DONE

    assert end.responses.get().values["ENA1"] == [2, 5]
    assert end.responses.get().values["NEW1"] == -8
    # What only its author may read again is not on paper at all.
    assert end.responses.get().values["INT2"] == -9
    assert not PaperEntry.objects.exists()
    assert rounds.answered_of(end) == {one.registration_id}
    with pytest.raises(responses.AnsweredAlready):
        answer(one)
    with pytest.raises(Refused, match="already"):
        enter(end, first)


def test_what_differs_is_shown_by_question_and_the_paper_decides(client):
    end, first, second = opened(people=3), organiser(), organiser()
    paper_forms.tick(round_=end, registrations=[end.invitations.first().registration_id])
    enter(end, first)
    form = enter(end, second, SAID | {"REL1": ["2"]})
    assert form.state == PaperForm.State.DIFFERS
    assert paper_forms.differences(form) == {"REL1": (4, 2)}
    with pytest.raises(Refused, match="two others"):
        enter(end, organiser())

    client.force_login(first)
    page = f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/paper/1/"
    assert "The two entries differ here" in client.get(page).content.decode()
    assert client.post(page, {"REL1": "2", "USE1": "5", "ENA1": ["2"]}).status_code == 302

    assert end.responses.get().values["REL1"] == 2
    assert client.get(page).status_code == 404


def test_the_same_person_corrects_an_entry_and_does_not_make_the_second():
    end, first = opened(people=2), organiser()
    paper_forms.tick(round_=end, registrations=[end.invitations.first().registration_id])
    enter(end, first)

    assert enter(end, first, SAID | {"REL1": ["1"]}).state == PaperForm.State.FIRST
    assert PaperEntry.objects.get().answers["REL1"] == ["1"]
    assert not end.responses.exists()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"REL1": ["9"]}, "REL1"),
        ({"COM1": ["x" * 2001]}, "too long"),
        ({"ENA1": ["1", "99"]}, "99"),
    ],
)
def test_what_cannot_be_on_a_form_is_refused_and_leaves_nothing(answers, said):
    end = opened(people=2)
    paper_forms.tick(round_=end, registrations=[end.invitations.first().registration_id])

    with pytest.raises(Refused, match=said):
        enter(end, organiser(), answers)

    assert not PaperForm.objects.exists()


def test_there_are_never_more_answers_than_people_asked():
    end, first = opened(people=2), organiser()
    by_link, on_paper = end.invitations.order_by("pk")
    answer(by_link)

    # Who answered by the link is not told one by one: only that there would be more answers than people.
    paper_forms.tick(round_=end, registrations=[by_link.registration_id])
    paper_forms.tick(round_=end, registrations=[])
    with pytest.raises(Refused, match="more answers than people"):
        paper_forms.tick(
            round_=end, registrations=[by_link.registration_id, on_paper.registration_id]
        )
    with pytest.raises(Refused, match="Tick first"):
        enter(end, first)
    paper_forms.tick(round_=end, registrations=[on_paper.registration_id])
    enter(end, first)
    with pytest.raises(Refused, match="Tick first"):
        enter(end, first, number=2)
    with pytest.raises(Refused, match="More paper forms"):
        paper_forms.tick(round_=end, registrations=[])


def test_a_page_of_keying_says_what_is_wrong_and_keeps_what_was_typed(client):
    end = opened(people=1)
    client.force_login(organiser())
    page = f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/paper/"

    without = client.post(page, {"number": "x", "COM1": "kept words"})
    assert without.status_code == 422
    assert "from 1 to 9999" in without.content.decode()
    assert "kept words" in without.content.decode()
    assert "Tick first" in client.post(page, {"number": "1", "REL1": "4"}).content.decode()
