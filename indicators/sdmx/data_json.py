"""Figures as SDMX-JSON 2.0 (sdmx-twg/sdmx-json, data message): values by their place in lists of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import orjson
from django.db import connection

from core.i18n.languages import UNITED_NATIONS
from indicators.sdmx.artefacts import (
    AGENCY,
    CONCEPT_NAMES,
    DIMENSIONS,
    OBSERVATION_ATTRIBUTES,
    SERIES_ATTRIBUTES,
    artefacts,
    texts,
)
from indicators.sdmx.artefacts import LISTS as CODE_LISTS
from indicators.sdmx.data import attributes_of, copy
from indicators.sdmx.statement import COUNTERPART, FREQ, PERIOD
from indicators.sdmx.structure_ml import urn

if TYPE_CHECKING:
    from indicators.sdmx.data import Message
    from indicators.sdmx.statement import SeriesRun

SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"
Places = dict[str, dict[str, int]]
"""For each dimension and attribute, the place of each value in its list."""


def write(file: BinaryIO, message: Message) -> bool:
    """The whole message."""
    places = _places(message)
    head = orjson.dumps(_description(message, places))
    file.write(head.removesuffix(b"}}") + b',"dataSets":[{"structure":0,"action":"Information"')
    if message.has_attributes:
        file.write(b',"attributes":[0]')
    file.write(b',"series":{')
    series = _Joined(file)
    has_rows = copy(
        series,
        message.selection,
        _row(message, places),
        lambda entry: _ends(entry, message, places),
    )
    file.write(b"}}]}}")
    return has_rows


class _Joined:
    """Takes lines and writes them with commas between."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._rest = file, b""

    def write(self, block: bytes) -> int:
        """The last line end is kept back until more follows."""
        pending = self._rest + bytes(block)
        self._rest = b"\n" if pending.endswith(b"\n") else b""
        self._file.write(pending.removesuffix(b"\n").replace(b"\n", b",\n"))
        return len(block)


def _places(message: Message) -> Places:
    lists: dict[str, list[str]] = {name: [] for name in (*DIMENSIONS, "TIME_PERIOD")}
    for name, column in (
        ("FREQ", FREQ),
        ("REF_AREA", "a.code"),
        ("COUNTERPART_AREA", COUNTERPART),
        ("TIME_PERIOD", PERIOD),
        ("OBS_STATUS", "v.status"),
    ):
        lists[name] = _distinct(message, column)
    entries = message.selection.entries
    lists["INDICATOR"] = list(dict.fromkeys(entry.code for entry in entries))
    lists["SEX"] = list(dict.fromkeys(entry.sex for entry in entries))
    for name in SERIES_ATTRIBUTES:
        lists[name] = list(dict.fromkeys(attributes_of(entry)[name] for entry in entries))
    return {name: {code: at for at, code in enumerate(codes)} for name, codes in lists.items()}


def _distinct(message: Message, column: str) -> list[str]:
    statement, values = message.selection.statement(column, lambda entry: ("", ""), grouped=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT code FROM ({statement}) listed (code) ORDER BY code", values
        )
        return [code for (code,) in cursor.fetchall()]


def _case(column: str, places: dict[str, int]) -> str:
    """The place of a code, looked up in a JSON object; codes are our own and hold no quote."""
    return f"('{orjson.dumps(places).decode()}'::jsonb ->> ({column}))"


def _row(message: Message, places: Places) -> str:
    key = " || ':' || ".join(
        (
            _case(f"min({FREQ})", places["FREQ"]),
            _case("a.code", places["REF_AREA"]),
            _case(f"min({COUNTERPART})", places["COUNTERPART_AREA"]),
        )
    )
    value = "coalesce(v.value::text, 'null')" if message.has_values else "'null'"
    rest = (
        f" || ',' || {_case('v.status', places['OBS_STATUS'])} || ',' || coalesce(v.coverage::text, 'null')"
        if message.has_attributes
        else ""
    )
    observation = (
        f"'\"' || {_case(PERIOD, places['TIME_PERIOD'])} || '\":[' || {value}{rest} || ']'"
    )
    observations = (
        f"string_agg({observation}, ',' ORDER BY v.year, v.quarter)"
        if message.has_observations
        else "''"
    )
    return f"'\"' || {key} || e.head || {observations} || '}}}}'"


def _ends(entry: SeriesRun, message: Message, places: Places) -> tuple[str, str]:
    key = f":{places['INDICATOR'][entry.code]}:{places['SEX'][entry.sex]}"
    attributes = ""
    if message.has_attributes:
        indices = (places[name][value] for name, value in attributes_of(entry).items())
        attributes = f'"attributes":[{",".join(map(str, indices))}],'
    return f'{key}":{{{attributes}"observations":{{', ""


def _description(message: Message, places: Places) -> dict[str, Any]:
    names = {
        (artefact.id, item.id): item.names
        for artefact in artefacts()
        if artefact.kind == "codelist"
        for item in artefact.items
    }

    def component(name: str) -> dict[str, Any]:
        values = [_coded_value(names, name, code) for code in places.get(name, {})]
        # Coverage is a number in each observation, so it has no list.
        listed = {} if name == "COVERAGE" else {"values": values}
        concept = texts(CONCEPT_NAMES[name])
        return {"id": name, "name": concept["en"], "names": concept, **listed}

    series = [component(name) | {"keyPosition": at} for at, name in enumerate(DIMENSIONS)]
    time = component("TIME_PERIOD") | {"keyPosition": len(DIMENSIONS), "roles": ["TIME_PERIOD"]}
    release = {"id": "RELEASE", "name": CONCEPT_NAMES["RELEASE"]}
    attributes: dict[str, Any] = {"dataSet": [], "series": [], "observation": []}
    if message.has_attributes:
        attributes = {
            "dataSet": [release | {"values": [{"value": str(message.release)}]}],
            "series": [component(name) for name in SERIES_ATTRIBUTES],
            "observation": [component(name) for name in OBSERVATION_ATTRIBUTES],
        }
    structure = {
        "links": [{"rel": "dataflow", "urn": urn("dataflow", message.query.flow)}],
        "dimensions": {"series": series, "observation": [time]},
        "measures": {"observation": [component("OBS_VALUE")]},
        "attributes": attributes,
        "dataSets": [0],
    }
    meta = {
        "schema": SCHEMA,
        "id": f"R{message.release}",
        "prepared": f"{message.prepared:%Y-%m-%dT%H:%M:%SZ}",
        "test": False,
        "contentLanguages": list(UNITED_NATIONS),
        "sender": {"id": AGENCY},
    }
    return {"meta": meta, "data": {"structures": [structure]}}


def _coded_value(names: dict, name: str, code: str) -> dict[str, Any]:
    if name not in CODE_LISTS:
        return {"value": code}
    translations = names.get((CODE_LISTS[name], code), {"en": code})
    return {"id": code, "name": translations["en"], "names": translations}
