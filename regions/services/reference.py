"""Write the tables in `regions/data/` to the database: all of it, or nothing."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core.tables.upserts import write_differing
from regions import names
from regions.models import Area, Commission, Membership, Partner, Term

COMMISSION_IDS = {"ECA": 9001, "ECE": 9002, "ECLAC": 9003, "ESCAP": 9004, "ESCWA": 9005}
"""Above every M49 number (three digits) and UN DESA's own (four digits up to 5501); 9201 to 9205 are
commissions as they were (compositions.csv)."""
OTHER_IDS = {"Z0": 0, "WLD": 1, "OOO": 2003, "STL": 9101, "XKX": 9102, "AB9": 9103}
"""Areas without an M49 number; WLD has M49 001, OOO is UN DESA's 2003."""
NOTES = {
    "unscr1244": "References to Kosovo shall be understood to be in the context of"
    " Security Council resolution 1244 (1999).",
    "historical": "Dissolved in 2010; kept for figures of earlier years.",
    "channel": "Guernsey and Jersey together, as in the M49 classification.",
    "palestine": "Figures of UN DESA include East Jerusalem and leave out refugees.",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows the tables hold after loading."""

    areas: int
    commissions: int
    memberships: int


def _rows(name: str) -> list[dict[str, str]]:
    with (names.DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load() -> Loaded:
    """Insert what is new and update what differs, leave the rest unwritten. A membership that is gone is closed, not deleted."""
    _load_areas()
    _load_commissions()
    _load_memberships()
    _load_terms()
    _load_partners()
    return Loaded(Area.objects.count(), Commission.objects.count(), Membership.objects.count())


def _load_areas() -> None:
    areas = [_country(row) for row in names.countries()]
    kinds = {"WLD": Area.Kind.WORLD}
    for code, pk in OTHER_IDS.items():
        if code not in {"XKX", "AB9"}:
            areas.append(_area(code, pk, kinds.get(code, Area.Kind.OTHER)))
    areas += [_area(code, pk, Area.Kind.COMMISSION) for code, pk in COMMISSION_IDS.items()]
    areas += [_group(row) for row in _rows("groups.csv")]
    areas += [_composition(row) for row in _rows("compositions.csv")]
    fields = [f.name for f in Area._meta.concrete_fields if not f.primary_key]
    write_differing(areas, key=["id"], fields=fields)


def _country(row: dict[str, str]) -> Area:
    code = row["iso3"]
    return Area(
        id=OTHER_IDS[code] if code in OTHER_IDS else int(row["m49"]),
        code=code,
        kind=Area.Kind.COUNTRY,
        iso2=row["iso2"],
        m49=row["m49"],
        names=names.names(code),
        subregion=row["subregion"],
        ldc=row["ldc"] == "1",
        lldc=row["lldc"] == "1",
        sids=row["sids"] == "1",
        note=NOTES.get(row["note"], ""),
    )


def _area(code: str, pk: int, kind: str) -> Area:
    return Area(id=pk, code=code, kind=kind, names=names.names(code))


def _group(row: dict[str, str]) -> Area:
    """A group of countries; its M49 number is its id, which no country has."""
    titles = {language: row[language] for language in names.LANGUAGES}
    pk, source = int(row["m49"]), row["source"]
    return Area(
        id=pk, code=row["code"], kind=Area.Kind.GROUP, m49=row["m49"], names=titles, note=source
    )


def _composition(row: dict[str, str]) -> Area:
    """The region of a commission as it was in a year, where that differs from today's."""
    titles = {language: row[language] for language in names.LANGUAGES}
    source = f"Members and associate members of {row['commission']} at the end of {row['year']}, by the day of accession"
    return Area(
        id=int(row["id"]), code=row["code"], kind=Area.Kind.GROUP, names=titles, note=source
    )


def _by_language(row: dict[str, str], prefix: str) -> dict[str, str]:
    return {language: row[f"{prefix}_{language}"] for language in names.LANGUAGES}


def _load_commissions() -> None:
    profiles = {row["code"]: row for row in _rows("profiles.csv")}
    commissions = [
        Commission(
            area_id=COMMISSION_IDS[row["code"]],
            full_names=_by_language(row, "full"),
            seat=_by_language(row, "seat"),
            founded=int(row["founded"]),
            website=row["website"],
            mandate=_by_language(profiles[row["code"]], "mandate"),
            languages=profiles[row["code"]]["languages"],
            resolution=profiles[row["code"]]["resolution"],
            mandate_source=profiles[row["code"]]["source"],
        )
        for row in _rows("commissions.csv")
    ]
    fields = [f.name for f in Commission._meta.concrete_fields if not f.primary_key]
    write_differing(commissions, key=["area"], fields=fields)


def _load_terms() -> None:
    terms = [
        Term(
            code=row["code"],
            vocabulary=row["vocabulary"],
            position=int(row["position"]),
            names={language: row[language] for language in names.LANGUAGES},
            source=row["source"],
        )
        for row in _rows("taxonomies.csv")
    ]
    write_differing(terms, key=["code"], fields=["vocabulary", "position", "names", "source"])


def _load_partners() -> None:
    partners = [
        Partner(
            code=row["code"],
            names={language: row[language] for language in names.LANGUAGES},
            website=row["website"],
            since=int(row["since"]) if row["since"] else None,
            until=int(row["until"]) if row["until"] else None,
            confidence=row["confidence"],
            source=row["source"],
        )
        for row in _rows("partners.csv")
    ]
    fields = ["names", "website", "since", "until", "confidence", "source"]
    write_differing(partners, key=["code"], fields=fields)


def _load_memberships() -> None:
    ids = dict(Area.objects.countries().values_list("code", "pk"))
    memberships = [
        Membership(
            country_id=ids[row["iso3"]],
            commission_id=COMMISSION_IDS[row["commission"]],
            since=date(int(row["since"]), 1, 1),
            until=date(int(row["until"]), 1, 1) if row["until"] else None,
            status=row["status"],
            is_regional=row["is_regional"] == "1",
            confidence=row["confidence"],
        )
        for row in _rows("memberships.csv")
    ]
    key, fields = (
        ["country", "commission", "since"],
        ["status", "is_regional", "confidence", "until"],
    )
    existing = write_differing(memberships, key=key, fields=fields)
    listed = {(row.country_id, row.commission_id, row.since) for row in memberships}
    closed = [row.pk for name, row in existing.items() if row.until is None and name not in listed]
    if closed:
        today = date.today()  # noqa: DTZ011  a calendar day, the same for all
        Membership.objects.filter(pk__in=closed, until=None).update(until=today)
