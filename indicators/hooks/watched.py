"""How fresh the figures are (setting WATCHED)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.watching import Finding, Measure, Watched
from indicators.selectors.sources import source_list, with_freshness

if TYPE_CHECKING:
    from datetime import datetime


def watched(_now: datetime) -> Watched:
    """Days since the newest vintage and the last retrieval of each source; those that are overdue."""
    sources = [source for source in with_freshness(source_list()) if source.newest]
    today = timezone.localdate()
    return Watched(
        [
            Measure(
                "portal_source_age_days",
                "Days since the vintage of the newest accepted file of a source.",
                ("source",),
                {(source.code,): (today - source.newest).days for source in sources},
            ),
            Measure(
                "portal_source_overdue",
                "1 where a newer vintage of a source should have come.",
                ("source",),
                {(source.code,): float(source.freshness == "overdue") for source in sources},
            ),
        ],
        [
            Finding(
                _("The figures of %(source)s are older than they should be.")
                % {"source": source.name},
                _("Fetch the newest file, or upload it."),
                address="indicators:sources",
            )
            for source in sources
            if source.freshness == "overdue"
        ],
    )
