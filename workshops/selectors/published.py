"""Public workshops with all that is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from regions.models import Commission
from workshops.models import Registration, Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet


def published() -> QuerySet[Workshop]:
    """Announced workshops and later ones, with `seats_taken`: of all people, never of a group. Four queries."""
    seated = Registration.objects.seated().counted().filter(workshop=OuterRef("pk"))
    count = seated.order_by().values("workshop").annotate(n=Count("pk")).values("n")
    return (
        Workshop.objects.public()
        .select_related("host__area", "country")
        .prefetch_related(
            Prefetch("co_hosts", Commission.objects.select_related("area")),
            "terms",
            "participant_kinds",
        )
        .annotate(seats_taken=Coalesce(Subquery(count), 0))
    )
