"""Results are prepared by jobs: asked for when a round closes and when an answer comes late, by nobody else."""

import pytest
from django.utils import timezone

from core import jobs
from core.models import Job
from evaluations.selectors import results
from evaluations.services import paper_forms, rounds
from evaluations.services import results as results_service
from tests.evaluations.making import answer, opened
from tests.evaluations.test_paper import enter
from tests.jobs import run_waiting
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db
PREPARE = results_service.PREPARE


def closed(people=4):
    """A round of one answer and one ticked paper form, its time over."""
    round_ = opened(people=people)
    first, second, *_others = round_.invitations.all()
    answer(first)
    paper_forms.tick(round_=round_, registrations=[second.registration_id])
    rounds.close(round_, at=timezone.now())
    round_.refresh_from_db()
    return round_


@pytest.mark.wide
def test_closing_asks_for_results_once():
    round_ = closed()

    assert rounds.close(round_, at=timezone.now()) is False
    assert list(Job.objects.filter(kind=PREPARE).values_list("key", flat=True)) == [str(round_.pk)]
    assert run_waiting(PREPARE) == 1
    assert results.latest(round_).content["answered"] == 1


@pytest.mark.wide
def test_an_answer_that_comes_late_asks_again_and_while_the_round_is_open_nothing_does():
    round_ = opened(people=2)
    paper_forms.tick(round_=round_, registrations=[round_.invitations.first().registration_id])
    for person in (organiser(), organiser()):
        enter(round_, person)
    assert not Job.objects.filter(kind=PREPARE).exists(), "it would tell when people answer"

    round_ = closed()
    run_waiting(PREPARE)
    for person in (organiser(), organiser()):
        enter(round_, person)

    assert run_waiting(PREPARE) == 1
    assert results.latest(round_).version == 2


@pytest.mark.wide
def test_a_round_that_cannot_be_prepared_is_tried_again_and_holds_up_no_other(monkeypatch):
    wrong, right = closed(), closed()
    answers_of = results.answers_of

    def fail_for_one(round_):
        if round_ == wrong:
            raise ValueError("Amal Haddad")
        return answers_of(round_)

    monkeypatch.setattr(results, "answers_of", fail_for_one)

    run_waiting(PREPARE)

    assert results.latest(right) is not None
    job = Job.objects.get(kind=PREPARE, state="waiting")
    assert (job.key, job.is_set_aside) == (str(wrong.pk), True)
    assert "Haddad" not in job.error
    monkeypatch.undo()
    jobs.run(jobs.try_again(job).pk)
    assert results.latest(wrong) is not None
    workshop = wrong.survey.workshop
    assert results_service.about([job.key])[job.key].text.startswith(f"{workshop.code}: ")
