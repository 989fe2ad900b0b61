"""The extract of the providers' figures that the portal comes with: loaded whole, by the same services as any file.

The files lie in `indicators/data/`, whose README names sources, vintages and licences.
"""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.jobs import ask
from indicators.models import Snapshot
from indicators.readers.world_factbook import bundle
from indicators.services import decisions, ingest
from indicators.services.jobs import EXTRACT

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.models import Job

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent.parent / "data"
RETRIEVED_ON = date(2026, 11, 30)
"""The day on which `scripts/extract.py` made the files."""
FACTBOOK = "world_factbook"


def files() -> list[Path]:
    """The files of the extract, in a stable order."""
    return sorted(FOLDER.glob("*.parquet"))


def is_due() -> bool:
    """Whether the portal has no figures but those of the Factbook; one with files of its own is left alone."""
    return not Snapshot.objects.exclude(reader=FACTBOOK).exists()


def request() -> Job:
    """A job that loads the extract; the unfinished one if there is one already."""
    return ask(EXTRACT)


def load_factbook() -> Snapshot | None:
    """Load the World Factbook of the installed package; None where it is loaded already."""
    name, data = bundle()
    received = ingest.receive(
        name=name, data=data, retrieved_on=localdate(), reader=FACTBOOK, is_proposal=False
    )[0].snapshot
    return ingest.load(received.pk) if received.state == Snapshot.State.RECEIVED else None


@transaction.atomic
def load(*, tell: Callable[[str, int, int], None] | None = None) -> int:
    """Load and accept every file in one transaction; how many. Safe to run twice.

    A worker that is killed leaves nothing of it behind, and the next one begins anew. A file that a
    person withdrew since stays out of use.
    """
    tell = tell or (lambda step, done, total: None)
    paths = files() if is_due() else []
    for number, path in enumerate(paths):
        tell(_("Loading %(name)s") % {"name": path.name}, number, len(paths))
        _load(path)
    logger.info("Extract: %s files loaded", len(paths))
    return len(paths)


def _load(path: Path) -> None:
    received = ingest.receive(
        name=path.name, data=path.read_bytes(), retrieved_on=RETRIEVED_ON, is_proposal=False
    )[0]
    snapshot = ingest.load(received.snapshot.pk)
    if snapshot.state == Snapshot.State.REFUSED:
        raise PortalError(f"{snapshot.filename}: {snapshot.problem}")
    if snapshot.standing == Snapshot.Standing.PROPOSED:
        decisions.accept(snapshot.pk, by=None, reason=_("This file comes with the portal."))
