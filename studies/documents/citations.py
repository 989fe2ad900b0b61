"""How an edition is cited: BibTeX, RIS, CSL-JSON, schema.org, Dublin Core and plain text (pure)."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

Person = tuple[str, str]
"""Family and given name; a body has its name and an empty string."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What every format draws on. `authors` and `editors` keep the printed order."""

    key: int
    title: str
    language: str
    url: str
    work_url: str
    subtitle: str = ""
    abstract: str = ""
    issued: str = ""
    symbol: str = ""
    publisher: str = ""
    isbn: str = ""
    doi: str = ""
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    keywords: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    files: tuple[tuple[str, str, int], ...] = field(default=())
    """Address, media type and size in bytes."""
    licence: str = ""

    @property
    def full_title(self) -> str:
        """Title and subtitle."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def year(self) -> str:
        """The year of issue."""
        return self.issued[:4]


BIBTEX_RISKY = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(BIBTEX_RISKY.get(letter, letter) for letter in _line(text))


def _line(text: str) -> str:
    """On one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", text).split())


def bibtex(cited: Cited) -> str:
    """One `@techreport` entry in UTF-8. The title stands in double braces so that case is kept."""
    rows = [
        ("author", _and(cited.authors)),
        ("editor", _and(cited.editors)),
        ("title", f"{{{_tex(cited.full_title)}}}"),
        ("year", cited.year),
        ("month", str(int(cited.issued[5:7])) if len(cited.issued) >= 7 else ""),
        ("institution", _tex(cited.publisher)),
        ("number", _tex(cited.symbol)),
        ("isbn", _tex(cited.isbn)),
        ("doi", cited.doi),
        ("language", cited.language),
        ("url", cited.url),
    ]
    body = "".join(f",\n  {name} = {{{value}}}" for name, value in rows if value)
    return f"@techreport{{{_key(cited)}{body}\n}}\n"


def _key(cited: Cited) -> str:
    """Latin letters and digits only: `quispe2011-12-es`."""
    first = (cited.authors or cited.editors or (("study", ""),))[0][0]
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z]", "", plain.lower()) or "study"
    return f"{name}{cited.year}-{cited.key}-{cited.language}"


def _and(people: tuple[Person, ...]) -> str:
    return " and ".join(
        f"{_tex(family)}, {_tex(given)}" if given else f"{{{_tex(family)}}}"
        for family, given in people
    )


def ris(cited: Cited) -> str:
    """One RIS record of type RPRT, lines ended by CRLF as its readers want them."""
    day = cited.issued.replace("-", "/")
    rows = [("TY", "RPRT")]
    rows += [("AU", f"{family}, {given}" if given else family) for family, given in cited.authors]
    rows += [("A2", f"{family}, {given}" if given else family) for family, given in cited.editors]
    rows += [
        ("TI", cited.full_title),
        ("PY", cited.year),
        ("DA", day + "/" * (3 - day.count("/"))),
        ("PB", cited.publisher),
        ("M1", cited.symbol),
        ("SN", cited.isbn),
        ("DO", cited.doi),
        ("LA", cited.language),
        ("AB", cited.abstract),
        ("UR", cited.url),
    ]
    rows += [("KW", word) for word in cited.keywords]
    text = "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in rows if value.strip("/ "))
    return f"{text}ER  - \r\n"


def csl(cited: Cited) -> dict[str, Any]:
    """One item of CSL-JSON (schema 1.0.2)."""
    item: dict[str, Any] = {
        "id": _key(cited),
        "type": "report",
        "title": cited.full_title,
        "language": cited.language,
        "URL": cited.url,
        "publisher": cited.publisher,
        "number": cited.symbol,
        "ISBN": cited.isbn,
        "DOI": cited.doi,
        "abstract": cited.abstract,
        "author": [_csl_name(person) for person in cited.authors],
        "editor": [_csl_name(person) for person in cited.editors],
        "keyword": ", ".join(cited.keywords),
    }
    if cited.issued:
        item["issued"] = {"date-parts": [[int(part) for part in cited.issued.split("-")]]}
    return {name: value for name, value in item.items() if value}


def _csl_name(person: Person) -> dict[str, str]:
    family, given = person
    return {"family": family, "given": given} if given else {"literal": family}


