"""Taking a questionnaire from an XLSForm: shown first, then whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from evaluations.models import BankItem, SurveyRound
from evaluations.models.questions import MOST_OWN
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import questionnaires
from evaluations.xlsforms.reading import Found, Known, NotAForm, Problem, read

if TYPE_CHECKING:
    from evaluations.models import SurveyItem


class BadForm(PortalError):
    """The file is no XLSForm that can be taken."""

    code, status = "bad_xlsform", 422


def _known(round_: SurveyRound) -> dict[str, Known]:
    """Names a form may use for items of the bank: as asked in the round, and as in the bank."""
    known = {}
    for item in BankItem.objects.current():
        one = Known(item.code, item.kind, item.texts["en"])
        known[item.code] = one
        for row in item.rows:
            known[f"{item.code}{row['code']}"] = Known(item.code, item.kind, row["texts"]["en"])
    for row in (
        round_.items.filter(item__survey=None).exclude(name__in=known).select_related("item")
    ):
        known[row.name] = Known(row.item.code, row.item.kind, row.item.texts["en"])
    return known


def look(round_: SurveyRound, data: bytes) -> Found:
    """What the form asks and what is wrong with it. Raises BadForm."""
    try:
        found = read(data, bank=_known(round_), most_own=MOST_OWN)
    except NotAForm as problem:
        raise BadForm(
            _("This is no XLSForm: an Excel workbook (.xlsx) with a sheet “survey”.")
        ) from problem
    _check_rules(round_, found)
    # What asks about studies or sessions that are not there yet is in no form, and stays.
    shown = {question.name for question in questionnaire_of(round_).questions}
    hidden = round_.items.filter(item__survey=None).exclude(name__in=shown)
    found.codes += sorted(set(hidden.values_list("item__code", flat=True)) - set(found.codes))
    return found


def _check_rules(round_: SurveyRound, found: Found) -> None:
    names = {one["code"] for one in found.own} | set(_known(round_))
    for one in found.own:
        if one.get("shown_if") and one["shown_if"] not in names:
            found.problems.append(
                Problem("survey", one["row"], "relevant", "hard_rule", one["shown_if"])
            )


def _own(round_: SurveyRound) -> dict[str, SurveyItem]:
    return {
        row.name: row
        for row in round_.items.filter(item__survey__isnull=False).select_related("item")
    }


def _same(row: SurveyItem, one: dict) -> bool:
    item = row.item
    return (item.kind, item.texts, item.options) == (
        one["kind"],
        one["texts"],
        one.get("options", []),
    )


def changes(round_: SurveyRound, found: Found) -> list[tuple[str, str]]:
    """What an import would do: (added, taken away or replaced; name)."""
    asked = set(round_.items.filter(item__survey=None).values_list("item__code", flat=True))
    core = {
        item.code for item in BankItem.objects.current() if item.core and round_.kind in item.rounds
    }
    wanted, own = set(found.codes) | core, _own(round_)
    new = {one["code"]: one for one in found.own}
    rows = [(_("added"), code) for code in sorted(wanted - asked)]
    rows += [(_("taken away"), code) for code in sorted(asked - wanted)]
    rows += [(_("added"), code) for code in new if code not in own]
    rows += [
        (_("replaced"), code) for code in new if code in own and not _same(own[code], new[code])
    ]
    return rows + [(_("taken away"), code) for code in own if code not in new]


@transaction.atomic
def take(round_: SurveyRound, data: bytes) -> None:
    """Do it. Raises BadForm while the form has problems, Locked once the round has opened."""
    round_ = questionnaires.planned(round_)
    found = look(round_, data)
    if found.problems:
        raise BadForm(_("The form has problems; nothing was imported."))
    own, new = _own(round_), {one["code"]: one for one in found.own}
    changed = set(own) != set(new) or any(not _same(own[name], new[name]) for name in own)
    if changed:
        # Questions of one's own may depend on each other, so all are written anew.
        for row in own.values():
            questionnaires.drop_own(row)
    questionnaires.choose(round_=round_, codes=found.codes)
    for one in new.values() if changed else ():
        values = {key: value for key, value in one.items() if key != "row"}
        questionnaires.add_own(round_=round_, values=values)


def told(problem: Problem) -> str:
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
