"""Whether counts over all studies and workshops take in records that are made up."""

from __future__ import annotations

from studies.models import Study
from workshops.models import Workshop
from workshops.states import COUNTED


def are_counted() -> bool:
    """Some study or workshop that the planning pages count is an example. At most two queries."""
    workshops = Workshop.objects.filter(is_demonstration=True, status__in=COUNTED)
    return workshops.exists() or Study.objects.public().filter(is_demonstration=True).exists()
