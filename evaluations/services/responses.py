"""Taking an answer: once for each person and round, whole or not at all, with nothing that names the person."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.errors import PortalError
from evaluations.models import (
    BankItem,
    Invitation,
    PersonalSecret,
    Response,
    ResponseText,
    SealedPlan,
    SurveyRound,
    WaitingResponse,
)
from evaluations.privacy import keys, pseudonyms
from evaluations.selectors.audience import groups_of
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import surveys
from evaluations.statistics.codes import NOT_ASKED
from workshops.models import Attendance
from workshops.services.completion import THERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Reading


class Closed(PortalError):
    """The round takes no answers now."""

    code, status = "round_closed", 409


class AnsweredAlready(PortalError):
    """The link was used, or the person handed in a paper form."""

    code, status = "answered_already", 409


@dataclass(frozen=True, slots=True)
class PersonalQuestionnaire:
    """What one person is asked: their questionnaire, the full one, and what they planned at the end.

    `hides_plan`: the link may be seen by others, so nothing depends on whether there is a plan until the answer is sent.
    """

    own: Questionnaire
    full: Questionnaire
    plan: tuple[tuple[str, str], ...] = ()
    hides_plan: bool = False


def has_answered(invitation: Invitation) -> bool:
    """Worked out with the key. Raises NoKey. Three queries."""
    if invitation.on_paper:
        return True
    return _has_answered(_names(invitation), invitation.round_id)


def _has_answered(names: _Names, round_id: int) -> bool:
    """A response was written, or waits to be."""
    return (
        WaitingResponse.objects.filter(round=round_id, name=names.waiting(round_id)).exists()
        or Response.objects.filter(round=round_id, pseudonym=names.pseudonym(round_id)).exists()
    )


@dataclass(frozen=True, slots=True)
class _Names:
    key: bytes
    secret: bytes

    def pseudonym(self, round_id: int) -> bytes:
        return pseudonyms.pseudonym(self.key, self.secret, round_id)

    def waiting(self, round_id: int) -> bytes:
        return pseudonyms.waiting_name(self.key, self.secret, round_id)


def _names(invitation: Invitation) -> _Names:
    row = PersonalSecret.objects.filter(registration=invitation.registration_id).first()
    if row is None:
        raise keys.NoKey(
            _("The key of this evaluation was destroyed; answers are no longer paired.")
        )
    return _Names(keys.key_of(invitation.round.survey_id), bytes(row.secret))


def plan_of(invitation: Invitation) -> dict[str, str]:
    """What this person planned at the end of the workshop, by question; empty where there is none.

    Raises NoKey. Only the person's own link leads here.
    """
    name = _names(invitation)
    end = SurveyRound.objects.filter(
        survey=invitation.round.survey_id, kind=SurveyRound.Kind.END
    ).first()
    if end is None:
        return {}
    row = SealedPlan.objects.filter(
        response__round=end, response__pseudonym=name.pseudonym(end.pk)
    ).first()
    if row is None:
        return {}
    return pseudonyms.open_plan(name.key, name.secret, row.response_id, bytes(row.sealed))


PLAN = "F_INT"
"""What became of the plan; kept only of who made one."""


def asked_of(invitation: Invitation, *, hides_plan: bool = False) -> PersonalQuestionnaire:
    """What the person is asked: of sessions those they were in, of the plan only who had one.

    By a link that others may see (`hides_plan`) everybody is asked about the plan, and it is not shown.
    """
    questionnaire = questionnaire_of(invitation.round)
    plan: tuple[tuple[str, str], ...] = ()
    without: set[str] = set()
    hides_plan &= invitation.round.kind == SurveyRound.Kind.FOLLOW_UP
    if invitation.round.kind == SurveyRound.Kind.FOLLOW_UP and not hides_plan:
        plan = _worded(plan_of(invitation))
        without = set() if plan else {PLAN}
    only = {}
    choices = [question for question in questionnaire.questions if question.name in SESSION_CHOICES]
    if choices:
        attended = _attended(invitation)
        only = {
            question.name: [option.code for option in question.options if option.of in attended]
            for question in choices
        }
    narrowed = questionnaire.narrowed(without=without, only=only)
    return PersonalQuestionnaire(
        narrowed.shuffled(_rank_for(invitation)), questionnaire, plan, hides_plan
    )


def _rank_for(invitation: Invitation) -> Callable[[str, int], bytes]:
    """An order of options that is the same whenever this person opens the form, and is written nowhere."""
    person = f"{invitation.round_id}:{invitation.registration_id}"

    def rank(name: str, code: int) -> bytes:
        return salted_hmac("evaluations.order", f"{person}:{name}:{code}").digest()

    return rank


def _worded(plan: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The plan with the questions it answered, in the reader's language."""
    items = BankItem.objects.current().filter(code__in=plan)
    return tuple((item.text, plan[item.code]) for item in items.order_by("page", "position"))


SESSION_CHOICES = ("MST", "LST")


def _attended(invitation: Invitation) -> set[str]:
    """The sessions the person was in, as options name them: `session:12`."""
    sessions = Attendance.objects.filter(
        registration=invitation.registration_id, kind__in=THERE
    ).values_list("session", flat=True)
    return {f"session:{pk}" for pk in sessions}


