"""Compute what is not computed yet, then show all of it by one switch.

A computation is keyed by the digest of its inputs, so a worker killed half-way leaves whole runs
behind and the next one goes on from there. Nothing is shown until `publish` points the current
release at the complete set.
"""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.tables.copy import copy_in, float_lists, packed
from core.tables.upserts import write_differing
from indicators.catalogue.statuses import STATUSES
from indicators.compute import REGISTERED, CorridorResult, figures_of
from indicators.compute.links import SEXES
from indicators.models import (
    ComputeFailure,
    ComputeRun,
    Indicator,
    Release,
    ReleaseEntry,
    SnapshotDecision,
)
from indicators.services import jobs, release_steps, validation
from indicators.services.inputs import InputStore
from indicators.services.plan import Planned, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from indicators.compute import Result

logger = logging.getLogger(__name__)

TABLE = "indicators_indicatorvalue"
VALUE_FIELDS = (
    ("run_id", ">i8"),
    ("area_id", ">i2"),
    ("counterpart_id", ">i2"),
    ("year", ">i2"),
    ("quarter", ">i2"),
    ("status", "S1"),
)
LINES_TABLE = "indicators_corridorline"
LINE_FIELDS = (
    ("run_id", ">i8"),
    ("variant", ">i2"),
    ("sex", "S1"),
    ("home_id", ">i2"),
    ("host_id", ">i2"),
)


def ensure_indicators() -> None:
    """Write the registry's codes to their table. Safe to run twice."""
    indicators = [Indicator(id=formulas[0].id, code=code) for code, formulas in REGISTERED.items()]
    write_differing(indicators, key=["id"], fields=["code"])


def is_due() -> bool:
    """Whether something would be computed or published now; what failed before is no reason."""
    planned = plan(InputStore().groups_digest)
    failed = set(ComputeFailure.objects.values_list("input_digest", flat=True))
    return _published_terms() != _terms(_without(planned, failed))


def refresh(*, tell: Callable[[str, int, int], None] | None = None) -> tuple[int | None, int]:
    """Compute every planned run that does not exist, publish, and return (release, runs computed).

    The plan is made again under the lock of publication: if a file came in meanwhile, what it
    touches is computed before anything is shown, so an older state never replaces a newer one.
    A run that cannot be computed is noted and left out; it never stops the others.
    """
    tell = tell or (lambda step, done, total: None)
    computed = 0
    while True:
        store = InputStore()
        planned = plan(store.groups_digest)
        missing = _missing(planned)
        failed: set[str] = set()
        for number, step in enumerate(missing):
            tell(_("Computing %(code)s") % {"code": step.code}, number, len(missing) + 1)
            if _was_computed(step, store, failed):
                computed += 1
        _forget_failures(failed)
        tell(_("Publishing"), len(missing), len(missing) + 1)
        release = publish(planned, failed)
        if release is not None:
            validation.validate()
            return release or None, computed


def _without(planned: tuple[Planned, ...], failed: Collection[str]) -> tuple[Planned, ...]:
    """The steps that have a run; before a step that failed, the one of the day before it goes on."""
    return tuple(step for step in planned if step.digest not in failed)


def _was_computed(step: Planned, store: InputStore, failed: set[str]) -> bool:
    """Whether the run was computed now; a failure is added to `failed` and noted for data managers."""
    try:
        return compute(step, store)
    except (OperationalError, InterfaceError):
        raise  # the database is away, which says nothing about the figures
    except Exception as problem:  # a figure can break a formula in any way
        logger.exception("Computing %s from %s", step.code, step.as_of)
        failed.add(step.digest)
        with transaction.atomic():
            failure, _created = ComputeFailure.objects.update_or_create(
                input_digest=step.digest,
                defaults={
                    "indicator_id": REGISTERED[step.code][0].id,
                    "as_of": step.as_of,
                    "problem": f"{type(problem).__name__}: {problem}".replace("\x00", "\ufffd")[
                        :600
                    ],
                },
            )
            failure.inputs.set([series_vintage.pk for series_vintage in step.inputs])
    return False


def _forget_failures(failed: set[str]) -> None:
    """Failures that are no more: the file is out of use, or the formula was mended."""
    ComputeFailure.objects.exclude(input_digest__in=failed).delete()


def _missing(planned: tuple[Planned, ...]) -> list[Planned]:
    """The planned steps without a run, those with the most in common next to each other."""
    digests = [step.digest for step in planned]
    computed = set(
        ComputeRun.objects.filter(input_digest__in=digests).values_list("input_digest", flat=True)
    )
    missing = {step.digest: step for step in planned if step.digest not in computed}
    return sorted(missing.values(), key=lambda step: (step.as_of, step.code))


