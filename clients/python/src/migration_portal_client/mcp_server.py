"""A server of the Model Context Protocol over the public API of a portal, for assistants. It only reads.

`migration-portal-mcp https://data.example.org` speaks over standard input and output.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from itertools import groupby, islice
from typing import Any
from urllib.parse import quote, urlencode

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from migration_portal_client.errors import PortalError
from migration_portal_client.portal import Portal
from migration_portal_client.records import Figure, Indicator

MOST_FIGURES = 2_000
"""Figures of one answer; more belong into a file."""
MOST_RECORDS = 50
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True)
INSTRUCTIONS = """Figures on remittances, migrants and refugees with their sources, and studies, recommendations and
policy changes of the five UN Regional Commissions. Search for an indicator, look at its coverage, then read its series.
Give the release and the vintage with every figure. A missing figure is null with a status that says why; it is never
zero. Say of figures with `modelled` true that they are modelled, not observed. `metadata` tells the limits of an
indicator, `trace` how a figure came about. Countries are ISO 3166-1 alpha-3 codes; groups are ECA, ECE, ECLAC, ESCAP,
ESCWA and WLD."""
STATUS = {
    "A": "normal",
    "B": "series break",
    "D": "definition differs",
    "E": "estimated",
    "G": "experimental",
    "I": "imputed by the source",
    "K": "included in another area",
    "M": "cannot exist",
    "O": "missing or too few countries",
    "P": "provisional",
    "U": "low reliability",
}


class Tools:
    """What an assistant may ask. Every answer is JSON; a refusal is told in the portal's words."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    @cached_property
    def countries(self) -> frozenset[str]:
        """Codes of countries; every other area is a group of them."""
        return frozenset(country.code for country in self.portal.countries())

    def search_indicators(self, words: str = "") -> dict[str, Any]:
        """Find indicators by words in code, name or method, for example "remittances GDP". Without words all are listed."""
        return {"indicators": [_brief(row) for row in self.portal.search(words)]}

    def coverage(self, country: str, indicator: str | None = None) -> dict[str, Any]:
        """Say which indicators have figures for a country or group (ISO alpha-3, ECA, ECE, ECLAC, ESCAP, ESCWA, WLD), from when to when and how many."""
        table = self.portal.table(indicator, country)
        rows = [
            _span(code, [figure for figure in figures if figure.value is not None])
            for code, figures in groupby(table, lambda figure: figure.indicator)
        ]
        return {
            "country": country.upper(),
            "release": table.release,
            "indicators": [row for row in rows if row["figures"]],
        }

    def series(
        self,
        indicator: str,
        areas: list[str],
        start: str | None = None,
        end: str | None = None,
        release: int | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """Read the figures of an indicator for countries or groups. start and end are years (2010) or quarters (2010-Q3), both included; release or as_of (a day) read earlier figures."""
        table = self.portal.table(
            indicator, areas, start=start, end=end, release=release, as_of=as_of
        )
        figures = table[:MOST_FIGURES]
        return {
            "indicator": indicator.upper(),
            "unit": figures[0].unit if figures else None,
            "vintage": figures[0].vintage.isoformat() if figures else None,
            "release": table.release,
            "citation": f"{self.portal.address}/id/releases/{table.release}",
            "statuses": {letter: STATUS.get(letter, letter) for letter in _letters(figures)},
            "left_out": len(table) - len(figures),
            "figures": [
                {
                    "area": figure.ref_area,
                    "period": figure.time_period,
                    "value": figure.value,
                    "status": figure.obs_status,
                    "coverage": figure.coverage,
                }
                for figure in figures
            ],
        }

    def metadata(self, indicator: str) -> dict[str, Any]:
        """Tell what an indicator is: definition, method and limits (`method`), unit, whether modelled, sources with licences, vintage, years."""
        row = self.portal.metadata(indicator)
        return _brief(row) | {
            "method": row.note,
            "decimals": row.decimals,
            "sdg": row.sdg,
            "formula_version": row.formula_version,
            "basis": row.basis,
            "missing": "A missing figure has no row, or is null with a status that says why. It is never zero.",
            "statuses": STATUS,
            "sources": [
                {
                    name: source[name]
                    for name in ("name", "publisher", "url", "licence", "attribution")
                }
                for source in self.portal.sources()
                if source["code"] in row.sources
            ],
        }

    def chart(
        self,
        indicator: str,
        areas: list[str],
        start: int | None = None,
        end: int | None = None,
        view: str = "line",
    ) -> dict[str, Any]:
        """Give the address of a chart for people, of the same chart to embed, and of its figures as CSV and Excel. view is line, multiples, bars, map or table; start and end are years."""
        row = self.portal.metadata(indicator)
        query = [
            ("country" if code in self.countries else "commission", code)
            for code in map(str.upper, areas)
        ]
        years = [(name, str(year)) for name, year in (("from", start), ("to", end)) if year]
        text = urlencode([*query, *years, ("view", view)])
        stem = f"{self.portal.address}/indicators/{quote(row.code)}"
        return {
            "title": row.name,
            "page": f"{stem}/?{text}",
            "embed": f"{self.portal.address}/embed/indicators/{quote(row.code)}/?{text}",
            "csv": f"{stem}.csv?{urlencode([*query, *years])}",
            "xlsx": f"{stem}.xlsx?{urlencode([*query, *years])}",
        }

    def trace(
        self, indicator: str, area: str, period: str, release: int | None = None
    ) -> dict[str, Any]:
        """Show how one figure came about: formula with its numbers, cells of the providers' files with sheet, row and column, members of a group, earlier vintages, a line of Python that gives it."""
        return self.portal.trace(indicator, area, period, release=release)

    def studies(
        self, words: str = "", country: str | None = None, commission: str | None = None
    ) -> dict[str, Any]:
        """Search published studies by words in any language, country or commission."""
        return _records(self.portal.studies(words, country=country, commission=commission))

    def recommendations(
        self,
        country: str | None = None,
        commission: str | None = None,
        theme: str | None = None,
        study: int | None = None,
    ) -> dict[str, Any]:
        """List recommendations of studies with how far countries have come and the evidence."""
        return _records(
            self.portal.recommendations(
                country=country, commission=commission, theme=theme, study=study
            )
        )

    def outcomes(self, country: str | None = None, commission: str | None = None) -> dict[str, Any]:
        """List policy changes that were documented, with steps, evidence and what the commissions contributed. `is_change` is false for a mere interest."""
        return _records(self.portal.policy_changes(country=country, commission=commission))

    def releases(self) -> dict[str, Any]:
        """List the releases of figures, newest first; each stays readable by its number."""
        return {
            "releases": [
                {
                    "release": release.id,
                    "day": release.created_at.date().isoformat(),
                    "current": release.current,
                    "reason": release.reason,
                    "page": f"{self.portal.address}/id/releases/{release.id}",
                }
                for release in self.portal.releases()[:MOST_RECORDS]
            ]
        }


def _brief(row: Indicator) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "theme": row.theme,
        "unit": row.unit,
        "modelled": row.modelled,
        "published": row.published,
        "vintage": row.vintage.isoformat() if row.vintage else None,
        "first_year": row.first_year,
        "last_year": row.last_year,
        "bilateral": row.bilateral,
        "countries": row.countries,
    }