def submit(
    *, invitation: Invitation, asked: PersonalQuestionnaire, reading: Reading, at: datetime
) -> None:
    """Keep the answer, sealed, until it is written with others (`rounds.absorb`).

    Nothing is written to the invitation: that the person answered is only to be seen with the key. Raises Closed,
    AnsweredAlready, and PortalError where something is wrong.
    """
    if reading.problems:
        raise PortalError(_("Something is missing or wrong; see the marked questions."), status=422)
    if asked.hides_plan and not plan_of(invitation):
        _without_plan(asked.own, reading)
    values = reading.values | asked.own.not_asked(asked.full)
    try:
        with transaction.atomic():
            surveys.hold(invitation.round_id, alone=False)
            now = Invitation.objects.select_related("round").get(pk=invitation.pk)
            _check(now, at)
            names = _names(invitation)
            if _has_answered(names, now.round_id):
                raise _already()
            record = _record(
                asked.full,
                names.pseudonym(now.round_id),
                names.key,
                groups=groups_of([invitation.registration])[invitation.registration_id],
                values=values,
                reading=reading,
                secret=names.secret,
            )
            name = names.waiting(now.round_id)
            WaitingResponse.objects.create(
                round=now.round,
                name=name,
                sealed=pseudonyms.seal_waiting(names.key, name, asdict(record)),
            )
    except IntegrityError as problem:
        raise _already() from problem


def _without_plan(own: Questionnaire, reading: Reading) -> None:
    """Who made no plan was not asked what became of it, whatever was sent."""
    for question in own.questions:
        if PLAN in (question.name, question.shown_if):
            reading.values.update(dict.fromkeys(question.keys, NOT_ASKED))
            reading.texts.pop(question.name, None)


def _already() -> AnsweredAlready:
    return AnsweredAlready(_("An answer was given with this link already; it counts once."))


def _check(invitation: Invitation, at: datetime) -> None:
    round_ = invitation.round
    if round_.state != SurveyRound.State.OPEN or at >= round_.closes_at:
        raise Closed(_("This round is closed; answers are no longer taken."))
    if invitation.on_paper:
        raise _already()


@dataclass(frozen=True, slots=True)
class _Record:
    """A response as it will be written; in plain types, so that it can be sealed as JSON. Bytes are in hex."""

    pk: str
    pseudonym: str
    groups: str
    values: dict[str, Any]
    texts: list[tuple[int, str, bool]]
    plan: str


def _record(
    questionnaire: Questionnaire,
    pseudonym: bytes,
    key: bytes,
    *,
    groups: Mapping[str, int],
    values: dict,
    reading: Reading,
    secret: bytes | None,
) -> _Record:
    """Every key of the round has a code, texts stand apart, private ones are sealed."""
    pk = uuid.uuid4()
    by_name = {question.name: question for question in questionnaire.questions}
    written = [(by_name[name], text) for name, text in (reading.texts | reading.others).items()]
    private = {question.name: text for question, text in written if question.private}
    has_plan = bool(private) and secret is not None
    return _Record(
        pk=str(pk),
        pseudonym=pseudonym.hex(),
        groups=pseudonyms.seal_groups(key, pk, groups).hex(),
        values={
            name: values.get(name, NOT_ASKED)
            for question in questionnaire.questions
            for name in question.keys
        },
        texts=[
            (question.pk, text, question.name in reading.quotable)
            for question, text in written
            if not question.private
        ],
        plan=pseudonyms.seal_plan(key, secret, pk, private).hex() if has_plan and secret else "",
    )


def keep(
    round_: SurveyRound,
    questionnaire: Questionnaire,
    pseudonym: bytes,
    key: bytes,
    *,
    groups: Mapping[str, int],
    values: dict,
    reading: Reading,
    day: date,
    secret: bytes | None,
) -> None:
    """Write one response. Raises IntegrityError when the pseudonym has answered in the round."""
    record = _record(
        questionnaire,
        pseudonym,
        key,
        groups=groups,
        values=values,
        reading=reading,
        secret=secret,
    )
    _write(round_, [record], day)


def write_waiting(round_: SurveyRound, day: date) -> int:
    """Write every response of the round that waits, in random order; how many. The caller holds the round alone.

    Raises NoKey.
    """
    rows = list(round_.waiting.values_list("name", "sealed"))
    if not rows:
        return 0
    key = keys.key_of(round_.survey_id)
    records = [
        _Record(**pseudonyms.open_waiting(key, bytes(name), bytes(sealed))) for name, sealed in rows
    ]
    secrets.SystemRandom().shuffle(records)
    _write(round_, records, day)
    round_.waiting.all().delete()
    return len(records)


def _write(round_: SurveyRound, records: list[_Record], day: date) -> None:
    Response.objects.bulk_create(
        Response(
            pk=record.pk,
            round=round_,
            pseudonym=bytes.fromhex(record.pseudonym),
            values=record.values,
            day=day,
            groups=bytes.fromhex(record.groups),
        )
        for record in records
    )
    ResponseText.objects.bulk_create(
        ResponseText(response_id=record.pk, item_id=item, text=text, quotable=quotable)
        for record in records
        for item, text, quotable in record.texts
    )
    SealedPlan.objects.bulk_create(
        SealedPlan(response_id=record.pk, sealed=bytes.fromhex(record.plan))
        for record in records
        if record.plan
    )
