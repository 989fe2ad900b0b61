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


def asked_for(
    everything: list[Artefact], kind: str, agency: str, identifier: str, version: str
) -> list[Artefact]:
    """The structures of the address; lists of ids are separated by commas or plus signs. Raises NotHere."""
    kind = OTHER_NAMES.get(kind, kind)
    if kind not in {*KINDS, "structure", *ANY}:
        raise NotHere(unknown(kind, [*KINDS, "structure"]))
    of_kind = [one for one in everything if kind in {one.kind, "structure", *ANY}]
    wanted = set(identifier.replace("+", ",").split(","))
    found = [
        one
        for one in of_kind
        if agency in {one.agency, *ANY}
        and (wanted & ANY or one.id in wanted)
        and (version in ANY_VERSION or version == one.version)
    ]
    if not found:
        if agency not in {AGENCY, "SDMX", *ANY}:
            raise NotHere(unknown(agency, [AGENCY]))
        if version not in ANY_VERSION:
            raise NotHere(unknown(version, [VERSION]))
        raise NotHere(unknown(identifier, [one.id for one in of_kind]))
    return found


def with_references(
    everything: list[Artefact], found: list[Artefact], references: str
) -> list[Artefact]:
    """The found ones and what `references` adds, in the order of messages."""
    references = OTHER_NAMES.get(references, references)
    up = _parents(everything, found)
    chosen = {
        "none": [],
        "parents": up,
        "ancestors": _far(everything, found, _parents),
        "parentsandsiblings": [*up, *_children(everything, up)],
        "children": _children(everything, found),
        "descendants": _far(everything, found, _children),
    }
    every = [
        *_far(everything, found, _parents),
        *_far(everything, [*found, *up], _children),
    ]
    if references in KINDS:
        added = [one for one in every if one.kind == references]
    else:
        added = every if references == "all" else chosen[references]
    keys = {(one.kind, one.id) for one in (*found, *added)}
    return [one for one in everything if (one.kind, one.id) in keys]


def _children(everything: list[Artefact], of: list[Artefact]) -> list[Artefact]:
    wanted = {pair for one in of for pair in one.uses}
    return [one for one in everything if (one.kind, one.id) in wanted]


def _parents(everything: list[Artefact], of: list[Artefact]) -> list[Artefact]:
    names = {(one.kind, one.id) for one in of}
    return [one for one in everything if names & set(one.uses)]


def _far(everything: list[Artefact], of: list[Artefact], step) -> list[Artefact]:
    found, edge = [], of
    while edge := step(everything, edge):
        found += edge
    return found
