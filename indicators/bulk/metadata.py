"""What an archive says about its figures: README, data dictionary, Frictionless data package, CSVW (pure).

Sources of the forms: Data Package 1.0 (specs.frictionlessdata.io), CSV on the Web (W3C, 2015).
English, as the providers' own attributions are; names of areas come in six languages.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from core.i18n.languages import UNITED_NATIONS
from core.tables.table import BOM, harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

LICENCES = {"CC BY 4.0": "CC-BY-4.0", "CC BY 3.0 IGO": "CC-BY-3.0-IGO"}

COLUMNS: dict[str, tuple[str, str]] = {
    "indicator": ("string", "Code of the indicator; its name, unit and method stand in indicators.csv"),
    "ref_area": ("string", "Country, commission or world: ISO 3166-1 alpha-3, a commission's code, or WLD"),
    "ref_area_name": ("string", "Its name in English; other languages stand in areas.csv"),
    "counterpart_area": ("string", "The other end of a corridor; empty where there is none"),
    "counterpart_area_name": ("string", "Its name in English"),
    "sex": ("string", "SDMX CL_SEX: _T both, F women, M men"),
    "variant": ("string", "Variant of a modelled figure; empty where there is one only"),
    "time_period": ("string", "A year, or a quarter as 2020-Q3"),
    "value": ("number", "The figure in base units, all digits; empty where it is missing, never zero for missing"),
    "obs_status": ("string", "SDMX CL_OBS_STATUS, for example A normal, E estimated, O missing, M cannot exist"),
    "unit": ("string", "Unit of measure"),
    "coverage": ("number", "Share of the population behind an aggregate, 0-1; empty for countries"),
    "vintage": ("date", "The day the newest source was published"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """A provider's file behind the figures."""

    name: str
    publisher: str
    attribution: str
    licence: str
    licence_url: str
    url: str
    filename: str
    sha256: str
    vintage: str


@dataclass(frozen=True, slots=True)
class IndicatorDescription:
    """An indicator of the archive."""

    code: str
    name: str
    unit: str
    unit_label: str
    decimals: int
    theme: str
    sdg: str
    formula_version: int
    basis: str
    vintage: str
    is_modelled: bool
    note: str


@dataclass(frozen=True, slots=True)
class AreaDescription:
    """An area with its names by language."""

    code: str
    kind: str
    iso2: str
    m49: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that an archive says; `columns` are those of data.csv, `address` is that of the release."""

    name: str
    title: str
    release: int
    created_at: datetime
    citation: str
    address: str
    columns: tuple[str, ...]
    indicators: tuple[IndicatorDescription, ...]
    areas: tuple[AreaDescription, ...]
    sources: tuple[SourceDescription, ...]


def indicators_csv(indicators: Iterable[IndicatorDescription]) -> bytes:
    """One indicator a line, with its method note."""
    fields = tuple(IndicatorDescription.__dataclass_fields__)
    return _csv(fields, ([getattr(indicator, name) for name in fields] for indicator in indicators))


def areas_csv(areas: Iterable[AreaDescription]) -> bytes:
    """One area a line, with its names in six languages."""
    heads = ("code", "kind", "iso2", "m49", *(f"name_{code}" for code in UNITED_NATIONS))
    rows = (
        [
            area.code,
            area.kind,
            area.iso2,
            area.m49,
            *(area.names.get(code, "") for code in UNITED_NATIONS),
        ]
        for area in areas
    )
    return _csv(heads, rows)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([harmless(c) if isinstance(c, str) else c for c in row] for row in rows)
    return stream.getvalue().encode()


def readme(contents: Contents) -> bytes:
    """What a person reads first."""
    listed = "\n".join(f"- `{name}`: {COLUMNS[name][1]}" for name in contents.columns)
    indicators = "\n".join(
        f"- `{indicator.code}`: {indicator.name} ({indicator.unit_label})"
        f"{', modelled, not observed' if indicator.is_modelled else ''}"
        for indicator in contents.indicators
    )
    sources = "\n".join(
        f"- {source.attribution}. {source.publisher}, {source.url}."
        f" Licence: {source.licence} {source.licence_url}."
        f" File {source.filename}, published {source.vintage}, SHA-256 {source.sha256}."
        for source in contents.sources
    )
    return f"""# {contents.title}

{contents.citation}

Figures as first shown in release {contents.release} of {contents.created_at:%Y-%m-%d}; later releases that list this file show the same.
The release: {contents.address}

## Files

