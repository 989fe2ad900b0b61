"""Structures as SDMX-ML 2.1 (SDMX 2.1 technical specifications, section 3A)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

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

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from indicators.sdmx.artefacts import Artefact, Item, Names
    from indicators.sdmx.cube import Cube

NAMESPACES = (
    'xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"'
    ' xmlns:str="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"'
    ' xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"'
)
# The order of the groups is fixed by the schema.
GROUPS = (
    ("agencyscheme", "OrganisationSchemes", "AgencyScheme", "Agency"),
    ("dataflow", "Dataflows", "Dataflow", ""),
    ("codelist", "Codelists", "Codelist", "Code"),
    ("conceptscheme", "Concepts", "ConceptScheme", "Concept"),
    ("datastructure", "DataStructures", "DataStructure", ""),
    ("contentconstraint", "Constraints", "ContentConstraint", ""),
)
PACKAGES = {
    "agencyscheme": "base.AgencyScheme",
    "dataflow": "datastructure.Dataflow",
    "codelist": "codelist.Codelist",
    "conceptscheme": "conceptscheme.ConceptScheme",
    "datastructure": "datastructure.DataStructure",
    "contentconstraint": "registry.ContentConstraint",
}
TEXT_TYPES = {
    "TIME_PERIOD": "ObservationalTimePeriod",
    "OBS_VALUE": "Double",
    "COVERAGE": "Double",
    "DECIMALS": "Integer",
    "RELEASE": "Integer",
    "VINTAGE": "GregorianDay",
}


def urn(kind: str, identifier: str, agency: str = AGENCY, version: str = VERSION) -> str:
    """The registry name of a structure."""
    return f"urn:sdmx:org.sdmx.infomodel.{PACKAGES[kind]}={agency}:{identifier}({version})"


def header(sender: str, prepared: datetime, identifier: str, structure: str = "") -> str:
    """The header of any SDMX-ML message."""
    return (
        f"<mes:Header><mes:ID>{identifier}</mes:ID><mes:Test>false</mes:Test>"
        f"<mes:Prepared>{prepared:%Y-%m-%dT%H:%M:%SZ}</mes:Prepared><mes:Sender id={quoteattr(sender)}/>"
        f"{structure}</mes:Header>"
    )


def message(artefacts: Iterable[Artefact], prepared: datetime, *, stubs: bool = False) -> bytes:
    """The structure message; stubs have names and no content."""
    by_kind: dict[str, list[Artefact]] = {}
    for artefact in artefacts:
        by_kind.setdefault(artefact.kind, []).append(artefact)
    groups = [
        f"<str:{group}>{''.join(_artefact(artefact, tag, item, stubs) for artefact in by_kind[kind])}</str:{group}>"
        for kind, group, tag, item in GROUPS
        if kind in by_kind
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><mes:Structure {NAMESPACES}>'
        f"{header(AGENCY, prepared, 'STRUCTURES')}<mes:Structures>{''.join(groups)}</mes:Structures></mes:Structure>"
    ).encode()


def _names(names: Names, tag: str = "Name") -> str:
    return "".join(
        f'<com:{tag} xml:lang="{language}">{escape(text)}</com:{tag}>'
        for language, text in names.items()
    )


def _artefact(artefact: Artefact, tag: str, item: str, stubs: bool) -> str:
    partial = ' isPartial="false"' if item else ""
    outside = ' isExternalReference="true"' if stubs else ""
    if artefact.cube is not None:
        partial = ' type="Actual"'
    content = "" if stubs else _content(artefact, item)
    return (
        f'<str:{tag} urn="{urn(artefact.kind, artefact.id, artefact.agency, artefact.version)}" id="{artefact.id}"'
        f' agencyID="{artefact.agency}" version="{artefact.version}" isFinal="false"{outside}{partial}>'
        f"{_counts(artefact)}{_names(artefact.names)}{content}</str:{tag}>"
    )


def _counts(artefact: Artefact) -> str:
    counts = "".join(
        f'<com:Annotation id="{key}"><com:AnnotationTitle>{text}</com:AnnotationTitle>'
        "<com:AnnotationType>sdmx_metrics</com:AnnotationType></com:Annotation>"
        for key, text in (artefact.cube.counts if artefact.cube else ())
    )
    return f"<com:Annotations>{counts}</com:Annotations>" if counts else ""


def _content(artefact: Artefact, item: str) -> str:
    if artefact.kind == "dataflow":
        return f"<str:Structure>{_reference(STRUCTURE, 'datastructure', 'DataStructure')}</str:Structure>"
    if artefact.kind == "datastructure":
        return _components()
    if artefact.cube is not None:
        return _region(artefact.uses[0][1], artefact.cube)
    return "".join(_item(code, item) for code in artefact.items)


def _region(flow: str, cube: Cube) -> str:
    """What the constraint is attached to, and its codes."""
    values = {
        name: "".join(f"<com:Value>{code}</com:Value>" for code in codes)
        for name, codes in cube.codes.items()
    }
    if cube.years:
        first, last = cube.years
        values["TIME_PERIOD"] = (
            f'<com:TimeRange><com:StartPeriod isInclusive="true">{first}</com:StartPeriod>'
            f'<com:EndPeriod isInclusive="true">{last}</com:EndPeriod></com:TimeRange>'
        )
    listed = "".join(
        f'<com:KeyValue id="{name}">{text}</com:KeyValue>' for name, text in values.items()
    )
    return (
        f"<str:ConstraintAttachment><str:Dataflow>{_reference(flow, 'datastructure', 'Dataflow')}</str:Dataflow>"
        f'</str:ConstraintAttachment><str:CubeRegion include="true">{listed}</str:CubeRegion>'
    )


def _item(element: Item, tag: str) -> str:
    notes = "".join(
        f'<com:Annotation id="{key}"><com:AnnotationTitle>{escape(text)}</com:AnnotationTitle></com:Annotation>'
        for key, text in element.notes
    )
    noted = f"<com:Annotations>{notes}</com:Annotations>" if notes else ""
    return (
        f'<str:{tag} id="{element.id}">{noted}{_names(element.names)}'
        f"{_names(element.descriptions, 'Description')}</str:{tag}>"
    )


def _reference(identifier: str, package: str, kind: str) -> str:
    return f'<Ref id="{identifier}" version="{VERSION}" agencyID="{AGENCY}" package="{package}" class="{kind}"/>'


def _concept(identifier: str) -> str:
    return (
        f'<str:ConceptIdentity><Ref id="{identifier}" maintainableParentID="{CONCEPTS}"'
        f' maintainableParentVersion="{VERSION}" agencyID="{AGENCY}" package="conceptscheme" class="Concept"/>'
        "</str:ConceptIdentity>"
    )


def _representation(identifier: str) -> str:
    if identifier in LISTS:
        inside = f"<str:Enumeration>{_reference(LISTS[identifier], 'codelist', 'Codelist')}</str:Enumeration>"
    else:
        inside = f'<str:TextFormat textType="{TEXT_TYPES[identifier]}"/>'
    return f"<str:LocalRepresentation>{inside}</str:LocalRepresentation>"


def _components() -> str:
    dimensions = "".join(
        f'<str:Dimension id="{name}" position="{place}">{_concept(name)}{_representation(name)}</str:Dimension>'
        for place, name in enumerate(DIMENSIONS, 1)
    )
    time = (
        f'<str:TimeDimension id="TIME_PERIOD" position="{len(DIMENSIONS) + 1}">'
        f"{_concept('TIME_PERIOD')}{_representation('TIME_PERIOD')}</str:TimeDimension>"
    )
    of_series = "".join(f'<str:Dimension><Ref id="{name}"/></str:Dimension>' for name in DIMENSIONS)
    of_value = '<str:PrimaryMeasure><Ref id="OBS_VALUE"/></str:PrimaryMeasure>'
    attributes = "".join(
        _attribute(name, where)
        for names, where in (
            (DATASET_ATTRIBUTES, "<str:None/>"),
            (SERIES_ATTRIBUTES, of_series),
            (OBSERVATION_ATTRIBUTES, of_value),
        )
        for name in names
    )
    return (
        '<str:DataStructureComponents><str:DimensionList id="DimensionDescriptor">'
        f"{dimensions}{time}</str:DimensionList>"
        f'<str:AttributeList id="AttributeDescriptor">{attributes}</str:AttributeList>'
        '<str:MeasureList id="MeasureDescriptor"><str:PrimaryMeasure id="OBS_VALUE">'
        f"{_concept('OBS_VALUE')}{_representation('OBS_VALUE')}</str:PrimaryMeasure></str:MeasureList>"
        "</str:DataStructureComponents>"
    )


def _attribute(name: str, where: str) -> str:
    must = "Conditional" if name == "COVERAGE" else "Mandatory"
    return (
        f'<str:Attribute id="{name}" assignmentStatus="{must}">{_concept(name)}{_representation(name)}'
        f"<str:AttributeRelationship>{where}</str:AttributeRelationship></str:Attribute>"
    )