def plain(cited: Cited) -> str:
    """One sentence to paste, in the order author, year, title, symbol, publisher, address."""
    people = cited.authors or cited.editors
    names = "; ".join(f"{family}, {given}" if given else family for family, given in people)
    parts = [
        f"{names} ({cited.year})." if names and cited.year else names and f"{names}.",
        f"{cited.full_title}{f' ({cited.symbol})' if cited.symbol else ''}.",
        f"{cited.publisher}." if cited.publisher else "",
        f"https://doi.org/{cited.doi}" if cited.doi else cited.url,
    ]
    return " ".join(part for part in parts if part)


def dublin_core(cited: Cited) -> list[tuple[str, str]]:
    """Elements of simple Dublin Core by name, repeated where there are several."""
    rows = [("title", cited.full_title)]
    rows += [("creator", ", ".join(part for part in person if part)) for person in cited.authors]
    rows += [
        ("contributor", ", ".join(part for part in person if part)) for person in cited.editors
    ]
    rows += [("subject", word) for word in cited.keywords]
    rows += [("coverage", place) for place in cited.places]
    rows += [
        ("description", cited.abstract),
        ("publisher", cited.publisher),
        ("date", cited.issued),
        ("type", "Text"),
        ("type", "Report"),
        ("language", cited.language),
        ("identifier", cited.url),
        ("identifier", cited.symbol),
        ("identifier", f"urn:isbn:{cited.isbn}" if cited.isbn else ""),
        ("identifier", f"https://doi.org/{cited.doi}" if cited.doi else ""),
        ("relation", cited.work_url),
        ("rights", cited.licence),
    ]
    rows += [("format", kind) for kind in dict.fromkeys(kind for _url, kind, _size in cited.files)]
    return [(name, value) for name, value in rows if value]


def schema_org(cited: Cited) -> dict[str, Any]:
    """A schema.org Report, which search engines for publications read."""
    item: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": cited.url,
        "url": cited.url,
        "name": cited.full_title,
        "abstract": cited.abstract,
        "inLanguage": cited.language,
        "datePublished": cited.issued,
        "reportNumber": cited.symbol,
        "isbn": cited.isbn,
        "sameAs": f"https://doi.org/{cited.doi}" if cited.doi else "",
        "author": [_agent(person) for person in cited.authors],
        "editor": [_agent(person) for person in cited.editors],
        "keywords": list(cited.keywords),
        "spatialCoverage": list(cited.places),
        "license": cited.licence,
        "exampleOfWork": {"@type": "CreativeWork", "@id": cited.work_url},
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": url,
                "encodingFormat": kind,
                "contentSize": str(size),
            }
            for url, kind, size in cited.files
        ],
    }
    if cited.publisher:
        item["publisher"] = {"@type": "Organization", "name": cited.publisher}
    return {name: value for name, value in item.items() if value}


def _agent(person: Person) -> dict[str, str]:
    family, given = person
    if not given:
        return {"@type": "Organization", "name": family}
    return {
        "@type": "Person",
        "name": f"{given} {family}",
        "familyName": family,
        "givenName": given,
    }


def scholar(cited: Cited) -> list[tuple[str, str]]:
    """The `citation_*` meta tags that indexers of scholarly works read."""
    rows = [("citation_title", cited.full_title)]
    rows += [
        ("citation_author", f"{family}, {given}" if given else family)
        for family, given in cited.authors
    ]
    rows += [
        ("citation_publication_date", cited.issued.replace("-", "/")),
        ("citation_technical_report_institution", cited.publisher),
        ("citation_technical_report_number", cited.symbol),
        ("citation_isbn", cited.isbn),
        ("citation_doi", cited.doi),
        ("citation_language", cited.language),
        ("citation_abstract_html_url", cited.url),
    ]
    rows += [
        ("citation_pdf_url", url) for url, kind, _size in cited.files if kind == "application/pdf"
    ]
    return [(name, value) for name, value in rows if value]


FORMATS = {
    "bib": ("application/x-bibtex", bibtex),
    "ris": ("application/x-research-info-systems", ris),
    "json": (
        "application/vnd.citationstyles.csl+json",
        lambda cited: json.dumps([csl(cited)], ensure_ascii=False),
    ),
    "jsonld": (
        "application/ld+json",
        lambda cited: json.dumps(schema_org(cited), ensure_ascii=False),
    ),
    "txt": ("text/plain", lambda cited: plain(cited) + "\n"),
}
"""Media type and renderer by the ending of the address."""
