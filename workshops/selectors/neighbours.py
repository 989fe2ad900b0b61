"""The registrations before and after one in a list that filters have narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Registration


def around(
    queryset: QuerySet[Registration], registration: Registration
) -> tuple[Registration | None, Registration | None]:
    """Who stands before and after the person by name. Two queries.

    The person need not be in the list any more: a decision may have taken them out of its filter.
    """
    family, given, pk = registration.family, registration.given, registration.pk
    after = (
        Q(family__gt=family)
        | Q(family=family, given__gt=given)
        | Q(family=family, given=given, pk__gt=pk)
    )
    before = (
        Q(family__lt=family)
        | Q(family=family, given__lt=given)
        | Q(family=family, given=given, pk__lt=pk)
    )
    previous = queryset.filter(before).order_by("-family", "-given", "-pk").first()
    return previous, queryset.filter(after).order_by("family", "given", "pk").first()
