"""Changes, people and reports for tests, made through the services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from outcomes.models import Evidence, OutcomeRole, PolicyChange
from outcomes.services import changes, steps
from regions.models import Area, Commission
from tests.studies.making import load_regions, make_user
from tests.workshops.making import make_workshop, register
from workshops.models import Registration, Workshop

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
_number = count(1)


def worker(role: str, commission: str = "", name: str = ""):
    """A person with one role for outcomes."""
    load_regions()
    user = make_user(name)
    where = Commission.objects.get(area__code=commission) if commission else None
    OutcomeRole.objects.create(user=user, role=role, commission=where)
    return user


def coded(**fields) -> dict:
    """What a recorder fills in."""
    country = Area.objects.get(code=fields.pop("country", "THA"))
    return {
        "country": country,
        "titles": {"en": f"Change {next(_number)}"},
        "summaries": {"en": "A licence replaces the permit."},
        "instrument": "law",
        "instrument_name": "",
        "acted_by": "Ministry of Labour",
        "kind": "policy",
        "area": "entry",
        "tool": "work_visa",
        "groups": ["workers"],
        "origin": "foreign",
        "direction": "wider",
        "magnitude": 2,
        "significance": "",
        "valence": "positive",
        "is_intended": True,
        "under_way_by": "",
        "under_way_note": "",
    } | fields


def make_change(
    *stages: tuple[str, str],
    by=None,
    commission: str = "ESCAP",
    published: bool = False,
    projects=(),
    **fields,
) -> PolicyChange:
    """A record with a piece of evidence and these stages (stage, day)."""
    load_regions()
    change = changes.record(
        values=coded(**fields),
        commissions=Commission.objects.filter(area__code=commission),
        projects=projects,
        by=by,
        at=NOW,
    )
    piece = add_proof(change)
    for stage, on in stages:
        steps.add_step(change=change, stage=stage, on=on, evidence=piece, by=by, at=NOW)
    if published:
        publish(change, by=by)
    change.refresh_from_db()
    return change


def publish(change: PolicyChange, by=None, reviewer=None) -> PolicyChange:
    """Submitted, then approved by another person; the public record."""
    changes.move(change=change, new="in_review", by=by, at=NOW)
    return changes.move(change=change, new="published", by=reviewer or make_user(), at=NOW)


def add_proof(change: PolicyChange, kind: str = "gazette", **fields) -> Evidence:
    """A piece of evidence that can be read."""
    values = {
        "kind": kind,
        "title": "Gazette",
        "source": "Government",
        "on": "",
        "quote": "Article 1",
        "url": "",
        "is_public": True,
    } | fields
    return steps.add_evidence(change=change, values=values, by=None, at=NOW)


def held_workshop(
    first: date, *countries: str, host: str = "ESCAP", state: str = "completed", **fields
) -> Workshop:
    """A workshop that took place, with one person of each country in it."""
    workshop = make_workshop(host=host, capacity=500, **fields)
    for code in countries:
        register(workshop, country=code)
    Registration.objects.filter(workshop=workshop).update(state=state)
    Workshop.objects.filter(pk=workshop.pk).update(status="held", starts_on=first, ends_on=first)
    workshop.refresh_from_db()
    return workshop
