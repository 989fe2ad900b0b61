"""The questions of a round: from the bank, with what the workshop names, and at most five of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.merging import merge_list
from evaluations.models import BankItem, Survey, SurveyItem, SurveyRound
from evaluations.models.questions import FIRST_OF_TEST, MOST_IN_TEST, MOST_OWN
from evaluations.questionnaires import bank_file
from evaluations.questionnaires.questions import FIELDS_OF_FORM
from evaluations.questionnaires.types.registry import type_of
from evaluations.selectors.questionnaires import question_of
from evaluations.statistics.codes import ANSWERED, DONT_KNOW, NOT_APPLICABLE
from evaluations.statistics.frames import HIGHEST_OPTION
from studies.models import Recommendation, Study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


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
        if item.is_asked_first(round_):
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
    core = {code for code, item in current.items() if item.is_core_in(round_)}
    for code in set(existing) - chosen - core:
        round_.items.filter(item=existing[code]).delete()
    for code in sorted((chosen | core) - set(existing)):
        for row in _ask(round_, current[code]):
            _put(round_, row, row.page, _bank_neighbour(round_, row))
    _check_rules(round_)


@transaction.atomic
def set_length(*, round_: SurveyRound, short: bool) -> None:
    """Ask the short form of twelve questions, or the long one; questions of one's own stay. Raises Locked."""
    round_ = planned(round_)
    if short and not has_short_form(round_):
        raise Locked(_("There is no short form of this round."))
    round_.is_short = short
    round_.save(update_fields=["is_short"])
    first = [item.code for item in BankItem.objects.current() if item.is_asked_first(round_)]
    choose(round_=round_, codes=first)


def has_short_form(round_: SurveyRound) -> bool:
    """Whether the bank has one for such a round."""
    items = BankItem.objects.current().filter(short=True)
    return any(round_.kind in item.rounds for item in items)


def _answers_of(row: SurveyItem) -> set[int]:
    """The answers on which another question may depend."""
    special = {NOT_APPLICABLE: row.item.not_applicable, DONT_KNOW: row.item.dont_know}
    if row.item.source:
        # Sessions and the like may come later.
        return {*range(1, HIGHEST_OPTION + 1), *special, ANSWERED}
    codes = {option["code"] for option in row.all_options}
    return codes | {code for code, offered in special.items() if offered} | {ANSWERED}


def _bank_neighbour(round_: SurveyRound, row: SurveyItem) -> str:
    """The last question of the page that stands before this one in the bank; empty where there is none."""
    before = ""
    for other in (
        _in_order(round_)
        .filter(page=row.page, item__survey=None)
        .exclude(pk=row.pk)
        .select_related("item")
    ):
        if (other.item.position, other.item.code) < (row.item.position, row.item.code):
            before = other.name
    return before


def _in_order(round_: SurveyRound) -> QuerySet[SurveyItem]:
    return round_.items.order_by("page", "position", "pk")


def _check_rules(round_: SurveyRound) -> None:
    """A question that is shown on a condition needs the one the condition is about, before it."""
    earlier: dict[str, set[int]] = {}
    fields: set[str] = set()
    for row in _in_order(round_).select_related("item"):
        if row.shown_if and row.shown_if not in earlier:
            text = _(
                "“%(name)s” is shown only after certain answers to “%(other)s”, which is not asked before it."
            )
            raise Locked(text % {"name": row.name, "other": row.shown_if})
        if row.shown_if and set(row.shown_codes) - earlier[row.shown_if]:
            text = _(
                "“%(name)s” is shown after an answer to “%(other)s” that is not offered; change its condition first."
            )
            raise Locked(text % {"name": row.name, "other": row.shown_if})
        keys = {key for key, _row in row.keys}
        question = question_of(row)
        # What stands beside one question, such as the box that allows to quote it, is no other question either.
        names = keys.union(type_of(question).field_names(question))
        if reserved := sorted(names & FIELDS_OF_FORM):
            text = _("“%(name)s” is a field of the form itself; choose another name.")
            raise Locked(text % {"name": reserved[0]})
        if twice := sorted(names & fields):
            raise Locked(_("Two questions would be kept under “%(name)s”.") % {"name": twice[0]})
        fields |= names
        earlier |= dict.fromkeys(keys, _answers_of(row))


