"""Indicators as data sets for search engines and catalogues: schema.org, and DCAT-AP 3 for harvesters such as CKAN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.i18n.records import INTERFACE
from indicators.analysis.citations import PUBLISHER
from indicators.catalogue.series import SOURCES
from indicators.catalogue.themes import THEMES
from indicators.selectors import formula_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from indicators.analysis.figure_table import FigureTable
    from indicators.selectors import CatalogueRow

ORGANISATION = "United Nations Regional Commissions"
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SOCIETY = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
IANA = "https://www.iana.org/assignments/media-types/"


def schema_org(table: FigureTable, base: str) -> dict[str, Any]:
    """The indicator of a page as a schema.org Dataset."""
    page = f"{base}{reverse('indicators:detail', args=[table.code])}"
    licences = dict.fromkeys(s.licence_url or s.licence for s in table.sources if not s.only_weighs)
    return {
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": table.name,
        "description": " ".join(table.note.split()),
        "identifier": table.code,
        "version": str(table.release),
        "dateModified": table.vintage.isoformat(),
        "creator": {"@type": "Organization", "name": ORGANISATION},
        "license": list(licences),
        "variableMeasured": f"{table.name} ({table.unit_label})",
        "isAccessibleForFree": "true",
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": media_type,
                "contentUrl": f"{base}{_file(table.code, ending)}",
            }
            for ending, media_type in MEDIA_TYPES.items()
        ],
    } | ({"temporalCoverage": f"{table.years[0]}/{table.years[-1]}"} if table.years else {})


def dcat(rows: Iterable[CatalogueRow], release: int, base: str) -> dict[str, Any]:
    """Every published indicator of areas with its files, as a DCAT-AP catalogue in JSON-LD."""
    published = [row for row in rows if row.published and not row.is_bilateral]
    return {
        "@context": CONTEXT,
        "@id": f"{base}{reverse('indicators:dcat')}",
        "@type": "dcat:Catalog",
        "dct:title": _in_all_languages(lambda: _("Indicators")),
        "dct:description": {"@value": PUBLISHER, "@language": "en"},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": ORGANISATION},
        "foaf:homepage": {"@id": f"{base}/"},
        "dcat:dataset": [_dataset(row, release, base) for row in published],
    }


def _dataset(row: CatalogueRow, release: int, base: str) -> dict[str, Any]:
    formula = formula_of(row.code, row.basis)
    page = f"{base}{reverse('indicators:detail', args=[row.code])}"
    licences = dict.fromkeys(SOURCES[code].licence_url for code in row.sources)
    rights = [{"@id": address} for address in licences if address]
    dataset = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": row.code,
        "dct:title": _in_all_languages(lambda: _(formula.name)),
        "dct:description": _in_all_languages(lambda: " ".join(_(formula.note).split())),
        "dcat:keyword": _in_all_languages(lambda: _(THEMES[row.theme])),
        "dcat:theme": {"@id": SOCIETY},
        "dcat:landingPage": {"@id": page},
        "dcat:version": str(release),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": ORGANISATION},
        "dct:source": [{"@id": SOURCES[code].url} for code in row.sources],
        "dcat:distribution": [
            {
                "@id": f"{base}{_file(row.code, ending)}",
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": page},
                "dcat:downloadURL": {"@id": f"{base}{_file(row.code, ending)}"},
                "dcat:mediaType": {"@id": f"{IANA}{media_type}"},
                "dct:license": rights,
            }
            for ending, media_type in MEDIA_TYPES.items()
        ],
    }
    if row.vintage:
        dataset["dct:modified"] = {"@value": row.vintage.isoformat(), "@type": "xsd:date"}
    if row.first_year and row.last_year:
        dataset["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": str(row.first_year), "@type": "xsd:gYear"},
            "dcat:endDate": {"@value": str(row.last_year), "@type": "xsd:gYear"},
        }
    return dataset


def _file(code: str, ending: str) -> str:
    return reverse("indicators:download", kwargs={"code": code, "format": ending})


def _in_all_languages(text: Callable[[], str]) -> list[dict[str, str]]:
    """The text in each language of the portal, where it differs from the English one."""
    texts: dict[str, str] = {}
    for language in INTERFACE:
        with translation.override(language.django):
            texts[language.code] = text()
    return [
        {"@value": value, "@language": language}
        for language, value in texts.items()
        if language == "en" or value != texts["en"]
    ]
