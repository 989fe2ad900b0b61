"""The codebook of a round: its questions as variables with published frequencies, as a page and as DDI-Codebook 2.5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from core.i18n.languages import in_reader_language
from evaluations.presentation import microfile
from evaluations.presentation.results import METHOD, labels_of, titles_of
from evaluations.statistics.codes import ANSWERED, PERIOD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.models import PreparedResults, SurveyRound
    from evaluations.questionnaires.questionnaire import Questionnaire
    from workshops.models import Workshop

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"


@dataclass(frozen=True, slots=True)
class Value:
    """A code with its label; `count` is published, or None where it is hidden."""

    code: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A variable: its question, who was asked it, what may be answered; `n` valid answers, None where hidden."""

    name: str
    label: str
    question: str
    scale: str
    universe: str
    values: tuple[Value, ...]
    n: int | None
    in_file: bool


@dataclass(frozen=True, slots=True)
class Codebook:
    """What somebody who was not there needs to read the data of a round."""

    title: str
    number: str
    producer: str
    language: str
    first_day: str
    last_day: str
    country: str
    universe: str
    mode: str
    answered: int
    audience: int
    version: int
    made_on: str
    method: str
    entries: tuple[Entry, ...]


def codebook_of(
    workshop: Workshop,
    round_: SurveyRound,
    prepared: PreparedResults,
    questionnaire: Questionnaire,
    *,
    language: str,
) -> Codebook:
    """In the active language; nothing in it that the page of results does not tell."""
    content = prepared.content
    titles, labels = titles_of(questionnaire), labels_of(questionnaire)
    has_file = microfile.content_for_file(round_) is not None
    entries = []
    for question in questionnaire.questions:
        for key in question.keys:
            item = content["items"].get(key)
            if item is None:
                continue
            options = item["options"] or {}
            values = tuple(
                Value(code, label, options.get(code))
                for code, label in labels[key].items()
                if item["scale"] != PERIOD or code in options
            )
            entries.append(
                Entry(
                    name=key,
                    label=titles[key],
                    question=in_reader_language(question.texts),
                    scale=item["scale"],
                    universe=_universe(question.shown_if, question.shown_codes, titles, labels),
                    values=values,
                    n=item["n"],
                    in_file=has_file
                    and bool(options)
                    and not key.startswith(microfile.BY_ATTENDANCE),
                )
            )
    return Codebook(
        title=f"{workshop.title}: {round_.title}",
        number=f"{workshop.code}-{round_.kind}-{round_.pk}",
        producer=workshop.host.full_name,
        language=language,
        first_day=round_.opens_at.astimezone(workshop.tz).date().isoformat(),
        last_day=round_.closes_at.astimezone(workshop.tz).date().isoformat(),
        country=workshop.country.name if workshop.country else "",
        universe=_("People who took part in the workshop, without organising staff and interpreters."),
        mode=_("Form on the web by personal link, on paper, or with another tool."),
        answered=content["answered"],
        audience=content["audience"],
        version=prepared.version,
        made_on=prepared.made_on.isoformat(),
        method=str(METHOD),
        entries=tuple(entries),
    )  # fmt: skip


def _universe(
    shown_if: str,
    codes: tuple[int, ...],
    titles: Mapping[str, str],
    labels: Mapping[str, Mapping[str, str]],
) -> str:
    """Who was asked the question; empty where everybody was."""
    if not shown_if:
        return ""
    if ANSWERED in codes:
        return _("Who answered “%(question)s”") % {"question": titles.get(shown_if, shown_if)}
    answers = ", ".join(f"“{labels.get(shown_if, {}).get(str(code), code)}”" for code in codes)
    return _("Who answered %(answers)s to “%(question)s”") % {
        "answers": answers,
        "question": titles.get(shown_if, shown_if),
    }


def ddi(codebook: Codebook) -> bytes:
    """The codebook as DDI-Codebook 2.5."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(
        f"{{{NAMESPACE}}}codeBook",
        {
            "version": "2.5",
            "{http://www.w3.org/XML/1998/namespace}lang": codebook.language,
            "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    _document(root, codebook)
    _study(root, codebook)
    _file(root, codebook)
    data = _add(root, "dataDscr")
    for place, entry in enumerate(codebook.entries, start=1):
        _variable(data, entry, place)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    if text:
        child.text = "".join(c for c in text if c.isprintable() or c in "\n\t")
    return child


def _citation(parent: ET.Element, codebook: Codebook) -> None:
    citation = _add(parent, "citation")
    title = _add(citation, "titlStmt")
    _add(title, "titl", codebook.title)
    _add(title, "IDNo", codebook.number)
    producer = _add(citation, "prodStmt")
    _add(producer, "producer", codebook.producer)
    _add(producer, "prodDate", codebook.made_on, date=codebook.made_on)
    version = _add(citation, "verStmt")
    _add(version, "version", str(codebook.version), date=codebook.made_on)


def _document(root: ET.Element, codebook: Codebook) -> None:
    _citation(_add(root, "docDscr"), codebook)


def _study(root: ET.Element, codebook: Codebook) -> None:
    study = _add(root, "stdyDscr")
    _citation(study, codebook)
    about = _add(_add(study, "stdyInfo"), "sumDscr")
    _add(about, "collDate", codebook.first_day, date=codebook.first_day, event="start")
    _add(about, "collDate", codebook.last_day, date=codebook.last_day, event="end")
    if codebook.country:
        _add(about, "nation", codebook.country)
    _add(about, "anlyUnit", "Individual")
    _add(about, "universe", codebook.universe)
    _add(about, "dataKind", "survey")
    method = _add(study, "method")
    collection = _add(method, "dataColl")
    _add(collection, "collMode", codebook.mode)
    _add(method, "notes", codebook.method)
    _add(_add(method, "anlyInfo"), "respRate", f"{codebook.answered}/{codebook.audience}")


def _file(root: ET.Element, codebook: Codebook) -> None:
    variables = sum(entry.in_file for entry in codebook.entries)
    if variables:
        text = _add(_add(root, "fileDscr", ID="F1"), "fileTxt")
        _add(text, "fileName", f"{codebook.number}.csv")
        size = _add(text, "dimensns")
        _add(size, "caseQnty", str(codebook.answered))
        _add(size, "varQnty", str(variables))


INTERVALS = {"number": "contin"}


def _variable(data: ET.Element, entry: Entry, place: int) -> None:
    attributes = {"files": "F1"} if entry.in_file else {}
    variable = _add(
        data,
        "var",
        ID=f"V{place}",
        name=entry.name,
        intrvl=INTERVALS.get(entry.scale, "discrete"),
        **attributes,
    )
    _add(variable, "labl", entry.label)
    _add(_add(variable, "qstn"), "qstnLit", entry.question)
    if entry.universe:
        _add(variable, "universe", entry.universe)
    if entry.n is not None:
        _add(variable, "sumStat", str(entry.n), type="vald")
    for value in entry.values:
        category = _add(variable, "catgry")
        _add(category, "catValu", value.code)
        _add(category, "labl", value.label)
        if value.count is not None:
            _add(category, "catStat", str(value.count), type="freq")
    _add(variable, "varFormat", type="numeric")
