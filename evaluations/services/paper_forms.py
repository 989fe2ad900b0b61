"""Forms filled in on paper: who handed one in is ticked, what it says is keyed in twice, by two people.

The two lists never meet: a form has a number and no name, and its answer gets a random pseudonym.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.merging import merge_list
from evaluations.models import PaperEntry, PaperForm, SurveyRound
from evaluations.privacy import keys, pseudonyms
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import responses, results, rounds, surveys

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from evaluations.questionnaires.questions import Reading

State = PaperForm.State
Answers = dict[str, list[str]]
"""Texts by the name of the field, as a form sends them."""


def locked_round(round_: SurveyRound) -> SurveyRound:
    """The round, held alone, so that two people on one form, ticks and closing come one after another."""
    surveys.hold(round_.pk, alone=True)
    round_ = SurveyRound.objects.select_related("survey__workshop", "session").get(pk=round_.pk)
    if round_.state == SurveyRound.State.PLANNED or round_.kind == SurveyRound.Kind.INTERVIEW:
        raise Refused(_("Paper forms are keyed in once the round is open."))
    return round_


@transaction.atomic
def tick(
    *, round_: SurveyRound, registrations: Iterable[int], opened: Iterable[int] | None = None
) -> int:
    """Who handed in a paper form, the whole list anew; how many.

    `opened` are those who were ticked when the list was opened: what others ticked since then stays.

    They are not reminded, and their link takes no answer. Who answered by the link is not told apart: a refusal
    would tell an organiser, one by one, who did. Raises Refused when fewer were ticked than forms are keyed in, and
    when more would have answered than were asked.
    """
    round_ = locked_round(round_)
    handed_in = set(registrations)
    before = set(round_.invitations.filter(on_paper=True).values_list("registration", flat=True))
    if opened is not None:
        handed_in = merge_list(stored=before, opened=opened, sent=handed_in)
    keyed_in = round_.paper_forms.count()
    if len(handed_in) < keyed_in:
        raise Refused(_("More paper forms are keyed in already than people are ticked."))
    finished = round_.paper_forms.filter(state=State.DONE).count()
    by_link = round_.number_answered() - finished
    if by_link + len(handed_in) > round_.number_asked():
        raise Refused(
            _("Some of those ticked answered by their link: more answers than people asked.")
        )
    round_.invitations.filter(registration__in=handed_in).update(on_paper=True)
    round_.invitations.filter(registration__in=before - handed_in).update(on_paper=False)
    return round_.invitations.filter(on_paper=True).count()


@transaction.atomic
def enter(*, round_: SurveyRound, number: int, by, answers: Answers, at: datetime) -> PaperForm:
    """One entry of a form. Two equal entries make the answer; two that differ wait to be resolved.

    Who enters a form again before somebody else did corrects the own entry. Raises Refused, NoKey.
    """
    round_ = locked_round(round_)
    keys.key_of(round_.survey_id)
    form = round_.paper_forms.filter(number=number).first()
    if form is None:
        if round_.paper_forms.count() >= round_.invitations.filter(on_paper=True).count():
            raise Refused(
                _(
                    "Tick first who handed in a paper form: there are as many forms as people already."
                )
            )
        form = PaperForm.objects.create(round=round_, number=number)
    if form.state == State.DONE:
        raise Refused(_("Form %(number)s is keyed in already.") % {"number": number})
    _read(round_, answers)
    entries = {entry.by_id: entry for entry in form.entries.all()}
    if len(entries) == 2 and by.pk not in entries:
        raise Refused(
            _("Form %(number)s was keyed in by two others; resolve where they differ.")
            % {"number": number}
        )
    PaperEntry.objects.update_or_create(form=form, by=by, defaults={"answers": answers})
    if form.entries.count() == 2:
        return _compare(round_, form, at)
    return form


def _compare(round_: SurveyRound, form: PaperForm, at: datetime) -> PaperForm:
    if differences(form):
        form.state = State.DIFFERS
        form.save(update_fields=["state"])
        return form
    return _finish(round_, form, form.entries.order_by("pk")[0].answers, at)


def _read(round_: SurveyRound, answers: Answers) -> Reading:
    reading = (
        questionnaire_of(round_).on_paper().read(lambda name: answers.get(name, []), demand=False)
    )
    if reading.problems:
        where = "; ".join(f"{name}: {text}" for name, text in reading.problems.items())
        raise Refused(_("This cannot be on the form: %(where)s") % {"where": where}, status=422)
    return reading


def differences(form: PaperForm) -> dict[str, tuple[Any, Any]]:
    """What the two entries say differently, by key: the first's and the second's value."""
    entries = list(form.entries.order_by("pk"))
    if len(entries) < 2:
        return {}
    first, second = (_flat(_read(form.round, entry.answers)) for entry in entries)
    names = list(dict.fromkeys([*first, *second]))
    return {
        name: (first.get(name), second.get(name))
        for name in names
        if first.get(name) != second.get(name)
    }


def _flat(reading: Reading) -> dict[str, Any]:
    spaced = {name: " ".join(text.split()) for name, text in reading.texts.items()}
    quotes = {f"{name}_quote": True for name in reading.quotable}
    others = {f"{name}_other": " ".join(text.split()) for name, text in reading.others.items()}
    return reading.values | spaced | others | quotes


@transaction.atomic
def resolve(*, form: PaperForm, answers: Answers, at: datetime) -> PaperForm:
    """What the paper really says, where two entries differed. Raises Refused, NoKey."""
    round_ = locked_round(form.round)
    form = round_.paper_forms.get(pk=form.pk)
    if form.state != State.DIFFERS:
        raise Refused(
            _("There is nothing to resolve in form %(number)s.") % {"number": form.number}
        )
    return _finish(round_, form, answers, at)


def _finish(round_: SurveyRound, form: PaperForm, answers: Answers, at: datetime) -> PaperForm:
    reading = _read(round_, answers)
    responses.keep(
        round_,
        questionnaire_of(round_),
        pseudonyms.new_secret(),
        keys.key_of(round_.survey_id),
        groups={},
        values=reading.values,
        reading=reading,
        day=at.date(),
        secret=None,
    )
    form.entries.all().delete()
    form.state = State.DONE
    form.save(update_fields=["state"])
    # At once: the form's row was changed by the transaction that wrote the answer.
    rounds.rewrite(round_, at=at)
    results.request(round_)
    return form
