"""Weights of need, changed by managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from outcomes.models import NeedWeight
from outcomes.services.events import About, note

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def save(*, weights: dict[str, float], by, at: datetime) -> None:
    """Keep the weights; the event says what they were."""
    before = dict(NeedWeight.objects.values_list("code", "weight"))
    for code, weight in weights.items():
        NeedWeight.objects.update_or_create(code=code, defaults={"weight": weight})
    note(
        About.FRAMEWORK,
        0,
        "weights of need",
        by=by,
        at=at,
        detail={"before": before, "after": weights},
    )
