"""Records as the API gives them. Fields that a later portal adds are passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

Record = TypeVar("Record")


def read(kind: type[Record], row: Mapping[str, Any], **converted: Any) -> Record:
    """The record of the fields that its kind has."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # all are dataclasses
    return kind(**{name: value for name, value in (dict(row) | converted).items() if name in names})


def day(text: str | None) -> date | None:
    """A day, where there is one."""
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator and what is published of it; `note` is its method with its limits."""

    code: str
    name: str
    theme: str
    unit: str
    decimals: int
    sdg: str
    modelled: bool
    note: str
    formula_version: int
    basis: str
    published: bool
    vintage: date | None
    first_year: int | None
    last_year: int | None
    bilateral: bool
    countries: int
    corridors: int
    values: int
    sources: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Indicator:
        """From an answer of the API."""
        sources = tuple(row["sources"])
        return read(cls, row, vintage=day(row["vintage"]), sources=sources)


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure. `value` is None where it is missing; `obs_status` then says why."""

    indicator: str
    ref_area: str
    counterpart_area: str | None
    time_period: str
    value: float | None
    obs_status: str
    unit: str
    vintage: date
    coverage: float | None
    release: int

    @property
    def year(self) -> int:
        """The year, also of a quarter."""
        return int(self.time_period[:4])

    @property
    def quarter(self) -> int | None:
        """1 to 4, or None for a whole year."""
        return int(self.time_period[-1]) if "-Q" in self.time_period else None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Figure:
        """From an answer of the API."""
        return read(cls, row, vintage=date.fromisoformat(row["vintage"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A published set of figures, which stays readable by its number."""

    id: int
    created_at: datetime
    current: bool
    reason: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Release:
        """From an answer of the API."""
        return read(cls, row, created_at=datetime.fromisoformat(row["created_at"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or area with its names by language and the commissions it belongs to today."""

    code: str
    iso2: str
    m49: str
    names: dict[str, str]
    ldc: bool
    lldc: bool
    sids: bool
    commissions: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Country:
        """From an answer of the API."""
        commissions = tuple(membership["commission"] for membership in row["memberships"])
        return read(cls, row, commissions=commissions)
