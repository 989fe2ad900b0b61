"""Preparing results: once a round is closed, and for the room while it is open.

Tables by group are made once. Later answers (a paper form keyed in late) make a new version of the other figures
where enough of them came in (`evaluations.statistics.versions`).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

import numpy as np
import orjson
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core.job_kinds import Subject
from core.jobs import ask
from evaluations.models import PolicyLead, PreparedResults, ResponseText, SurveyRound
from evaluations.privacy import keys
from evaluations.selectors import results
from evaluations.services import surveys, waves
from evaluations.statistics import counting, pairs, prepared, versions
from evaluations.statistics.disclosure import SMALLEST_OPTIONS, bands

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.models import Job
    from evaluations.statistics.frames import Answers, Ints
    from evaluations.statistics.prepared import Prepared, Rate, RealisedResult

State, Kind = SurveyRound.State, SurveyRound.Kind
PREPARE = "evaluation_results"
"""The kind of jobs that prepare the results of a round."""
ATTENDED = (Kind.END, Kind.FOLLOW_UP, Kind.YEAR, Kind.TEST_AFTER)
"""Rounds that ask those who came, all or some of them."""
BARRIERS, STATUS, THEME = "F_BAR", "F_INT", "INT2T"
LIVE_SECONDS = 40 * 24 * 3600


def _digest(round_: SurveyRound) -> str:
    """The same for the same answers, whatever their order on disk."""
    rows = sorted(
        orjson.dumps([str(pk), values], option=orjson.OPT_SORT_KEYS)
        for pk, values in round_.responses.values_list("pk", "values")
    )
    return hashlib.sha256(b"\n".join([*rows, str(prepared.FORMULAS).encode()])).hexdigest()


def request(round_: SurveyRound) -> None:
    """Ask for the results of a closed round; to be called in the transaction that closes it or adds an answer.

    The caller holds the round (`surveys.hold`). Nothing is asked for an open one: when work is asked for it is
    seen, and would tell when people answer.
    """
    closed = SurveyRound.objects.filter(pk=round_.pk, state=State.CLOSED)
    if closed.exclude(kind=Kind.INTERVIEW).exists():
        ask(PREPARE, round_.pk, after_running=True)


def do_job(job: Job) -> str:
    """Prepare the results of the round whose number is the job's key."""
    prepare(int(job.key))
    return ""


def about(keys: Collection[str]) -> dict[str, Subject]:
    """Which rounds jobs prepare. One query."""
    rounds = SurveyRound.objects.filter(pk__in=[int(key) for key in keys])
    return {
        str(round_.pk): Subject(f"{round_.survey.workshop.code}: {round_.get_kind_display()}")
        for round_ in rounds.select_related("survey__workshop")
    }


@transaction.atomic
def prepare(round_id: int) -> PreparedResults | None:
    """Prepare the results of a closed round; given back where its answers are prepared. None of an open one."""
    surveys.hold(round_id, alone=True)
    round_ = SurveyRound.objects.select_related("survey__workshop").filter(pk=round_id).first()
    if round_ is None or round_.state != State.CLOSED or round_.kind == Kind.INTERVIEW:
        return None
    old, digest = results.latest(round_), _digest(round_)
    if old is not None and (old.digest == digest or not _opens(old)):
        return old
    answers = results.answers_of(round_)
    content = prepared.prepare(answers)
    n, k = _basis(answers)
    if old is not None:
        content, n, k = _following(old, content, answers, n, k)
    else:
        if round_.kind in ATTENDED:
            content["attended"] = results.attended_of(round_.survey.workshop_id)
        if round_.kind == Kind.FOLLOW_UP:
            content["realised"] = _realised(round_, answers)
        if (change := waves.change_since(round_, content)) is not None:
            content["waves"] = change
    if round_.is_later:
        _leads(round_)
    names = [item.code for item in answers.items]
    return PreparedResults.objects.create(
        round=round_,
        version=old.version + 1 if old else 1,
        content=content,
        digest=digest,
        basis=keys.seal(orjson.dumps({"names": names, "n": n.tolist(), "k": k.tolist()})),
        made_on=timezone.localdate(),
    )


def _opens(old: PreparedResults) -> bool:
    """Without its basis nobody can tell what may follow, so the published version stays."""
    try:
        keys.unseal(bytes(old.basis))
    except keys.NoKey:
        return False
    return True


def _basis(answers: Answers) -> tuple[Ints, Ints]:
    """Valid and guarding counts of every item, (items,) each: favourable ones, or the commonest option."""
    counts = counting.count(answers)
    return counts.valid[0], np.where(
        np.array([bool(item.favourable) for item in answers.items], dtype=bool),
        counts.favourable[0],
        counts.codes[0, :, counting.SHIFT + 1 :].max(axis=1, initial=0),
    )


def _following(
    old: PreparedResults, content: Prepared, answers: Answers, n: Ints, k: Ints
) -> tuple[Prepared, Ints, Ints]:
    """The newer figures where they may follow; where not, the published ones and their basis stay."""
    basis = orjson.loads(keys.unseal(bytes(old.basis)))
    place = {name: at for at, name in enumerate(basis["names"])}
    before = [place[item.code] for item in answers.items]
    old_n, old_k = np.array(basis["n"])[before], np.array(basis["k"])[before]
    may = versions.may_follow(n, k, old_n, old_k)
    names = [item.code for item in answers.items]
    merged = prepared.merge_versions(
        old.content, content, dict(zip(names, may.tolist(), strict=True))
    )
    return merged, np.where(may, n, old_n), np.where(may, k, old_k)