def _span(code: str, figures: list[Figure]) -> dict[str, Any]:
    periods = [figure.time_period for figure in figures]
    return {
        "code": code,
        "first": min(periods, default=None),
        "last": max(periods, default=None),
        "figures": len(figures),
    }


def _letters(figures: Iterable[Figure]) -> list[str]:
    return sorted({figure.obs_status for figure in figures})


def _records(records: Iterable[dict[str, Any]]) -> dict[str, Any]:
    first = list(islice(records, MOST_RECORDS + 1))
    return {"results": first[:MOST_RECORDS], "more": len(first) > MOST_RECORDS}


def _with_refusals(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The tool, with what the portal refuses told to the assistant and not taken for a fault."""

    @wraps(tool)
    def call(*args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return tool(*args, **kwargs)
        except PortalError as problem:
            raise ToolError(str(problem)) from problem

    return call


def server(portal: Portal) -> MCPServer:
    """The server over a portal."""
    tools = Tools(portal)
    mcp_server = MCPServer("migration-portal", instructions=INSTRUCTIONS, log_level="WARNING")
    for tool in (
        tools.search_indicators,
        tools.coverage,
        tools.series,
        tools.metadata,
        tools.chart,
        tools.trace,
        tools.studies,
        tools.recommendations,
        tools.outcomes,
        tools.releases,
    ):
        mcp_server.tool(annotations=READS)(_with_refusals(tool))
    return mcp_server


def main() -> int:
    """Serve over standard input and output until it closes."""
    parser = argparse.ArgumentParser(prog="migration-portal-mcp", description=__doc__)
    parser.add_argument(
        "address",
        nargs="?",
        default=os.environ.get("PORTAL_ADDRESS"),
        help="of the portal; else PORTAL_ADDRESS. A token in PORTAL_TOKEN raises the limit of calls.",
    )
    parser.add_argument("--language", default="en", help="ar, en, es, fr, ru or zh")
    options = parser.parse_args()
    if not options.address:
        parser.error("name the address of a portal, such as https://data.example.org")
    try:
        portal = Portal(
            options.address, token=os.environ.get("PORTAL_TOKEN", ""), language=options.language
        )
    except ValueError as problem:
        parser.error(str(problem))
    server(portal).run("stdio")
    return 0


if __name__ == "__main__":
    sys.exit(main())