@transaction.atomic
def add_own(*, round_: SurveyRound, values: dict[str, Any]) -> SurveyItem:
    """A question of the organiser's own, in one of five places. Raises Locked when all are taken.

    ``values``: kind, texts, and where they apply scale, options, rows, not_applicable, dont_know,
    required, quotable, shuffled, page, shown_if, shown_codes, code; ``after`` is the question that it follows, empty
    for the top of its page. Without it the question stands at the end of its page, and without a page at the end of all.
    """
    round_ = _writable(round_)
    Survey.objects.select_for_update().get(pk=round_.survey_id)
    slot = free_slot(round_)
    values = dict(values)
    name = f"TEST{slot - FIRST_OF_TEST + 1}" if round_.is_test else f"OWN{slot}"
    code = values.pop("code", "") or name
    if BankItem.objects.bank().filter(code=code).exists():
        raise Locked(_("“%(code)s” is the name of an item of the bank.") % {"code": code})
    place = _place_of(round_, values)
    _complete(values)
    page = place[0]
    last = round_.items.filter(page=page).aggregate(last=Max("position"))["last"] or 0
    item = BankItem.objects.create(
        survey=round_.survey, slot=slot, code=code, page=page, position=last + 1, **values
    )
    row = _ask(round_, item)[0]
    _put(round_, row, *place)
    _check_rules(round_)
    _ask_again(round_)
    return row


def _writable(round_: SurveyRound) -> SurveyRound:
    """The round, planned, and no second half of a knowledge test. Raises Locked."""
    round_ = planned(round_)
    if round_.kind == SurveyRound.Kind.TEST_AFTER:
        raise Locked(_("The test after the workshop asks what the test before it asks."))
    return round_


def _ask_again(round_: SurveyRound) -> None:
    """The test after the workshop asks the same as the one before it. Raises Locked once that has opened."""
    if round_.kind != SurveyRound.Kind.TEST_BEFORE:
        return
    after = planned(round_.survey.rounds.get(kind=SurveyRound.Kind.TEST_AFTER))
    after.items.all().delete()
    for row in _in_order(round_):
        row.pk, row.round = None, after
        row._state.adding = True
        row.save()


def _complete(values: dict[str, Any]) -> None:
    """Options of a scale are those of the bank. Raises Locked."""
    if values.get("scale"):
        values["options"] = bank_file.options_of_scale(values["scale"])
    if len(values.get("options", ())) > HIGHEST_OPTION:
        raise Locked(_("At most %(most)s options.") % {"most": HIGHEST_OPTION})


def _place_of(round_: SurveyRound, values: dict[str, Any]) -> tuple[int, str | None]:
    """The page, and the question before it (empty: none; None: the last one); taken out of `values`."""
    after = values.pop("after", None)
    page = values.pop("page", None) or round_.items.aggregate(last=Max("page"))["last"] or 1
    if after:
        previous = round_.items.filter(name=after).first()
        if previous is None:
            raise Locked(_("There is no question “%(name)s” to follow.") % {"name": after})
        page = previous.page
    return page, after


def _put(round_: SurveyRound, row: SurveyItem, page: int, after: str | None) -> None:
    """Put a question in its place; the others of the page are numbered anew around it."""
    others = list(_in_order(round_).filter(page=page).exclude(pk=row.pk))
    names = [other.name for other in others]
    at = len(others) if after is None else names.index(after) + 1 if after else 0
    row.page = page
    for position, question in enumerate([*others[:at], row, *others[at:]], start=1):
        question.position = position
        question.save(update_fields=["page", "position"])


