"""Agency, code lists, concepts, data structure and dataflows, with names in six languages.

Codes follow the cross-domain code lists of SDMX (CL_FREQ, CL_SEX, CL_OBS_STATUS, CL_UNIT_MULT, and the
codes that SDG reporting uses for CL_UNIT_MEASURE); areas carry ISO 3166-1 alpha-3 as everywhere in the
portal, with alpha-2 and M49 as annotations. The lists hold what the portal uses, so they are its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indicators.catalogue.themes import THEMES
from indicators.catalogue.units import UNITS
from indicators.compute import CORRIDORS, FORMULAS, REGISTERED
from indicators.compute.estimates import PUBLISHED, VARIANTS
from indicators.presentation.descriptions import STATUS_WORDS
from regions.models import Area

if TYPE_CHECKING:
    from indicators.compute.formulas import Formula
    from indicators.sdmx.cube import Cube

AGENCY = "UNRC"
VERSION = "1.0"
STRUCTURE = "DSD_MIGRATION"
CONCEPTS = "CROSS_DOMAIN_CONCEPTS"
NO_COUNTERPART = "_Z"
OF_CORRIDORS = "DF_CORRIDORS"

DIMENSIONS = ("FREQ", "REF_AREA", "COUNTERPART_AREA", "INDICATOR", "SEX")
"""The key of a series, in order; TIME_PERIOD is the dimension of observations."""
LISTS = {
    "FREQ": "CL_FREQ",
    "REF_AREA": "CL_AREA",
    "COUNTERPART_AREA": "CL_AREA",
    "INDICATOR": "CL_INDICATOR",
    "SEX": "CL_SEX",
    "OBS_STATUS": "CL_OBS_STATUS",
    "UNIT_MEASURE": "CL_UNIT_MEASURE",
    "UNIT_MULT": "CL_UNIT_MULT",
}
SERIES_ATTRIBUTES = ("UNIT_MEASURE", "UNIT_MULT", "DECIMALS", "VINTAGE")
OBSERVATION_ATTRIBUTES = ("OBS_STATUS", "COVERAGE")
DATASET_ATTRIBUTES = ("RELEASE",)

UNIT_CODES = {
    "PERCENT": "PT",
    "PERSONS": "PS",
    "RATIO": "RO",
    "INDEX": "IX",
    "COUNT": "NUMBER",
    "PER_1000": "PER_1000_POP",
    "PER_100000": "PER_100000_POP",
}
"""The portal's units by the codes of SDG reporting; others keep their own."""

CONCEPT_NAMES = {
    "FREQ": gettext_noop("Frequency of observation"),
    "REF_AREA": gettext_noop("Reference area"),
    "COUNTERPART_AREA": gettext_noop("Counterpart area"),
    "INDICATOR": gettext_noop("Indicator"),
    "SEX": gettext_noop("Sex"),
    "TIME_PERIOD": gettext_noop("Time period"),
    "OBS_VALUE": gettext_noop("Observation value"),
    "OBS_STATUS": gettext_noop("Observation status"),
    "UNIT_MEASURE": gettext_noop("Unit of measure"),
    "UNIT_MULT": gettext_noop("Unit multiplier"),
    "DECIMALS": gettext_noop("Decimals"),
    "VINTAGE": gettext_noop("Vintage: the day the newest source was published"),
    "COVERAGE": gettext_noop("Coverage: share of the population behind an aggregate, 0-1"),
    "RELEASE": gettext_noop("Release of the portal"),
}
FREQUENCIES = {"A": gettext_noop("Annual"), "Q": gettext_noop("Quarterly")}
SEXES = {
    "_T": gettext_noop("Total"),
    "F": gettext_noop("Female"),
    "M": gettext_noop("Male"),
    "_Z": gettext_noop("Not applicable"),
}
LIST_NAMES = {
    "CL_FREQ": gettext_noop("Frequency"),
    "CL_AREA": gettext_noop("Countries, areas and groups"),
    "CL_INDICATOR": gettext_noop("Indicators"),
    "CL_SEX": gettext_noop("Sex"),
    "CL_OBS_STATUS": gettext_noop("Observation status"),
    "CL_UNIT_MEASURE": gettext_noop("Unit of measure"),
    "CL_UNIT_MULT": gettext_noop("Unit multiplier"),
}

Names = dict[str, str]
"""A text by language (xml:lang), English always."""


@dataclass(frozen=True, slots=True)
class Item:
    """A code, concept or agency; `notes` are annotations by id."""

    id: str
    names: Names
    descriptions: Names = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Artefact:
    """A maintained structure: `kind` as in REST paths; schemes and lists have items."""

    kind: str
    id: str
    names: Names
    items: tuple[Item, ...] = ()
    agency: str = AGENCY
    version: str = VERSION
    uses: tuple[tuple[str, str], ...] = ()
    """(kind, id) of what it refers to."""
    cube: Cube | None = None
    """Of a constraint: which codes have figures."""


def sex_of(code: str) -> str:
    """The code of SEX for an indicator: both sexes where people are counted, else not applicable."""
    formula = FORMULAS[code][0]
    counts_people = (
        formula.theme in {"stocks", "flows", "displacement"} or formula.unit == "PERSONS"
    )
    return "_T" if counts_people else "_Z"


