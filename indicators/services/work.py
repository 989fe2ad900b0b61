"""The work of a job: load a file, compute the indicators, fetch a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import PortalError
from core.job_progress import teller
from indicators.models import ComputeFailure, Snapshot
from indicators.services import calculations, fetches, ingest, jobs

if TYPE_CHECKING:
    from core.models import Job

MOST_FAILURES = 10
"""Computations that failed which the result of a job names."""


def load(job: Job) -> str:
    """Load the file whose number is the job's key."""
    snapshot = ingest.load(int(job.key), tell=teller(job))
    if snapshot.state == Snapshot.State.REFUSED:
        raise PortalError(snapshot.problem)
    jobs.request_refresh()
    if snapshot.standing == Snapshot.Standing.PROPOSED:
        return _("Loaded: %(kept)s of %(read)s rows. The file waits for a decision.") % {
            "kept": snapshot.rows_kept,
            "read": snapshot.rows_read,
        }
    return _("Loaded: %(kept)s of %(read)s rows") % {
        "kept": snapshot.rows_kept,
        "read": snapshot.rows_read,
    }


def refresh(job: Job) -> str:
    """Compute the indicators and publish them."""
    release, computed = calculations.refresh(tell=teller(job))
    sentence = _("Nothing has changed; release %(release)s stays") % {"release": release}
    if computed:
        sentence = _("Computed %(runs)s, published release %(release)s") % {
            "runs": computed,
            "release": release,
        }
    failures = ComputeFailure.objects.select_related("indicator").order_by("indicator_id", "as_of")
    problems = [
        _("%(code)s could not be computed: %(problem)s")
        % {"code": failure.indicator.code, "problem": failure.problem}
        for failure in failures[:MOST_FAILURES]
    ]
    return "\n".join([sentence, *problems])


def fetch(job: Job) -> str:
    """Fetch the source whose code is the job's key."""
    return fetches.fetch(job.key, tell=teller(job))