def _realised(round_: SurveyRound, answers: Answers) -> RealisedResult:
    """What became of plans: in all, by barrier named at follow-up, by theme chosen when the plan was made."""
    status = _column(answers, STATUS)
    barriers = _column(answers, BARRIERS)
    none = {
        code
        for question in results.questionnaire_of(round_).questions
        if question.name == BARRIERS
        for code in question.none_codes
    }
    options = [
        option
        for item in answers.items
        if item.code == BARRIERS
        for option in item.options
        if option not in none
    ]
    result = prepared.realised(status, barriers, options)
    result["themes"] = _by_theme(round_) if result["all"] else {}
    return result


def _column(answers: Answers, name: str) -> Ints:
    columns = {item.code: place for place, item in enumerate(answers.items)}
    if name in columns:
        return answers.values[:, columns[name]]
    return np.full(len(answers.values), -9, dtype=np.int64)


def _by_theme(round_: SurveyRound) -> dict[str, Rate]:
    end = round_.survey.rounds.filter(kind=Kind.END).first()
    theme_item = end.items.filter(name=THEME).first() if end else None
    if end is None or theme_item is None:
        return {}
    try:
        earlier = keys.pairs(end, round_)
    except keys.NoKey:
        return {}
    planned = {
        bytes(name): values.get(THEME, 0)
        for name, values in end.responses.values_list("pseudonym", "values")
    }
    rows = [
        (planned.get(earlier.get(bytes(name), b""), 0), values.get(STATUS, 0))
        for name, values in round_.responses.values_list("pseudonym", "values")
    ]
    status = np.array([code for _theme, code in rows], dtype=np.int64)
    themes = np.array(
        [theme if isinstance(theme, int) and theme > 0 else 0 for theme, _code in rows],
        dtype=np.int64,
    )
    codes = [option["code"] for option in theme_item.all_options]
    rates = pairs.realised_by_group(status, themes, [*codes, 0])
    named = {
        option["code"]: str(option.get("of", option["code"])).split(":")[-1]
        for option in theme_item.all_options
    }
    return {
        named[code]: {"n": rate.pairs, "low": rate.low, "high": rate.high}
        for code, rate in zip(codes, rates, strict=False)
        if rate.low is not None and rate.high is not None
    }


LEAD_TEXTS = {"F_POLW": "what", "F_POLD": "since", "F_POLE": "document", "F_CONW": "other_causes"}
LEAD_CODES = {"F_POLK": "instrument", "F_POLS": "stage", "F_CON": "contribution"}


def _leads(round_: SurveyRound) -> None:
    """Answers that name a change become leads, without the answer they came from, where their authors agreed.

    A law names its country, and a country the person it sent. Who did not agree is counted with all others.
    """
    rows = round_.responses.filter(values__F_POL__in=[1, 2], values__F_POLC=1)
    texts = ResponseText.objects.filter(response__in=rows, item__name__in=LEAD_TEXTS)
    written: dict[Any, dict[str, str]] = {}
    for response, name, text in texts.values_list("response", "item__name", "text"):
        written.setdefault(response, {})[LEAD_TEXTS[name]] = text
    for pk, values in rows.order_by("pk").values_list("pk", "values"):
        codes = {
            field: values[name]
            for name, field in LEAD_CODES.items()
            if isinstance(values.get(name), int) and values[name] > 0
        }
        names = keys.unlinked(f"lead:{round_.pk}:{pk}")
        PolicyLead.objects.get_or_create(
            source__in=names,
            defaults={
                "source": names[0],
                "workshop": round_.survey.workshop,
                "answer": values["F_POL"],
                **codes,
                **written.get(pk, {}),
            },
        )


class LiveShares(TypedDict):
    """Shares for the room: `shown` as [n, low, high] by item, what waits for more answers, and how many came."""

    shown: dict[str, list[int]]
    waiting: dict[str, list[int]]
    answered: NotRequired[int]
    asked: NotRequired[int]


def live_key(round_id: int) -> str:
    """Where the shares for the room are kept."""
    return f"live-{round_id}"


def prepare_live(round_id: int) -> LiveShares | None:
    """Shares for the room: how many answered, and per item a share that is one step late.

    None of a round that is not open. Kept in the cache; once bars were shown and the cache is lost there are no more,
    because others would not lie a step away from those.
    """
    round_ = SurveyRound.objects.filter(pk=round_id, state=State.OPEN).first()
    if round_ is None:
        return None
    items = {
        key: item
        for key, item in results.items_of(results.questionnaire_of(round_)).items()
        if item.favourable
    }
    cached = cast("LiveShares | None", cache.get(live_key(round_id)))
    state: LiveShares = {"shown": {}, "waiting": {}} if cached is None else cached
    rows = list(round_.responses.values_list("values", flat=True))
    lost = round_.shared_live and not state["shown"]
    for key, item in items.items() if not lost else ():
        codes = [row.get(key, -9) for row in rows]
        n = sum(code > 0 for code in codes)
        k = sum(code in item.favourable for code in codes)
        _step(state, key, n, k)
    state |= {"answered": round_.number_answered(), "asked": round_.number_asked()}
    if state["shown"] and not round_.shared_live:
        SurveyRound.objects.filter(pk=round_id).update(shared_live=True)
    cache.set(live_key(round_id), state, LIVE_SECONDS)
    return state


def _step(state: LiveShares, key: str, n: int, k: int) -> None:
    waiting = state["waiting"].get(key)
    if waiting is None:
        if n >= SMALLEST_OPTIONS:
            state["waiting"][key] = [n, k]
    elif versions.room_step(*(np.array([number]) for number in (n, k, *waiting)))[0]:
        low, high = bands(np.array([waiting[1]]), np.array([waiting[0]]))
        state["shown"][key] = [waiting[0], int(low[0]), int(high[0])]
        state["waiting"][key] = [n, k]
