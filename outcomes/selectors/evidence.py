"""What a claim rests on, for its page and for the annex: definition, scope, records with their addresses."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypedDict

from outcomes.measures import MEASURES, StoredFigures
from outcomes.models import ManualActual, PolicyChange
from regions.models import Area
from studies.models import Recommendation, Study
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outcomes.models import Claim


class AnnexRow(TypedDict):
    """What a claim rests on, as frozen."""

    pk: int
    sentence: str
    measure: str
    version: int | None
    scope: dict[str, Any]
    figures: StoredFigures
    frozen_at: str


def annex_row(claim: Claim) -> AnnexRow:
    """A row of the evidence annex, of what was frozen: codes and keys, no labels but the sentence."""
    return {
        "pk": claim.pk,
        "sentence": claim.sentence,
        "measure": claim.measure,
        "version": claim.figures.get("version"),
        "scope": claim.scope,
        "figures": claim.figures,
        "frozen_at": claim.frozen_at.isoformat(),
    }


def note_of(code: str) -> str:
    """The published definition of a measure."""
    return MEASURES[code].note if code in MEASURES else ""


def records(keys: Iterable[str]) -> list[dict[str, str]]:
    """Label and address of what was counted, in the order of the keys; what is not public has no address.

    At most one query for each kind.
    """
    names_by_kind: dict[str, set[str]] = defaultdict(set)
    keys = list(keys)
    for key in keys:
        kind, _colon, name = key.partition(":")
        names_by_kind[kind].add(name)
    records_by_key: dict[str, dict[str, str]] = {}
    for kind, names in names_by_kind.items():
        for name, label, url in _rows(kind, names):
            records_by_key[f"{kind}:{name}"] = {"kind": kind, "label": label, "url": url}
    return [
        records_by_key.get(key, {"kind": key.partition(":")[0], "label": key, "url": ""})
        for key in keys
    ]


def _rows(kind: str, names: set[str]) -> list[tuple[str, str, str]]:
    if kind == "country":
        areas = Area.objects.filter(code__in=names)
        return [(area.code, area.name, area.get_absolute_url()) for area in areas]
    pks = [int(name) for name in names]
    if kind == "study":
        rows: Iterable[Any] = Study.objects.public().filter(pk__in=pks).prefetch_related("editions")
    elif kind == "workshop":
        rows = Workshop.objects.public().filter(pk__in=pks)
    elif kind == "recommendation":
        rows = Recommendation.objects.public().filter(pk__in=pks).prefetch_related("texts")
    elif kind == "manual":
        entries = ManualActual.objects.filter(pk__in=pks)
        return [(str(entry.pk), entry.evidence, entry.url) for entry in entries]
    elif kind == "change":
        rows = PolicyChange.objects.public().filter(pk__in=pks)
    else:
        return []
    return [(str(row.pk), str(row), row.get_absolute_url()) for row in rows]