@transaction.atomic
def change_own(*, round_: SurveyRound, name: str, values: dict[str, Any]) -> SurveyItem:
    """Word a question of the organiser's own anew, or put it elsewhere; ``values`` as in `add_own`, but without a place
    it stays where it is. Raises Locked."""
    round_ = _writable(round_)
    row = own_row(round_, name)
    item = row.item
    if item.uses.exclude(round__state=SurveyRound.State.PLANNED).exists():
        raise Locked(_("Another round asks this question already; add a new one."))
    values = dict(values)
    values.pop("code", None)
    keeps_place = not {"page", "after"} & values.keys()
    place = _place_of(round_, values)
    _complete(values)
    plain = BankItem()
    for field in OWN_FIELDS:
        if field not in ("page", "code"):
            setattr(item, field, values.get(field, getattr(plain, field)))
    item.save()
    for use in item.uses.all():
        use.required = item.required
        if use.pk == row.pk:
            use.shown_if, use.shown_codes = item.shown_if, item.shown_codes
        use.save(update_fields=["required", "shown_if", "shown_codes"])
    if not keeps_place:
        _put(round_, row, *place)
    _check_rules(round_)
    _ask_again(round_)
    return row


def own_rows(round_: SurveyRound) -> QuerySet[SurveyItem]:
    """The questions of the organiser's own that the round asks."""
    return round_.items.filter(item__survey__isnull=False).select_related("item")


def own_row(round_: SurveyRound, name: str) -> SurveyItem:
    """A question of the organiser's own, as the round asks it. Raises Locked."""
    row = own_rows(round_).filter(name=name).first()
    if row is None:
        raise Locked(_("Only questions of your own can be changed here."))
    return row


OWN_FIELDS = (
    "kind", "texts", "hints", "right", "scale", "options", "rows", "not_applicable", "dont_know", "required",
    "quotable", "shuffled", "page", "shown_if", "shown_codes", "code",
)  # fmt: skip


@transaction.atomic
def copy_choice(*, source: SurveyRound, target: SurveyRound, copies: dict[int, BankItem]) -> None:
    """Ask in `target` what `source` asks: items of the bank that still are in it, and copies of own questions.

    `copies` holds the copies by the questions they were made from, over all rounds of an evaluation. Raises Locked.
    """
    current = set(BankItem.objects.current().values_list("code", flat=True))
    previous = ""
    rows = list(source.items.select_related("item").order_by("page", "position", "pk"))
    codes = {row.item.code for row in rows if row.item.survey_id is None}
    choose(round_=target, codes=codes & current)
    for row in rows:
        item = row.item
        previous, after = row.name, previous
        if item.survey_id is None or item.pk in copies:
            if item.pk in copies and not target.items.filter(item=copies[item.pk]).exists():
                _ask(target, copies[item.pk])
            continue
        values = {name: getattr(item, name) for name in OWN_FIELDS} | {"page": row.page}
        values |= {"shown_if": row.shown_if, "shown_codes": row.shown_codes}
        if after and target.items.filter(name=after, page=row.page).exists():
            values["after"] = after
        copies[item.pk] = add_own(round_=target, values=values).item


def places_of(round_: SurveyRound) -> range:
    """The places of questions that a workshop adds: to its evaluation, or to its knowledge test."""
    if round_.is_test:
        return range(FIRST_OF_TEST, FIRST_OF_TEST + MOST_IN_TEST)
    return range(1, MOST_OWN + 1)


def places_left(round_: SurveyRound) -> int:
    """How many of them are free."""
    places = places_of(round_)
    return len(places) - round_.survey.own_items.filter(slot__in=places).count()


def free_slot(round_: SurveyRound) -> int:
    """The first free place. Raises Locked."""
    used = set(round_.survey.own_items.values_list("slot", flat=True))
    free = [n for n in places_of(round_) if n not in used]
    if not free and round_.is_test:
        raise Locked(_("The test has ten questions; there cannot be more."))
    if not free:
        raise Locked(_("This evaluation has five questions of its own; there cannot be more."))
    return free[0]


@transaction.atomic
def remove_own(*, round_: SurveyRound, name: str) -> None:
    """Take a question of the organiser's own out of a round, and away when no other round asks it. Raises Locked."""
    round_ = _writable(round_)
    row = own_row(round_, name)
    if round_.is_test:
        for other in row.item.uses.exclude(pk=row.pk).select_related("round"):
            planned(other.round)
            other.delete()
    drop_own(row)
    _check_rules(round_)


def drop_own(row: SurveyItem) -> None:
    """The deletion itself. The caller holds the round, and sees that no rule is left without its question."""
    row.delete()
    if not row.item.uses.exists():
        row.item.delete()
