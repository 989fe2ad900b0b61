"""Which loaded files are in use: proposed, accepted, declined, withdrawn; and releases rolled back.

Every act is a row of `SnapshotDecision`, written under the lock of publication in one transaction, so
that a process killed anywhere leaves the old state or the new one. Replaying the decisions up to a
number gives the files that a release was made from.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import PortalError
from indicators.analysis.proposals import Bounds, SeriesProposal, compare, is_harmless
from indicators.catalogue.series import SERIES
from indicators.compute.usable import usable
from indicators.models import Release, ReleaseEntry, Snapshot, SnapshotDecision, SnapshotSeries
from indicators.selectors.vintage_lines import lines
from indicators.services import jobs, release_steps
from indicators.services.inputs import InputStore, figures_of_series, observations

if TYPE_CHECKING:
    from core.models import User

logger = logging.getLogger(__name__)

Act, Standing = SnapshotDecision.Act, Snapshot.Standing
STANDING_AFTER = {
    Act.ACCEPT: Standing.ACCEPTED,
    Act.DECLINE: Standing.DECLINED,
    Act.WITHDRAW: Standing.WITHDRAWN,
    Act.PROPOSE: Standing.PROPOSED,
}
ALLOWED = {
    Act.ACCEPT: {Standing.PROPOSED, Standing.DECLINED, Standing.WITHDRAWN},
    Act.DECLINE: {Standing.PROPOSED},
    Act.WITHDRAW: {Standing.ACCEPTED},
}
"""From which standings each act of a person leads on."""


class NotPossible(PortalError):
    """The file, or the release, is not in a state for this act."""

    code, status = "not_possible", 409


class ReasonMissing(PortalError):
    """The act needs a reason."""

    code, status = "reason_missing", 422


def proposal(snapshot: Snapshot) -> list[SeriesProposal]:
    """What the file would change against the files in use at its vintage, series by series."""
    ids = InputStore().area_ids
    lines_by_series = lines()
    proposals = []
    for row in snapshot.series.select_related("series").order_by("series_id"):
        code = row.series.code
        line = lines_by_series.get(code)
        in_use = line.at(snapshot.vintage) if line and snapshot.vintage else None
        before = None
        if in_use is not None and in_use.snapshot != snapshot.pk:
            before = usable(code, observations(in_use), ids)
        after = usable(code, figures_of_series(snapshot.pk, SERIES[code].id), ids)
        proposals.append(compare(code, before, after, Bounds()))
    return proposals


def settle(snapshot: Snapshot) -> None:
    """Accept a file that was just loaded where it is harmless and the settings allow; else it waits."""
    if settings.HARMLESS_FILES_PASS and is_harmless(proposal(snapshot)):
        jobs.lock_publication()
        _record(snapshot, Act.ACCEPT)


def propose_again(snapshot: Snapshot, *, by: User | None = None) -> None:
    """The same bytes came again: a file that is out of use is proposed once more."""
    if snapshot.standing == Standing.PROPOSED or is_in_use(snapshot):
        return
    with transaction.atomic():
        jobs.lock_publication()
        locked = Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        _record(locked, Act.PROPOSE, by=by)
    snapshot.refresh_from_db()


def is_in_use(snapshot: Snapshot) -> bool:
    """Whether any series of the file is read, now or as of some day."""
    return any(used.snapshot == snapshot.pk for line in lines().values() for used in line.used)


def accept(pk: int, *, by: User | None, reason: str = "") -> Snapshot:
    """Put a file into use, above all others of its vintage, however narrow it is."""
    return _decide(pk, Act.ACCEPT, by, reason)


def decline(pk: int, *, by: User | None, reason: str) -> Snapshot:
    """Keep a proposed file out of use. It can be accepted later."""
    return _decide(pk, Act.DECLINE, by, reason)


def withdraw(pk: int, *, by: User | None, reason: str) -> Snapshot:
    """Take a file out of use; the one before it is in use again. Accepting it undoes that."""
    return _decide(pk, Act.WITHDRAW, by, reason)


def _decide(pk: int, act: SnapshotDecision.Act, by: User | None, reason: str) -> Snapshot:
    reason = reason.strip()
    if not reason and act != Act.ACCEPT:
        raise ReasonMissing(_("Give a reason: it is shown with the release."))
    with transaction.atomic():
        jobs.lock_publication()
        # A file that is being loaded is locked by its loader and is not waited for here.
        queryset = Snapshot.objects.select_for_update(of=("self",))
        snapshot = queryset.filter(pk=pk, state=Snapshot.State.LOADED).first()
        if snapshot is None:
            raise NotPossible(_("There is no loaded file with the number %(pk)s.") % {"pk": pk})
        if snapshot.standing not in ALLOWED[act]:
            raise NotPossible(
                _("%(name)s cannot be decided on like this now. Its state is: %(state)s.")
                % {"name": snapshot.filename, "state": snapshot.get_standing_display()}
            )
        if act == Act.ACCEPT:
            SnapshotSeries.objects.filter(snapshot=snapshot).update(accepted=True)
        _record(snapshot, act, by=by, reason=reason)
        jobs.request_refresh()
    logger.info("File %s (%s): %s", snapshot.pk, snapshot.filename, snapshot.standing)
    return snapshot


def _record(
    snapshot: Snapshot,
    act: SnapshotDecision.Act,
    *,
    by: User | None = None,
    reason: str = "",
    acceptance: int | None = None,
) -> None:
    """Write the decision and what follows from it. An acceptance is numbered by its decision."""
    decision = SnapshotDecision.objects.create(
        snapshot=snapshot, act=act, reason=reason, decided_by=by
    )
    if act == Act.ACCEPT:
        decision.acceptance = acceptance or decision.pk
        decision.save(update_fields=["acceptance"])
    snapshot.standing, snapshot.acceptance = STANDING_AFTER[act], decision.acceptance
    snapshot.save(update_fields=["standing", "acceptance"])


def files_at(decision: int) -> dict[int, SnapshotDecision]:
    """The decision that held for each file after the one with the given number, by file."""
    rows = SnapshotDecision.objects.filter(pk__lte=decision).order_by("pk")
    return {row.snapshot_id: row for row in rows}


def roll_back(release_pk: int, *, by: User | None, reason: str) -> Release:
    """Show an earlier release's figures again and put its files into use, in one act.

    A new release with the same runs becomes current at once. Files accepted since are withdrawn, those
    withdrawn since are accepted again. Rolling back to the release before undoes it.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(_("Give a reason: it is shown with the release."))
    with transaction.atomic():
        jobs.lock_publication()
        target = Release.objects.filter(pk=release_pk).first()
        if target is None or target.is_current:
            raise NotPossible(_("Choose an earlier release: this one is shown now or not there."))
        _restore_files(target, by, reason)
        release = _show_again(target, reason)
        jobs.request_refresh()
    logger.info("Release %s shows release %s again", release.pk, target.pk)
    return release


