"""What public records say, as plain data: the content over which a bundle takes their digests."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from outcomes.models import Evidence, PolicyChange
from regions.models import Area
from studies.models import Recommendation, Study
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable

Content = dict[str, Any]


def contents(keys: Iterable[str]) -> dict[str, Content | None]:
    """Key such as `study:5` to what the record says; None of what is not public. A few queries for each kind."""
    names: dict[str, set[str]] = defaultdict(set)
    keys = list(keys)
    for key in keys:
        kind, _colon, name = key.partition(":")
        names[kind].add(name)
    public: dict[str, Content] = {}
    for kind, read in READERS.items():
        for name, content in read(names[kind]) if names[kind] else ():
            public[f"{kind}:{name}"] = content
    return {key: public.get(key) for key in keys}


def _studies(names: set[str]) -> Iterable[tuple[str, Content]]:
    rows = Study.objects.public().filter(pk__in=[int(name) for name in names])
    for study in rows.prefetch_related("editions", "commissions__area"):
        yield (
            str(study.pk),
            {
                "address": study.get_absolute_url(),
                "commissions": sorted(commission.code for commission in study.commissions.all()),
                "editions": [
                    {
                        "language": edition.language,
                        "title": edition.title,
                        "issued": edition.issued,
                        "symbol": edition.symbol,
                    }
                    for edition in study.public_editions()
                ],
                "is_example": study.is_demonstration,
            },
        )


def _workshops(names: set[str]) -> Iterable[tuple[str, Content]]:
    rows = Workshop.objects.public().filter(pk__in=[int(name) for name in names])
    rows = rows.select_related("host__area", "country").prefetch_related("co_hosts__area")
    for workshop in rows:
        yield (
            str(workshop.pk),
            {
                "address": workshop.get_absolute_url(),
                "code": workshop.code,
                "titles": workshop.titles,
                "host": workshop.host.code,
                "co_hosts": sorted(commission.code for commission in workshop.co_hosts.all()),
                "first": workshop.starts_on.isoformat(),
                "last": workshop.ends_on.isoformat(),
                "city": workshop.city,
                "country": workshop.country.code if workshop.country else "",
                "is_example": workshop.is_demonstration,
            },
        )


def _recommendations(names: set[str]) -> Iterable[tuple[str, Content]]:
    rows = Recommendation.objects.public().filter(pk__in=[int(name) for name in names])
    for recommendation in rows.select_related("study").prefetch_related("texts"):
        yield (
            str(recommendation.pk),
            {
                "address": recommendation.get_absolute_url(),
                "study": recommendation.study_id,
                "texts": {text.language: text.text for text in recommendation.texts.all()},
                "is_example": recommendation.study.is_demonstration,
            },
        )


def _changes(names: set[str]) -> Iterable[tuple[str, Content]]:
    rows = PolicyChange.objects.public().filter(pk__in=[int(name) for name in names])
    rows = rows.select_related("country").prefetch_related("commissions__area", "steps")
    for change in rows:
        yield (
            str(change.pk),
            {
                "address": change.get_absolute_url(),
                "version": change.version,
                "country": change.country.code,
                "commissions": sorted(commission.code for commission in change.commissions.all()),
                "titles": change.titles,
                "summaries": change.summaries,
                "instrument": change.instrument,
                "acted_by": change.acted_by,
                "steps": [
                    {"stage": step.stage, "on": step.on, "texts": step.texts}
                    for step in change.steps.all()
                ],
                "is_example": change.is_demonstration,
            },
        )


def _countries(names: set[str]) -> Iterable[tuple[str, Content]]:
    for area in Area.objects.filter(code__in=names):
        yield area.code, {"address": area.get_absolute_url(), "names": area.names}


READERS = {
    "study": _studies,
    "workshop": _workshops,
    "recommendation": _recommendations,
    "change": _changes,
    "country": _countries,
}
"""Kind of record to what reads its public rows."""


def evidence_of(keys: Iterable[str]) -> list[Evidence]:
    """The evidence of the public policy changes among the records, what is not public included. One query."""
    pks = [int(key.removeprefix("change:")) for key in keys if key.startswith("change:")]
    changes = PolicyChange.objects.public().filter(pk__in=pks)
    return list(Evidence.objects.filter(change__in=changes).order_by("pk"))