- `data.csv`: the figures, UTF-8 with byte order mark (`encoding="utf-8-sig"`), comma, CRLF, point for decimals
- `data.parquet`: the same figures with types
- `indicators.csv`: names, units, formula versions and method notes
- `areas.csv`: areas with ISO and M49 codes and names in six languages
- `datapackage.json`: a Frictionless data package; `data.csv-metadata.json`: CSV on the Web

## Columns of the data

{listed}

A missing figure is empty, or has no row. It is never zero. `NA` in the column iso2 of areas.csv is Namibia:
read it with `keep_default_na=False` (pandas) or `na.strings = ""` (R).

## Indicators

{indicators}

## Sources and licences

{sources}
""".encode()


def data_package(contents: Contents, files: dict[str, tuple[int, str]]) -> bytes:
    """datapackage.json; `files` gives size and SHA-256 of each file by its path."""
    resources: list[dict[str, Any]] = [
        {**_resource("data", "data.csv", files), "schema": _schema(contents.columns)},
        {**_resource("indicators", "indicators.csv", files), "schema": _indicator_schema()},
        {**_resource("areas", "areas.csv", files), "schema": _area_schema()},
        {
            "name": "data-parquet",
            "path": "data.parquet",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            # Without it readers guess the types, and a column of whole numbers with gaps is none of integers.
            "schema": _schema(contents.columns),
        },
    ]
    package = {
        "profile": "data-package",
        "name": contents.name,
        "title": contents.title,
        "description": contents.citation,
        "version": str(contents.release),
        "created": f"{contents.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "homepage": contents.address,
        "licenses": _licences(contents.sources),
        "sources": [
            {
                "title": f"{source.attribution} ({source.filename}, {source.vintage})",
                "path": source.url,
            }
            for source in contents.sources
        ],
        "resources": resources,
    }
    return orjson.dumps(package, option=orjson.OPT_INDENT_2)


def _licences(sources: Iterable[SourceDescription]) -> list[dict[str, str]]:
    licences: dict[str, dict[str, str]] = {}
    for source in sources:
        name = LICENCES.get(source.licence, source.licence.replace(" ", "-"))
        licences[name] = {"name": name, "title": source.licence} | (
            {"path": source.licence_url} if source.licence_url else {}
        )
    return list(licences.values())


def _measured(path: str, files: dict[str, tuple[int, str]]) -> dict[str, Any]:
    size, digest = files[path]
    return {"bytes": size, "hash": f"sha256:{digest}"}


def _resource(name: str, path: str, files: dict[str, tuple[int, str]]) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_measured(path, files),
    }


def _schema(columns: Sequence[str]) -> dict[str, Any]:
    keys = ("indicator", "ref_area", "counterpart_area", "sex", "variant", "time_period")
    return {
        "fields": [
            {"name": name, "type": COLUMNS[name][0], "description": COLUMNS[name][1]}
            for name in columns
        ],
        "missingValues": [""],
        "foreignKeys": [
            {"fields": "indicator", "reference": {"resource": "indicators", "fields": "code"}},
            {"fields": "ref_area", "reference": {"resource": "areas", "fields": "code"}},
        ],
        # What is empty in every row cannot be a key for those who check.
        "primaryKey": [n for n in keys if n in columns and n not in {"counterpart_area", "variant"}]
        if "sex" not in columns
        else [],
    }


def _indicator_schema() -> dict[str, Any]:
    kinds = {
        "decimals": "integer",
        "formula_version": "integer",
        "is_modelled": "boolean",
        "vintage": "date",
    }
    fields = [
        {"name": n, "type": kinds.get(n, "string")}
        for n in IndicatorDescription.__dataclass_fields__
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["code"]}


def _area_schema() -> dict[str, Any]:
    names = ("code", "kind", "iso2", "m49", *(f"name_{code}" for code in UNITED_NATIONS))
    fields = [{"name": name, "type": "string"} for name in names]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["code"]}


def csvw(contents: Contents) -> bytes:
    """data.csv-metadata.json, where readers of CSVW look for it."""
    kinds = {"string": "string", "number": "double", "date": "date"}
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "data.csv",
        "dc:title": contents.title,
        "dc:description": contents.citation,
        "dc:issued": f"{contents.created_at:%Y-%m-%d}",
        "dc:source": [source.url for source in contents.sources],
        "dc:license": [source.licence_url for source in contents.sources if source.licence_url],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "datatype": kinds[COLUMNS[name][0]],
                    "dc:description": COLUMNS[name][1],
                    "null": "",
                }
                for name in contents.columns
            ],
        },
    }
    return orjson.dumps(described, option=orjson.OPT_INDENT_2)
