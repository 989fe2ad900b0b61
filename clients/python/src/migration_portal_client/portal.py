"""The portal as analysts ask it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from migration_portal_client.connection import Connection, Value
from migration_portal_client.records import Country, Figure, Indicator, Release
from migration_portal_client.table import Table

PAGE = 10_000
"""Figures of a page, the most that the API gives."""
MOST_CODES = 200
"""Codes of one parameter, the most that the API takes."""

Codes = str | Iterable[str]


class Portal:
    """A migration portal.

    >>> portal = Portal("https://data.example.org")
    >>> portal.series("REM_IN_GDP", "PHL", start=2015)
    """

    def __init__(
        self, address: str, *, token: str = "", language: str = "en", timeout: float = 60.0
    ) -> None:
        """`token` is one of `/account/tokens/`; `language` one of ar, en, es, fr, ru, zh."""
        self.connection = Connection(address, token=token, language=language, timeout=timeout)

    @property
    def address(self) -> str:
        """Where the portal is."""
        return self.connection.address

    def search(self, words: str = "", *, release: int | None = None) -> list[Indicator]:
        """Indicators that have all words in code, name or method; every indicator without words."""
        answer = self._get("indicators/", search=words, release=release)
        return [Indicator.of(row) for row in answer["results"]]

    def metadata(
        self, indicator: str, *, release: int | None = None, as_of: date | str | None = None
    ) -> Indicator:
        """What an indicator is, how it is computed and what it cannot tell. Raises NotFound."""
        path = f"indicators/{quote(indicator, safe='')}/"
        return Indicator.of(self._get(path, release=release, as_of=_day(as_of)))

    def sources(self) -> list[dict[str, Any]]:
        """Providers with licences and the files in use."""
        return list(self._get("sources/")["results"])

    def countries(self, search: str = "", *, commission: Codes | None = None) -> list[Country]:
        """Countries by a part of their name in any of six languages, by code, or of commissions."""
        answer = self._get("countries/", search=search, commission=_codes(commission))
        return [Country.of(row) for row in answer["results"]]

    def releases(self) -> list[Release]:
        """Every release, the newest first."""
        return [Release.of(row) for row in self._get("releases/")["results"]]

    def citation(self, release: int) -> str:
        """A release as a BibTeX entry."""
        return self.connection.read(self.connection.url(f"/releases/{release:d}/cite.bib")).decode()

    def series(
        self,
        indicator: str,
        area: str,
        *,
        start: int | str | None = None,
        end: int | str | None = None,
        release: int | None = None,
        as_of: date | str | None = None,
    ) -> Table:
        """The figures of one indicator for one country, commission or WLD. Corridors are `download`ed."""
        return self.table(indicator, area, start=start, end=end, release=release, as_of=as_of)

    def table(
        self,
        indicators: Codes | None = None,
        areas: Codes | None = None,
        *,
        commission: Codes | None = None,
        start: int | str | None = None,
        end: int | str | None = None,
        release: int | None = None,
        as_of: date | str | None = None,
    ) -> Table:
        """Figures of indicators and areas; all of them where none is named.

        A commission stands for its regional members of today. All pages are of one release.
        """
        query: dict[str, Value] = {
            "indicator": _codes(indicators),
            "commission": _codes(commission),
            "start_period": start,
            "end_period": end,
            "as_of": _day(as_of),
        }
        chosen = _codes(areas)
        if [] in (chosen, query["indicator"], query["commission"]):
            return Table((), release)
        lots: list[list[str] | None] = [
            (chosen or [])[at : at + MOST_CODES] for at in range(0, len(chosen or []), MOST_CODES)
        ]
        figures: list[Figure] = []
        for lot in lots or [None]:
            for page in self._pages(query | {"ref_area": lot, "release": release}):
                release = page["release"]
                figures += [Figure.of(row) for row in page["results"]]
        return Table(tuple(figures), release)

    def trace(
        self,
        indicator: str,
        area: str,
        period: int | str,
        *,
        release: int | None = None,
        as_of: date | str | None = None,
    ) -> dict[str, Any]:
        """How one figure came about: formula, cells of the providers' files, members, earlier values."""
        path = "/".join(quote(str(part), safe="") for part in (indicator, area, period))
        return dict(self._get(f"trace/{path}/", release=release, as_of=_day(as_of)))

    def download(self, name: str, target: str | Path = ".", *, release: int | None = None) -> Path:
        """A file of a release, such as `theme-remittances.parquet`, `corridors-bre_usd.csv` or a `.zip`.

        `target` is a folder or the path of the file; without `release` the newest that has the file.
        """
        number = "latest" if release is None else f"{release:d}"
        path = Path(target)
        if path.is_dir():
            path /= name
        url = self.connection.url(f"/releases/{number}/files/{quote(name, safe='')}")
        return self.connection.save(url, path)

    def studies(self, words: str = "", **filters: Value) -> Iterator[dict[str, Any]]:
        """Published studies; filters are those of the API, for example `country="PHL"`."""
        return self._all("studies/", q=words, **filters)

    def study(self, number: int) -> dict[str, Any]:
        """A study with its editions and files. Raises NotFound, with the note of a withdrawn one."""
        return dict(self._get(f"studies/{number:d}/"))

    def recommendations(self, **filters: Value) -> Iterator[dict[str, Any]]:
        """Recommendations of studies with how far countries have come."""
        return self._all("recommendations/", **filters)

    def policy_changes(self, **filters: Value) -> Iterator[dict[str, Any]]:
        """Published outcomes: what changed in a country, with steps, evidence and contributions."""
        return self._all("policy-changes/", **filters)

    def claims(self, **filters: Value) -> Iterator[dict[str, Any]]:
        """Sentences of certified status reports with the figures that they rest on."""
        return self._all("claims/", **filters)

    def _get(self, path: str, **query: Value) -> Any:
        return self.connection.json(f"/api/v1/{path}", query)

    def _pages(self, query: dict[str, Value]) -> Iterator[Any]:
        page = self._get("values/", **query, limit=PAGE)
        yield page
        while page["next"]:
            page = self.connection.following(page["next"])
            yield page

    def _all(self, path: str, **query: Value) -> Iterator[dict[str, Any]]:
        number = pages = 1
        while number <= pages:
            answer = self._get(path, **query, page=number)
            pages = answer["pages"]
            yield from answer["results"]
            number += 1


def _codes(codes: Codes | None) -> list[str] | None:
    if codes is None:
        return None
    return [codes] if isinstance(codes, str) else list(codes)


def _day(day: date | str | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else day
