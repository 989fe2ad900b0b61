"""Taking a questionnaire from an XLSForm: shown first, then whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.tables import upload
from evaluations.models import BankItem, SurveyRound
from evaluations.models.questions import MOST_OWN
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import questionnaires
from evaluations.xlsforms.reading import BankEntry, NotAForm, ParsedForm, Problem, read_form
from evaluations.xlsforms.writing import survey_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.models import SurveyItem


class BadForm(PortalError):
    """The file is no XLSForm that can be taken."""

    code, status = "bad_xlsform", 422


def _bank_entries(round_: SurveyRound) -> dict[str, BankEntry]:
    """Names a form may use for items of the bank: as asked in the round, and as in the bank."""
    cells = survey_cells(questionnaire_of(round_))
    entries = {}
    for item in BankItem.objects.current():
        texts = {item.code: item.texts} | {
            f"{item.code}{row['code']}": row["texts"] for row in item.rows
        }
        for name, wording in texts.items():
            entries[name] = BankEntry(item.code, item.kind, wording["en"], cells.get(name, {}))
    for row in (
        round_.items.filter(item__survey=None).exclude(name__in=entries).select_related("item")
    ):
        entries[row.name] = BankEntry(
            row.item.code, row.item.kind, row.item.texts["en"], cells.get(row.name, {})
        )
    return entries


def preview(round_: SurveyRound, data: bytes) -> ParsedForm:
    """What the form asks and what is wrong with it. Raises BadForm."""
    if round_.is_test:
        raise BadForm(_("A form names no right answers; write the questions of the test here."))
    try:
        form = read_form(data, bank=_bank_entries(round_), most_own=MOST_OWN)
    except NotAForm as problem:
        reason = str(problem)
        raise BadForm(upload.refusals().get(reason) or _NO_FORM[reason]()) from problem
    # What asks about studies or sessions that are not there yet is in no form, and stays.
    visible = {question.name for question in questionnaire_of(round_).questions}
    hidden = round_.items.filter(item__survey=None).exclude(name__in=visible)
    form.codes += sorted(set(hidden.values_list("item__code", flat=True)) - set(form.codes))
    if not form.problems:
        _rehearse(round_, form)
    return form


_NO_FORM = {
    "workbook": lambda: _("This is no XLSForm: an Excel workbook (.xlsx) with a sheet “survey”."),
    "survey": lambda: _(
        "This is no XLSForm: it needs a sheet “survey” with the columns “type” and “name”."
    ),
    "long": lambda: _("A sheet of the form has more than 500 rows or 200 columns."),
}


def _rehearse(round_: SurveyRound, form: ParsedForm) -> None:
    """Take the form and undo it, so that nothing that is shown as possible is refused when it is taken."""
    try:
        with transaction.atomic():
            _apply(questionnaires.planned(round_), form)
            transaction.set_rollback(True)
    except RowRefused as refused:
        form.problems.append(
            Problem("survey", refused.row, refused.column, "refused", refused.message)
        )


class RowRefused(PortalError):
    """A question of the form cannot be asked where or as it stands."""

    code, status = "bad_xlsform", 422

    def __init__(self, message: str, *, row: int, column: str) -> None:
        super().__init__(message)
        self.row, self.column = row, column


def _own_items(round_: SurveyRound) -> dict[str, SurveyItem]:
    return {
        row.name: row
        for row in round_.items.filter(item__survey__isnull=False).select_related("item")
    }


def _before(round_: SurveyRound) -> dict[str, str]:
    """Question -> the one before it on its page, as a form shows them; empty for the first."""
    before: dict[str, str] = {}
    last = ("", 0)
    for question in questionnaire_of(round_).questions:
        before[question.name] = last[0] if last[1] == question.page else ""
        last = (question.name, question.page)
    return before


def _is_unchanged(row: SurveyItem, question: dict, before: Mapping[str, str]) -> bool:
    item = row.item
    same_place = question["page"] == 0 or (
        question["page"] == row.page and question["after"] == before.get(row.name)
    )
    return same_place and (
        item.kind,
        item.scale,
        item.texts,
        item.hints,
        item.options,
        item.rows,
        item.shuffled,
        item.not_applicable,
        item.dont_know,
        row.required,
        row.shown_if,
        row.shown_codes,
    ) == (
        question["kind"],
        question.get("scale", ""),
        question["texts"],
        question["hints"],
        question.get("options", []),
        question.get("rows", []),
        question.get("shuffled", False),
        question.get("not_applicable", False),
        question.get("dont_know", False),
        question["required"],
        question.get("shown_if", ""),
        question.get("shown_codes", []),
    )


def changes(round_: SurveyRound, form: ParsedForm) -> list[tuple[str, str]]:
    """What an import would do: (added, taken away or replaced; name)."""
    current = set(round_.items.filter(item__survey=None).values_list("item__code", flat=True))
    core = {item.code for item in BankItem.objects.current() if item.is_core_in(round_)}
    imported, own = set(form.codes) | core, _own_items(round_)
    new = {question["code"]: question for question in form.own}
    rows = [(_("added"), code) for code in sorted(imported - current)]
    rows += [(_("taken away"), code) for code in sorted(current - imported)]
    rows += [(_("added"), code) for code in new if code not in own]
    before = _before(round_)
    moved = [code for code in own if code in new] != [code for code in new if code in own]
    rows += [
        (_("replaced"), code)
        for code in new
        if code in own and (moved or not _is_unchanged(own[code], new[code], before))
    ]
    return rows + [(_("taken away"), code) for code in own if code not in new]


@transaction.atomic
def take(round_: SurveyRound, data: bytes) -> None:
    """Do it. Raises BadForm while the form has problems, Locked once the round has opened."""
    round_ = questionnaires.planned(round_)
    form = preview(round_, data)
    if form.problems:
        raise BadForm(_("The form has problems; nothing was imported."))
    _apply(round_, form)


def _apply(round_: SurveyRound, form: ParsedForm) -> None:
    own, new = _own_items(round_), {question["code"]: question for question in form.own}
    before = _before(round_)
    changed = list(own) != list(new) or any(
        not _is_unchanged(own[name], new[name], before) for name in own
    )
    if changed:
        # Questions of one's own may depend on each other, so all are written anew.
        for row in own.values():
            questionnaires.drop_own(row)
    questionnaires.choose(round_=round_, codes=form.codes)
    for question in new.values() if changed else ():
        values = {key: value for key, value in question.items() if key != "row"}
        after = values["after"]
        if (not after and not values["page"]) or (
            after and not round_.items.filter(name=after).exists()
        ):
            del values["after"]
        column = "relevant" if "shown_if" in question else "name"
        try:
            questionnaires.add_own(round_=round_, values=values)
        except questionnaires.Locked as refused:
            raise RowRefused(refused.message, row=question["row"], column=column) from refused


def problem_text(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    texts = {
        "bad_name": _(
            "“%(value)s” is no name: up to 16 Latin letters, digits and underscores, beginning with a letter."
        ),
        "unknown_type": _("Questions of the type “%(value)s” cannot be asked here."),
        "other_type": _("This item of the bank has the type “%(value)s”."),
        "locked_words": _("The words of an item of the bank cannot change: “%(value)s”."),
        "no_label": _("The label is missing."),
        "no_choices": _("The list “%(value)s” needs at least two choices."),
        "hard_rule": _(
            "Only rules such as ${NAME} = '1' or ${NAME} = '2' about one question are understood, not “%(value)s”."
        ),
        "no_files": _(
            "A question of the type “%(value)s” cannot be asked: a file tells who sent it. Ask for a text or an address."
        ),
        "twice": _("“%(value)s” stands here twice."),
        "bad_choice": _("“%(value)s” is no name of a choice: up to 60 characters without spaces."),
        "not_supported": _(
            "The portal cannot ask with “%(value)s”. Empty the cell, or ask this question elsewhere."
        ),
        "refused": "%(value)s",
        "too_many": _("At most five questions of your own; “%(value)s” is the sixth."),
    }
    return texts[problem.text] % {"value": problem.value}
