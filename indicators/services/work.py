"""The work of a job: load a file, compute the indicators, fetch a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import PortalError
from core.jobs import teller
from indicators.models import Snapshot
from indicators.services import calculations, fetches, ingest, jobs

if TYPE_CHECKING:
    from core.models import Job


def load(job: Job) -> str:
    """Load the file whose number is the job's key."""
    snapshot = ingest.load(int(job.key), tell=teller(job))
    if snapshot.state == Snapshot.State.REFUSED:
        raise PortalError(snapshot.problem)
    jobs.request_refresh()
    return _("Loaded: %(kept)s of %(read)s rows") % {
        "kept": snapshot.rows_kept,
        "read": snapshot.rows_read,
    }


def refresh(job: Job) -> str:
    """Compute the indicators and publish them."""
    release, computed = calculations.refresh(tell=teller(job))
    if computed:
        return _("Computed %(runs)s, published release %(release)s") % {
            "runs": computed,
            "release": release,
        }
    return _("Nothing has changed; release %(release)s stays") % {"release": release}


def fetch(job: Job) -> str:
    """Fetch the source whose code is the job's key."""
    return fetches.fetch(job.key, tell=teller(job))
