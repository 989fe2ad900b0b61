"""Structures as SDMX-JSON 2.0 (sdmx-twg/sdmx-json, structure message)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from core.i18n.languages import UNITED_NATIONS
from indicators.sdmx.artefacts import (
    AGENCY,
    CONCEPTS,
    DATASET_ATTRIBUTES,
    DIMENSIONS,
    LISTS,
    OBSERVATION_ATTRIBUTES,
    SERIES_ATTRIBUTES,
    STRUCTURE,
    VERSION,
)
from indicators.sdmx.structure_ml import TEXT_TYPES, urn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from indicators.sdmx.artefacts import Artefact, Item
    from indicators.sdmx.cube import Cube

SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
PLACES = {
    "agencyscheme": ("agencySchemes", "agencies"),
    "dataflow": ("dataflows", ""),
    "codelist": ("codelists", "codes"),
    "conceptscheme": ("conceptSchemes", "concepts"),
    "datastructure": ("dataStructures", ""),
    "contentconstraint": ("dataConstraints", ""),
}


def message(artefacts: Iterable[Artefact], prepared: datetime, *, stubs: bool = False) -> bytes:
    """The structure message; stubs have names and no content."""
    data: dict[str, list[dict[str, Any]]] = {}
    for artefact in artefacts:
        place, items = PLACES[artefact.kind]
        data.setdefault(place, []).append(_artefact(artefact, items, stubs))
    meta = {
        "schema": SCHEMA,
        "id": "STRUCTURES",
        "prepared": f"{prepared:%Y-%m-%dT%H:%M:%SZ}",
        "test": False,
        "contentLanguages": list(UNITED_NATIONS),
        "sender": {"id": AGENCY},
    }
    return orjson.dumps({"meta": meta, "data": data})


def _artefact(artefact: Artefact, items: str, stubs: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": artefact.id,
        "name": artefact.names["en"],
        "names": artefact.names,
        "agencyID": artefact.agency,
        "version": artefact.version,
        "isExternalReference": stubs,
    }
    if stubs:
        return document
    if items:
        document |= {"isPartial": False, items: [_item(item) for item in artefact.items]}
    elif artefact.cube is not None:
        document |= _constraint(artefact.uses[0][1], artefact.cube)
    elif artefact.kind == "dataflow":
        document["structure"] = urn("datastructure", STRUCTURE)
    else:
        document["dataStructureComponents"] = _components()
    return document


def _constraint(flow: str, cube: Cube) -> dict[str, Any]:
    values: list[dict[str, Any]] = [
        {"id": name, "values": [{"value": code} for code in codes]}
        for name, codes in cube.codes.items()
    ]
    if cube.years:
        first, last = (str(year) for year in cube.years)
        times = {
            "startPeriod": {"period": first, "isInclusive": True},
            "endPeriod": {"period": last, "isInclusive": True},
        }
        values.append({"id": "TIME_PERIOD", "timeRange": times})
    return {
        "role": "Actual",
        "constraintAttachment": {"dataflows": [urn("dataflow", flow)]},
        "cubeRegions": [{"include": True, "keyValues": values}],
        "annotations": [
            {"id": key, "title": text, "type": "sdmx_metrics"} for key, text in cube.counts
        ],
    }


def _item(element: Item) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": element.id,
        "name": element.names["en"],
        "names": element.names,
    }
    if element.descriptions:
        document |= {
            "description": element.descriptions["en"],
            "descriptions": element.descriptions,
        }
    if element.notes:
        document["annotations"] = [{"id": key, "title": text} for key, text in element.notes]
    return document


def _component(name: str) -> dict[str, Any]:
    concept = (
        f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:{CONCEPTS}({VERSION}).{name}"
    )
    representation: dict[str, Any] = (
        {"enumeration": urn("codelist", LISTS[name])}
        if name in LISTS
        else {"format": {"dataType": TEXT_TYPES[name]}}
    )
    return {"id": name, "conceptIdentity": concept, "localRepresentation": representation}


def _components() -> dict[str, Any]:
    dimensions = [_component(name) | {"position": place} for place, name in enumerate(DIMENSIONS)]
    related = (
        (DATASET_ATTRIBUTES, {"dataflow": {}}),
        (SERIES_ATTRIBUTES, {"dimensions": list(DIMENSIONS)}),
        (OBSERVATION_ATTRIBUTES, {"observation": {}}),
    )
    attributes = [
        _component(name) | {"usage": _usage(name), "attributeRelationship": where}
        for names, where in related
        for name in names
    ]
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": dimensions,
            "timeDimension": _component("TIME_PERIOD"),
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [_component("OBS_VALUE") | {"usage": "optional"}],
        },
        "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
    }


def _usage(name: str) -> str:
    return "optional" if name == "COVERAGE" else "mandatory"