def unit_code(unit: str) -> str:
    """The SDMX code of one of the portal's units."""
    return UNIT_CODES.get(unit, unit)


def flow_id(theme: str) -> str:
    """The dataflow of a theme."""
    return f"DF_{theme.upper()}"


def flows() -> dict[str, str]:
    """Names (marked for translation) of the dataflows by id: one per theme in the order of pages, and corridors."""
    used = {formulas[0].theme for formulas in FORMULAS.values()}
    themes = {flow_id(theme): name for theme, name in THEMES.items() if theme in used}
    return themes | {OF_CORRIDORS: gettext_noop("Corridors between two countries")}


def indicators_of(flow: str) -> tuple[str, ...]:
    """Codes of INDICATOR in a dataflow."""
    if flow == OF_CORRIDORS:
        return tuple(corridor_codes())
    return tuple(code for code, formulas in FORMULAS.items() if flow_id(formulas[0].theme) == flow)


def corridor_codes() -> dict[str, tuple[str, str]]:
    """Indicator and variant by the code of INDICATOR: the variant that pages show has the plain code."""
    codes = {}
    for code, formulas in CORRIDORS.items():
        codes[code] = (code, PUBLISHED if formulas[0].is_modelled else "")
        if formulas[0].is_modelled:
            other_variants = (variant for variant in VARIANTS if variant != PUBLISHED)
            codes |= {f"{code}_{variant}": (code, variant) for variant in other_variants}
    return codes


def artefacts() -> list[Artefact]:
    """Everything there is, in the order in which messages list it. One query."""
    agency = Item(AGENCY, {"en": "United Nations Regional Commissions"})
    concepts = tuple(Item(key, texts(name)) for key, name in CONCEPT_NAMES.items())
    lists = _code_lists()
    structure = Artefact(
        "datastructure",
        STRUCTURE,
        texts(gettext_noop("International migration and remittances")),
        uses=(
            ("conceptscheme", CONCEPTS),
            *(("codelist", name) for name in dict.fromkeys(LISTS.values())),
        ),
    )
    return [
        Artefact(
            "agencyscheme",
            "AGENCIES",
            texts(gettext_noop("Agencies")),
            (agency,),
            agency="SDMX",
        ),
        *lists,
        Artefact("conceptscheme", CONCEPTS, texts(gettext_noop("Concepts")), concepts),
        structure,
        *(
            Artefact("dataflow", flow, texts(name), uses=(("datastructure", STRUCTURE),))
            for flow, name in flows().items()
        ),
        *map(constraint_of, flows()),
    ]


def constraint_of(flow: str) -> Artefact:
    """The constraint that says which codes of a dataflow have figures, still without them."""
    names = texts(gettext_noop("Codes that have figures"))
    return Artefact("contentconstraint", f"CR_{flow}", names, uses=(("dataflow", flow),))


def texts(message: str) -> Names:
    """A marked text in the six languages; those not translated are left out."""
    translations: Names = {"en": str(message)}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            text = _(message)
        if text != message:
            translations[code.split("-")[0]] = text
    return translations


def _code_lists() -> list[Artefact]:
    units = {formulas[0].unit: None for formulas in REGISTERED.values()}
    listed: dict[str, list[Item]] = {
        "CL_FREQ": [Item(code, texts(name)) for code, name in FREQUENCIES.items()],
        "CL_AREA": _areas(),
        "CL_INDICATOR": [
            *(_indicator(code, FORMULAS[code][0]) for code in FORMULAS),
            *(
                _indicator(name, CORRIDORS[code][0])
                for name, (code, _v) in corridor_codes().items()
            ),
        ],
        "CL_SEX": [Item(code, texts(name)) for code, name in SEXES.items()],
        "CL_OBS_STATUS": [
            Item("A", texts(gettext_noop("Normal value"))),
            *(Item(code, texts(name)) for code, name in STATUS_WORDS.items()),
        ],
        "CL_UNIT_MEASURE": [
            Item(unit_code(unit), texts(UNITS.get(unit, unit)), notes=(("UNIT", unit),))
            for unit in units
        ],
        "CL_UNIT_MULT": [Item("0", texts(gettext_noop("Units")))],
    }
    return [
        Artefact("codelist", name, texts(LIST_NAMES[name]), tuple(items))
        for name, items in listed.items()
    ]


def _areas() -> list[Item]:
    items = [Item(NO_COUNTERPART, texts(gettext_noop("Not applicable")))]
    for area in Area.objects.filter(pk__gt=0).order_by("code"):
        names = {code: text for code, text in area.names.items() if text}
        notes = (("ISO_ALPHA_2", area.iso2), ("M49", area.m49))
        items.append(
            Item(
                area.code,
                {"en": names.get("en", area.code)} | names,
                notes=tuple((key, text) for key, text in notes if text),
            )
        )
    return items


def _indicator(code: str, formula: Formula) -> Item:
    notes = (("SDG", formula.sdg),) if formula.sdg else ()
    note = "\n\n".join(" ".join(part.split()) for part in formula.note.split("\n\n"))
    names = texts(formula.name)
    if code != formula.code:
        variant = code.removeprefix(f"{formula.code}_")
        names = {language: f"{text}, {variant}" for language, text in names.items()}
    return Item(code, names, {"en": note}, notes)
