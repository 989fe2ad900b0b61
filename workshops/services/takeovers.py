"""An event of another system becomes a draft, or its programme comes into a workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from workshops.services import programme, workshops

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workshops.models import Session, Workshop

Rows = list[dict[str, Any]]


@transaction.atomic
def draft(
    *,
    values: dict[str, Any],
    rows: Callable[[Workshop], Rows],
    by: Any,
    at: datetime,
) -> tuple[Workshop, list[str]]:
    """A draft with the programme that `rows` makes for it, and warnings about that. Raises Refused."""
    workshop = workshops.create(values=values, by=by, at=at)
    return workshop, add_programme(workshop=workshop, rows=rows(workshop), by=by, at=at)


@transaction.atomic
def add_programme(*, workshop: Workshop, rows: Rows, by: Any, at: datetime) -> list[str]:
    """Add sessions to a workshop; the warnings about them, which stop nothing, since the preview showed them."""
    pairs: list[tuple[Session | None, dict[str, Any]]] = [(None, values) for values in rows]
    try:
        with transaction.atomic():
            workshops.save_sessions(workshop=workshop, rows=pairs, accepted="", by=by, at=at)
    except programme.ProgrammeClashes as clashes:
        workshops.save_sessions(
            workshop=workshop,
            rows=pairs,
            accepted=programme.token_of(clashes.warnings),
            by=by,
            at=at,
        )
        return clashes.warnings
    return []
