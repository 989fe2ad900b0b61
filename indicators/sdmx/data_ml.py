"""Figures as SDMX-ML 2.1, structure specific and generic (section 3A of the specification)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from indicators.sdmx.artefacts import AGENCY, STRUCTURE, VERSION
from indicators.sdmx.data import attributes_of, copy
from indicators.sdmx.statement import COUNTERPART, FREQ, PERIOD
from indicators.sdmx.structure_ml import header, urn

if TYPE_CHECKING:
    from indicators.sdmx.data import Message
    from indicators.sdmx.statement import SeriesRun

ML = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
REFERENCE = f"{AGENCY}_{STRUCTURE}_{VERSION.replace('.', '_')}"
NAMESPACE = f"{urn('datastructure', STRUCTURE)}:ObsLevelDim:TIME_PERIOD"


def _head(message: Message, namespace: str = "") -> str:
    structure = (
        f'<mes:Structure structureID="{REFERENCE}"{namespace} dimensionAtObservation="TIME_PERIOD">'
        f'<com:StructureUsage><Ref agencyID="{AGENCY}" id="{message.query.flow}" version="{VERSION}"/>'
        "</com:StructureUsage></mes:Structure>"
    )
    return header(AGENCY, message.prepared, f"R{message.release}", structure)


def _observations(element: str, message: Message) -> str:
    if not message.has_observations:
        return "''"
    return f"string_agg({element}, '' ORDER BY v.year, v.quarter)"


def write_specific(file: BinaryIO, message: Message) -> bool:
    """Series and observations as attributes of two elements: the compact form."""
    head = _head(message, f' namespace="{NAMESPACE}"')
    release = f' RELEASE="{message.release}"' if message.has_attributes else ""
    file.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:StructureSpecificData xmlns:mes="{ML}/message"'
        f' xmlns:ss="{ML}/data/structurespecific" xmlns:com="{ML}/common"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns1="{NAMESPACE}">'
        f'{head}<mes:DataSet ss:structureRef="{REFERENCE}" xsi:type="ns1:DataSetType"'
        f' ss:dataScope="DataStructure" ss:action="Information"{release}>\n'.encode()
    )
    has_rows = copy(
        file,
        message.selection,
        _specific_row(message),
        lambda entry: _specific_ends(entry, message),
    )
    file.write(b"</mes:DataSet></mes:StructureSpecificData>")
    return has_rows


def _specific_ends(entry: SeriesRun, message: Message) -> tuple[str, str]:
    attributes = {"INDICATOR": entry.code, "SEX": entry.sex}
    if message.has_attributes:
        attributes |= attributes_of(entry)
    return '"' + "".join(f' {key}="{text}"' for key, text in attributes.items()) + ">", ""


def _specific_row(message: Message) -> str:
    value = "coalesce(' OBS_VALUE=\"' || v.value::text || '\"', '')"
    rest = (
        "' OBS_STATUS=\"' || v.status || coalesce('\" COVERAGE=\"' || v.coverage::text, '') || '\"'"
    )
    parts = [f"'<Obs TIME_PERIOD=\"' || {PERIOD} || '\"'"]
    parts += [value] * message.has_values + [rest] * message.has_attributes
    element = " || ".join([*parts, "'/>'"])
    return (
        f"'<Series FREQ=\"' || min({FREQ}) || '\" REF_AREA=\"' || a.code || '\" COUNTERPART_AREA=\"'"
        f" || min({COUNTERPART}) || e.head || {_observations(element, message)} || '</Series>'"
    )


def write_generic(file: BinaryIO, message: Message) -> bool:
    """Every key and attribute as an element with its name: read without the data structure."""
    attributes = (
        _generic("Attributes", {"RELEASE": str(message.release)}) if message.has_attributes else ""
    )
    file.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:GenericData xmlns:mes="{ML}/message"'
        f' xmlns:gen="{ML}/data/generic" xmlns:com="{ML}/common">{_head(message)}'
        f'<mes:DataSet structureRef="{REFERENCE}" action="Information">{attributes}\n'.encode()
    )
    has_rows = copy(
        file, message.selection, _generic_row(message), lambda entry: _generic_ends(entry, message)
    )
    file.write(b"</mes:DataSet></mes:GenericData>")
    return has_rows


def _value(key: str, text: str) -> str:
    return f'<gen:Value id="{key}" value="{text}"/>'


def _generic(tag: str, values: dict[str, str]) -> str:
    return f"<gen:{tag}>{''.join(_value(key, text) for key, text in values.items())}</gen:{tag}>"


def _generic_ends(entry: SeriesRun, message: Message) -> tuple[str, str]:
    attributes = _generic("Attributes", attributes_of(entry)) if message.has_attributes else ""
    rest = _value("INDICATOR", entry.code) + _value("SEX", entry.sex)
    return f'"/>{rest}</gen:SeriesKey>{attributes}', ""


def _generic_row(message: Message) -> str:
    value = "coalesce('<gen:ObsValue value=\"' || v.value::text || '\"/>', '')"
    status, coverage = (
        _value("OBS_STATUS", "' || v.status || '"),
        _value("COVERAGE", "' || v.coverage::text || '"),
    )
    rest = f"'<gen:Attributes>{status}' || coalesce('{coverage}', '') || '</gen:Attributes>'"
    parts = [f"'<gen:Obs><gen:ObsDimension value=\"' || {PERIOD} || '\"/>'"]
    parts += [value] * message.has_values + [rest] * message.has_attributes
    element = " || ".join([*parts, "'</gen:Obs>'"])
    key = _value("FREQ", f"' || min({FREQ}) || '") + _value("REF_AREA", "' || a.code || '")
    return (
        f'\'<gen:Series><gen:SeriesKey>{key}<gen:Value id="COUNTERPART_AREA" value="\' || min({COUNTERPART})'
        f" || e.head || {_observations(element, message)} || '</gen:Series>'"
    )