def compute(step: Planned, store: InputStore) -> bool:
    """Compute one run and store it whole; False when another worker has stored it meanwhile."""
    begun = perf_counter()
    result = figures_of(step.formula, store.inputs(step), store.groups)
    try:
        with transaction.atomic():
            run = ComputeRun.objects.create(
                indicator_id=REGISTERED[step.code][0].id,
                basis=step.formula.basis,
                formula_version=step.formula.version,
                input_digest=step.digest,
                vintage=step.vintage,
                vintage_precision=step.newest.precision,
                rows=result.size,
            )
            run.inputs.set([series_vintage.pk for series_vintage in step.inputs])
            if isinstance(result, CorridorResult):
                _store_corridors(run, result)
            else:
                _store(run, result)
            run.seconds = perf_counter() - begun
            run.save(update_fields=["seconds", "dimensions"])
    except IntegrityError:
        if ComputeRun.objects.filter(input_digest=step.digest).exists():
            return False
        raise
    return True


def _store(run: ComputeRun, result: Result) -> None:
    """COPY the values: rows with and without value or coverage differ in width, hence the blocks."""
    columns: dict[str, Any] = {
        "run_id": run.pk,
        "area_id": result.area_code,
        "counterpart_id": 0,
        "year": result.year,
        "quarter": result.quarter,
        "status": np.frombuffer(STATUSES.encode(), "S1")[result.status],
        "value": result.value,
        "coverage": result.coverage,
    }
    names = [name for name, _kind in VALUE_FIELDS] + ["value", "coverage"]
    has_value, has_coverage = ~np.isnan(result.value), ~np.isnan(result.coverage)
    blocks = []
    for value in (True, False):
        for coverage in (True, False):
            chosen = (has_value == value) & (has_coverage == coverage)
            if chosen.any():
                part: dict[str, Any] = {
                    n: c if np.isscalar(c) else c[chosen] for n, c in columns.items()
                }
                kinds = (
                    ("value", ">f8" if value else None),
                    ("coverage", ">f8" if coverage else None),
                )
                blocks.append(packed((*VALUE_FIELDS, *kinds), part))
    copy_in(TABLE, names, blocks)


def _store_corridors(run: ComputeRun, result: CorridorResult) -> None:
    """COPY the corridors of every sex and variant, in the order of the primary key."""
    variants = sorted({block.variant for block in result.blocks})
    run.dimensions = {
        "periods": list(result.periods),
        "sexes": [sex for sex in SEXES if any(block.sex == sex for block in result.blocks)],
        "variants": variants,
    }
    if not result.periods:
        return
    fields = (*LINE_FIELDS, ("status", f"S{len(result.periods)}"))
    letters = np.frombuffer(STATUSES.encode(), np.uint8)
    blocks = []
    for block in sorted(result.blocks, key=lambda block: (block.variant, block.sex)):
        if not len(block.home):
            continue
        order = np.lexsort((block.host, block.home))
        values = float_lists(block.values[order])
        columns: dict[str, Any] = {
            "run_id": run.pk,
            "variant": variants.index(block.variant),
            "sex": block.sex.encode(),
            "home_id": block.home[order],
            "host_id": block.host[order],
            "status": letters[block.status[order]].view(fields[-1][1])[:, 0],
            "values": values,
        }
        blocks.append(packed((*fields, ("values", values.dtype)), columns))
    copy_in(LINES_TABLE, [name for name, _kind in fields] + ["values"], blocks)


@transaction.atomic
def publish(planned: tuple[Planned, ...], failed: Collection[str] = ()) -> int | None:
    """Show the planned runs but those that failed: one switch, under a lock.

    None when the plan is out of date. An unchanged set makes no new release. Returns the number of
    the current release, 0 where there is none yet.
    """
    jobs.lock_publication()
    if plan(InputStore().groups_digest) != planned:
        return None
    current = Release.objects.filter(is_current=True).first()
    remaining = _without(planned, failed)
    if not remaining or (current is not None and _published_terms() == _terms(remaining)):
        return current.pk if current else 0
    return _switch(remaining).pk


def _terms(planned: tuple[Planned, ...]) -> set[tuple]:
    """A plan in the terms of `_published_terms`."""
    return {(p.code, p.as_of, p.formula.basis, p.formula.version, p.digest) for p in planned}


def _published_terms() -> set[tuple]:
    """What the current release shows, in the same terms as a plan."""
    return set(
        ReleaseEntry.objects.filter(release__is_current=True).values_list(
            "indicator__code", "as_of", "run__basis", "run__formula_version", "run__input_digest"
        )
    )


def _switch(planned: tuple[Planned, ...]) -> Release:
    runs = dict(
        ComputeRun.objects.filter(input_digest__in=[step.digest for step in planned]).values_list(
            "input_digest", "pk"
        )
    )
    newest = max(planned, key=lambda step: step.vintage)
    Release.objects.filter(is_current=True).update(is_current=False)
    release = Release.objects.create(
        is_current=True,
        reason=f"{newest.code} {newest.vintage.isoformat()}",
        decision=SnapshotDecision.objects.aggregate(last=Max("pk"))["last"] or 0,
    )
    ReleaseEntry.objects.bulk_create(
        ReleaseEntry(
            release=release,
            indicator_id=REGISTERED[step.code][0].id,
            as_of=step.as_of,
            run_id=runs[step.digest],
        )
        for step in planned
    )
    release_steps.request(release)
    logger.info("Release %s shows %s runs", release.pk, len(planned))
    return release
