"""Answers that came in by KoboToolbox or ODK: shown first, then taken whole or not at all, each submission once.

They are kept like paper forms: who answered so is ticked in the list, what was said carries a random pseudonym, and there
are never more of them than ticks. Of the tool's identifier only a digest stays, on a row that leads to no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import Refused
from core.tables.upload import rows_of
from evaluations.models import PaperForm, SurveyRound
from evaluations.privacy import keys, pseudonyms
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import paper_forms, responses, results, rounds
from evaluations.xlsforms.answers import Collected, NotAnswers, Submission, read_answers

if TYPE_CHECKING:
    from datetime import datetime

    from evaluations.xlsforms.reading import Problem

MOST_ROWS, MOST_COLUMNS = 5_000, 500
FIRST = 10_001
"""Numbers from here on are of submissions; those that people write on paper have four digits."""


class BadAnswers(Refused):
    """The table cannot be taken."""

    code, status = "bad_answers", 422


@dataclass(frozen=True, slots=True)
class AnswersPreview:
    """What a table holds: submissions that are new, how many are here already, and how many ticks there are for new ones."""

    collected: Collected
    new: list[Submission]
    already_imported: int
    ticks: int


def preview_answers(round_: SurveyRound, data: bytes) -> AnswersPreview:
    """What an import would do, and what is wrong. Raises BadAnswers, BadTable."""
    cells = rows_of(data, most_rows=MOST_ROWS + 2, most_columns=MOST_COLUMNS)
    if len(cells) > MOST_ROWS + 1:
        raise BadAnswers(_("At most %(most)s submissions at once.") % {"most": MOST_ROWS})
    try:
        collected = read_answers(cells, questionnaire_of(round_).on_paper())
    except NotAnswers as problem:
        raise BadAnswers(_LACKS[str(problem)]()) from problem
    imported = set(round_.paper_forms.exclude(source="").values_list("source", flat=True))
    new = [
        submission
        for submission in collected.submissions
        if imported.isdisjoint(_digests(round_, submission))
    ]
    ticks = round_.invitations.filter(on_paper=True).count() - round_.paper_forms.count()
    return AnswersPreview(collected, new, len(collected.submissions) - len(new), max(0, ticks))


_LACKS = {
    "questions": lambda: _("No column has the name of a question of this round. Export with names (“XML values and headers”), not with labels."),
    "source": lambda: _("No column names the submissions: _uuid (KoboToolbox) or KEY (ODK)."),
    "rows": lambda: _("The table has no submissions."),
}  # fmt: skip


def _digests(round_: SurveyRound, submission: Submission) -> list[str]:
    return keys.unlinked(f"submission:{round_.pk}:{submission.source}")


@transaction.atomic
def take(*, round_: SurveyRound, data: bytes, at: datetime) -> int:
    """Take the new submissions of a table; how many. Raises BadAnswers, Refused, NoKey."""
    round_ = paper_forms.locked_round(round_)
    key = keys.key_of(round_.survey_id)
    preview = preview_answers(round_, data)
    if preview.collected.problems:
        raise BadAnswers(_("The table has problems; nothing was imported."))
    if len(preview.new) > preview.ticks:
        raise BadAnswers(lacking(preview))
    last = round_.paper_forms.filter(number__gte=FIRST).aggregate(last=Max("number"))["last"]
    questionnaire = questionnaire_of(round_)
    for number, submission in enumerate(preview.new, start=(last or FIRST - 1) + 1):
        PaperForm.objects.create(
            round=round_,
            number=number,
            state=PaperForm.State.DONE,
            source=_digests(round_, submission)[0],
        )
        responses.keep(
            round_,
            questionnaire,
            pseudonyms.new_secret(),
            key,
            groups={},
            values=submission.reading.values,
            reading=submission.reading,
            day=at.date(),
            secret=None,
        )
    if preview.new:
        # At once, as after a paper form: rows of one transaction would stand in the order of the table.
        rounds.rewrite(round_, at=at)
        results.request(round_)
    return len(preview.new)


def lacking(preview: AnswersPreview) -> str:
    """How many people are still to be ticked."""
    return _(
        "New submissions: %(new)s. People ticked as having answered so, beyond those counted: %(ticks)s. Tick first who did."
    ) % {
        "new": len(preview.new),
        "ticks": preview.ticks,
    }


def problem_text(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    if problem.text == "no_source":
        return _("The submission has no identifier.")
    if problem.text == "twice":
        return _("This submission stands twice in the table.")
    return problem.value