def _restore_files(target: Release, by: User | None, reason: str) -> None:
    files = files_at(target.decision)
    loaded = Snapshot.objects.select_for_update(of=("self",)).filter(state=Snapshot.State.LOADED)
    for snapshot in loaded.order_by("pk"):
        then = files.get(snapshot.pk)
        acceptance = then.acceptance if then is not None else None
        if acceptance is not None and snapshot.acceptance != acceptance:
            _record(snapshot, Act.ACCEPT, by=by, reason=reason, acceptance=acceptance)
        elif acceptance is None and snapshot.standing == Standing.ACCEPTED:
            _record(snapshot, Act.WITHDRAW, by=by, reason=reason)


def _show_again(target: Release, reason: str) -> Release:
    Release.objects.filter(is_current=True).update(is_current=False)
    release = Release.objects.create(
        is_current=True,
        rolled_back_to=target,
        reason=reason[:200],
        decision=SnapshotDecision.objects.aggregate(last=Max("pk"))["last"] or 0,
    )
    ReleaseEntry.objects.bulk_create(
        ReleaseEntry(
            release=release,
            indicator_id=entry.indicator_id,
            as_of=entry.as_of,
            run_id=entry.run_id,
        )
        for entry in target.entries.all()
    )
    release_steps.request(release)
    return release
