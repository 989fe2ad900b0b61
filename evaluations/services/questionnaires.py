"""The questions of a round: from the bank, with what the workshop names, and at most five of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.merging import merge_list
from evaluations.models import BankItem, Survey, SurveyItem, SurveyRound
from evaluations.models.questions import MOST_OWN
from evaluations.questionnaires import bank_file
from evaluations.statistics.frames import HIGHEST_OPTION
from studies.models import Recommendation, Study

if TYPE_CHECKING:
    from collections.abc import Iterable


class Locked(PortalError):
    """The questions cannot be changed like this."""

    code, status = "questions_locked", 409


def planned(round_: SurveyRound) -> SurveyRound:
    """The round, locked to the end of the transaction. Raises Locked once it has opened."""
    round_ = (
        SurveyRound.objects.select_for_update(of=("self",))
        .select_related("survey__workshop")
        .get(pk=round_.pk)
    )
    if round_.state != SurveyRound.State.PLANNED:
        raise Locked(
            _("The round has opened; its questions are locked so that answers stay comparable.")
        )
    return round_


def fill(round_: SurveyRound) -> None:
    """Ask what the bank asks in such a round."""
    for item in BankItem.objects.current().order_by("page", "position"):
        if round_.kind in item.rounds:
            _ask(round_, item)


def refill(round_: SurveyRound) -> None:
    """Name sessions, studies, themes and recommendations anew, as they stand now; the choice of items stays."""
    chosen = [row.item for row in round_.items.select_related("item")]
    for item in dict.fromkeys(
        item for item in chosen if item.source or "{subject}" in item.texts["en"]
    ):
        original = round_.items.filter(item=item).order_by("page", "position")[0]
        round_.items.filter(item=item).delete()
        for row in _ask(round_, item):
            row.page, row.position = original.page, original.position
            row.save(update_fields=["page", "position"])


def _ask(round_: SurveyRound, item: BankItem) -> list[SurveyItem]:
    """The item in the round: once, or once for each study."""
    workshop = round_.survey.workshop
    common = {
        "round": round_,
        "item": item,
        "page": item.page,
        "position": item.position,
        "required": item.required,
        "shown_if": item.shown_if,
        "shown_codes": item.shown_codes,
    }
    if item.source == BankItem.Source.STUDIES:
        # Without any study its place is kept, in case one is added to a session before the round opens.
        subjects = _studies(workshop) or [{}]
        return [
            SurveyItem.objects.create(name=f"{item.code}_{n}", subject=study_titles, **common)
            for n, study_titles in enumerate(subjects, start=1)
        ]
    options = _options(workshop, item.source) if item.source else []
    subject = _theme(workshop) if "{subject}" in item.texts["en"] else {}
    return [SurveyItem.objects.create(name=item.code, options=options, subject=subject, **common)]


def _studies(workshop) -> list[dict[str, str]]:
    studies = (
        Study.objects.public()
        .filter(sessions__workshop=workshop)
        .distinct()
        .order_by("pk")[:HIGHEST_OPTION]
    )
    return [
        {edition.language: edition.title for edition in study.editions.all()}
        for study in studies.prefetch_related("editions")
    ]


def _theme(workshop) -> dict[str, str]:
    """The first theme of the workshop, else its title."""
    term = workshop.terms.filter(vocabulary="theme").order_by("position").first()
    return dict(term.names) if term else dict(workshop.titles)


def _options(workshop, source: str) -> list[dict[str, Any]]:
    if source == BankItem.Source.SESSIONS:
        rows = [
            ({"en": session.title}, f"session:{session.pk}")
            for session in workshop.sessions.attended()
        ]
    elif source == BankItem.Source.THEMES:
        rows = [
            (term.names, f"term:{term.code}") for term in workshop.terms.filter(vocabulary="theme")
        ]
    else:
        rows = _recommendations(workshop)
    return [
        {"code": n, "texts": texts, "of": of}
        for n, (texts, of) in enumerate(rows[:HIGHEST_OPTION], start=1)
    ]


def _recommendations(workshop) -> list[tuple[dict[str, str], str]]:
    recommendations = Recommendation.objects.filter(
        sessions__workshop=workshop, study__in=Study.objects.public()
    )
    recommendations = recommendations.distinct().order_by("pk")
    return [
        (
            {text.language: text.text for text in recommendation.texts.all()},
            f"recommendation:{recommendation.pk}",
        )
        for recommendation in recommendations.prefetch_related("texts")
    ]


@transaction.atomic
def choose(
    *, round_: SurveyRound, codes: Iterable[str], opened: Iterable[str] | None = None
) -> None:
    """Which items of the bank are asked besides the core, which always is. Raises Locked.

    `opened` are those that were asked when the choice was made: what others changed since then stays.
    """
    round_ = planned(round_)
    chosen = set(codes)
    if opened is not None:
        asked = round_.items.filter(item__survey=None).values_list("item__code", flat=True)
        chosen = merge_list(stored=asked, opened=opened, sent=chosen)
    current = {item.code: item for item in BankItem.objects.current()}
    if unknown := sorted(chosen - set(current)):
        raise Locked(_("The bank has no item %(codes)s.") % {"codes": ", ".join(unknown)})
    existing = {
        row.item.code: row.item
        for row in round_.items.filter(item__survey=None).select_related("item")
    }
    core = {code for code, item in current.items() if item.core and round_.kind in item.rounds}
    for code in set(existing) - chosen - core:
        round_.items.filter(item=existing[code]).delete()
    for code in (chosen | core) - set(existing):
        _ask(round_, current[code])
    _check_rules(round_)


def _check_rules(round_: SurveyRound) -> None:
    """A question that is shown on a condition needs the one the condition is about, before it."""
    earlier: set[str] = set()
    for row in round_.items.order_by("page", "position", "pk"):
        if row.shown_if and row.shown_if not in earlier:
            text = _(
                "“%(name)s” is shown only after certain answers to “%(other)s”, which is not asked before it."
            )
            raise Locked(text % {"name": row.name, "other": row.shown_if})
        earlier.add(row.name)


@transaction.atomic
def add_own(*, round_: SurveyRound, values: dict[str, Any]) -> SurveyItem:
    """A question of the organiser's own, in one of five places. Raises Locked when all are taken.

    ``values``: kind, texts, and where they apply scale, options, rows, not_applicable, dont_know,
    required, quotable, page, shown_if, shown_codes, code.
    """
    round_ = planned(round_)
    Survey.objects.select_for_update().get(pk=round_.survey_id)
    slot = free_slot(round_.survey)
    values = dict(values)
    code = values.pop("code", "") or f"OWN{slot}"
    if BankItem.objects.bank().filter(code=code).exists():
        raise Locked(_("“%(code)s” is the name of an item of the bank.") % {"code": code})
    if values.get("scale"):
        values["options"] = bank_file.options_of_scale(values["scale"])
    if len(values.get("options", ())) > HIGHEST_OPTION:
        raise Locked(_("At most %(most)s options.") % {"most": HIGHEST_OPTION})
    page = values.pop("page", None) or round_.items.aggregate(last=Max("page"))["last"] or 1
    last = round_.items.filter(page=page).aggregate(last=Max("position"))["last"] or 0
    item = BankItem.objects.create(
        survey=round_.survey, slot=slot, code=code, page=page, position=last + 1, **values
    )
    row = _ask(round_, item)[0]
    _check_rules(round_)
    return row


OWN_FIELDS = (
    "kind", "texts", "hints", "scale", "options", "rows", "not_applicable", "dont_know", "required",
    "quotable", "page", "shown_if", "shown_codes", "code",
)  # fmt: skip


@transaction.atomic
def copy_choice(*, source: SurveyRound, target: SurveyRound, copies: dict[int, BankItem]) -> None:
    """Ask in `target` what `source` asks: items of the bank that still are in it, and copies of own questions.

    `copies` holds the copies by the questions they were made from, over all rounds of an evaluation. Raises Locked.
    """
    current = set(BankItem.objects.current().values_list("code", flat=True))
    rows = list(source.items.select_related("item").order_by("page", "position", "pk"))
    codes = {row.item.code for row in rows if row.item.survey_id is None}
    choose(round_=target, codes=codes & current)
    for row in rows:
        item = row.item
        if item.survey_id is None or item.pk in copies:
            if item.pk in copies and not target.items.filter(item=copies[item.pk]).exists():
                _ask(target, copies[item.pk])
            continue
        values = {name: getattr(item, name) for name in OWN_FIELDS}
        copies[item.pk] = add_own(round_=target, values=values).item


def free_slot(survey: Survey) -> int:
    """The first free of the five places. Raises Locked."""
    used = set(survey.own_items.values_list("slot", flat=True))
    free = [n for n in range(1, MOST_OWN + 1) if n not in used]
    if not free:
        raise Locked(_("This evaluation has five questions of its own; there cannot be more."))
    return free[0]


@transaction.atomic
def remove_own(*, round_: SurveyRound, name: str) -> None:
    """Take a question of the organiser's own out of a round, and away when no other round asks it. Raises Locked."""
    round_ = planned(round_)
    row = round_.items.filter(name=name, item__survey__isnull=False).select_related("item").first()
    if row is None:
        raise Locked(_("Only questions of your own can be taken away here."))
    drop_own(row)
    _check_rules(round_)


def drop_own(row: SurveyItem) -> None:
    """The deletion itself. The caller holds the round, and sees that no rule is left without its question."""
    row.delete()
    if not row.item.uses.exists():
        row.item.delete()
