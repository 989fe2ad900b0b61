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

if TYPE_CHECKING:
    from evaluations.models import SurveyItem


class BadForm(PortalError):
    """The file is no XLSForm that can be taken."""

    code, status = "bad_xlsform", 422


def _bank_entries(round_: SurveyRound) -> dict[str, BankEntry]:
    """Names a form may use for items of the bank: as asked in the round, and as in the bank."""
    entries = {}
    for item in BankItem.objects.current():
        entry = BankEntry(item.code, item.kind, item.texts["en"])
        entries[item.code] = entry
        for row in item.rows:
            entries[f"{item.code}{row['code']}"] = BankEntry(
                item.code, item.kind, row["texts"]["en"]
            )
    for row in (
        round_.items.filter(item__survey=None).exclude(name__in=entries).select_related("item")
    ):
        entries[row.name] = BankEntry(row.item.code, row.item.kind, row.item.texts["en"])
    return entries


def preview(round_: SurveyRound, data: bytes) -> ParsedForm:
    """What the form asks and what is wrong with it. Raises BadForm."""
    try:
        form = read_form(data, bank=_bank_entries(round_), most_own=MOST_OWN)
    except NotAForm as problem:
        no_form = _("This is no XLSForm: an Excel workbook (.xlsx) with a sheet “survey”.")
        raise BadForm(upload.refusals().get(str(problem)) or no_form) from problem
    _check_rules(round_, form)
    # What asks about studies or sessions that are not there yet is in no form, and stays.
    visible = {question.name for question in questionnaire_of(round_).questions}
    hidden = round_.items.filter(item__survey=None).exclude(name__in=visible)
    form.codes += sorted(set(hidden.values_list("item__code", flat=True)) - set(form.codes))
    return form


def _check_rules(round_: SurveyRound, form: ParsedForm) -> None:
    names = {question["code"] for question in form.own} | set(_bank_entries(round_))
    for question in form.own:
        if question.get("shown_if") and question["shown_if"] not in names:
            form.problems.append(
                Problem("survey", question["row"], "relevant", "hard_rule", question["shown_if"])
            )


def _own_items(round_: SurveyRound) -> dict[str, SurveyItem]:
    return {
        row.name: row
        for row in round_.items.filter(item__survey__isnull=False).select_related("item")
    }


def _is_unchanged(row: SurveyItem, question: dict) -> bool:
    item = row.item
    return (item.kind, item.texts, item.options) == (
        question["kind"],
        question["texts"],
        question.get("options", []),
    )


def changes(round_: SurveyRound, form: ParsedForm) -> list[tuple[str, str]]:
    """What an import would do: (added, taken away or replaced; name)."""
    current = set(round_.items.filter(item__survey=None).values_list("item__code", flat=True))
    core = {
        item.code for item in BankItem.objects.current() if item.core and round_.kind in item.rounds
    }
    imported, own = set(form.codes) | core, _own_items(round_)
    new = {question["code"]: question for question in form.own}
    rows = [(_("added"), code) for code in sorted(imported - current)]
    rows += [(_("taken away"), code) for code in sorted(current - imported)]
    rows += [(_("added"), code) for code in new if code not in own]
    rows += [
        (_("replaced"), code)
        for code in new
        if code in own and not _is_unchanged(own[code], new[code])
    ]
    return rows + [(_("taken away"), code) for code in own if code not in new]


@transaction.atomic
def take(round_: SurveyRound, data: bytes) -> None:
    """Do it. Raises BadForm while the form has problems, Locked once the round has opened."""
    round_ = questionnaires.planned(round_)
    form = preview(round_, data)
    if form.problems:
        raise BadForm(_("The form has problems; nothing was imported."))
    own, new = _own_items(round_), {question["code"]: question for question in form.own}
    changed = set(own) != set(new) or any(not _is_unchanged(own[name], new[name]) for name in own)
    if changed:
        # Questions of one's own may depend on each other, so all are written anew.
        for row in own.values():
            questionnaires.drop_own(row)
    questionnaires.choose(round_=round_, codes=form.codes)
    for question in new.values() if changed else ():
        values = {key: value for key, value in question.items() if key != "row"}
        questionnaires.add_own(round_=round_, values=values)


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
        "too_many": _("At most five questions of your own; “%(value)s” is the sixth."),
    }
    return texts[problem.text] % {"value": problem.value}
