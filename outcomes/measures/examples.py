"""Whether figures rest on records that are made up: then every sentence, row and file of them says so."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from outcomes.measures.outputs import held_workshops
from outcomes.measures.registry import EXAMPLE_CHECKS
from outcomes.models import ManualActual, PolicyChange
from studies.models import Recommendation, Study
from workshops.models import Workshop

if TYPE_CHECKING:
    from outcomes.measures.registry import Figures, Scope

SOURCES: dict[str, tuple[Any, str]] = {
    "workshop": (Workshop, "is_demonstration"),
    "study": (Study, "is_demonstration"),
    "recommendation": (Recommendation, "study__is_demonstration"),
    "change": (PolicyChange, "is_demonstration"),
    "manual": (ManualActual, "project__is_demonstration"),
}
"""Kind of record to its table, and where that says that the record is made up."""


def rest_on_examples(figures: Figures, scope: Scope) -> bool:
    """Whether anything counted is made up. Figures that name no records count people of workshops.

    One query for each kind of record.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for key in figures.records:
        kind, _colon, name = key.partition(":")
        if kind in SOURCES:
            keys[kind].add(int(name))
    if keys:
        return any(_any_example(kind, pks) for kind, pks in keys.items())
    if not figures.value or scope.first is None:
        return False
    return held_workshops(scope).filter(is_demonstration=True).exists()


def _any_example(kind: str, pks: set[int]) -> bool:
    table, flag = SOURCES[kind]
    return bool(table.objects.filter(pk__in=pks, **{flag: True}).exists())


EXAMPLE_CHECKS.append(rest_on_examples)
