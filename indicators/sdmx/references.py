"""Which structures an address names, and those that they refer to (SDMX REST `references`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.api.parameters import unknown
from indicators.sdmx.artefacts import AGENCY, VERSION
from indicators.sdmx.query import ANY, ANY_VERSION, NotHere

if TYPE_CHECKING:
    from indicators.sdmx.artefacts import Artefact

KINDS = (
    "agencyscheme", "codelist", "conceptscheme", "datastructure", "dataflow", "contentconstraint",
)  # fmt: skip
OTHER_NAMES = {"dataconstraint": "contentconstraint"}
"""What SDMX 3.0 calls differently."""
REFERENCES = (
    "none", "parents", "parentsandsiblings", "ancestors", "children", "descendants", "all", *KINDS, *OTHER_NAMES,
)  # fmt: skip
DETAILS = (
    "full", "allstubs", "referencestubs", "allcompletestubs", "referencecompletestubs", "referencepartial", "raw",
)  # fmt: skip


def select_artefacts(
    everything: list[Artefact], kind: str, agency: str, identifier: str, version: str
) -> list[Artefact]:
    """The structures of the address; lists of ids are separated by commas or plus signs. Raises NotHere."""
    kind = OTHER_NAMES.get(kind, kind)
    if kind not in {*KINDS, "structure", *ANY}:
        raise NotHere(unknown(kind, [*KINDS, "structure"]))
    of_kind = [artefact for artefact in everything if kind in {artefact.kind, "structure", *ANY}]
    ids = set(identifier.replace("+", ",").split(","))
    selected = [
        artefact
        for artefact in of_kind
        if agency in {artefact.agency, *ANY}
        and (ids & ANY or artefact.id in ids)
        and (version in ANY_VERSION or version == artefact.version)
    ]
    if not selected:
        if agency not in {AGENCY, "SDMX", *ANY}:
            raise NotHere(unknown(agency, [AGENCY]))
        if version not in ANY_VERSION:
            raise NotHere(unknown(version, [VERSION]))
        raise NotHere(unknown(identifier, [artefact.id for artefact in of_kind]))
    return selected


def with_references(
    everything: list[Artefact], selected: list[Artefact], references: str
) -> list[Artefact]:
    """The selected ones and what `references` adds, in the order of messages."""
    references = OTHER_NAMES.get(references, references)
    up = _parents(everything, selected)
    chosen = {
        "none": [],
        "parents": up,
        "ancestors": _far(everything, selected, _parents),
        "parentsandsiblings": [*up, *_children(everything, up)],
        "children": _children(everything, selected),
        "descendants": _far(everything, selected, _children),
    }
    related = [
        *_far(everything, selected, _parents),
        *_far(everything, [*selected, *up], _children),
    ]
    if references in KINDS:
        added = [artefact for artefact in related if artefact.kind == references]
    else:
        added = related if references == "all" else chosen[references]
    keys = {(artefact.kind, artefact.id) for artefact in (*selected, *added)}
    return [artefact for artefact in everything if (artefact.kind, artefact.id) in keys]


def _children(everything: list[Artefact], artefacts: list[Artefact]) -> list[Artefact]:
    used = {pair for artefact in artefacts for pair in artefact.uses}
    return [artefact for artefact in everything if (artefact.kind, artefact.id) in used]


def _parents(everything: list[Artefact], artefacts: list[Artefact]) -> list[Artefact]:
    names = {(artefact.kind, artefact.id) for artefact in artefacts}
    return [artefact for artefact in everything if names & set(artefact.uses)]


def _far(everything: list[Artefact], artefacts: list[Artefact], step) -> list[Artefact]:
    reached, edge = [], artefacts
    while edge := step(everything, edge):
        reached += edge
    return reached
