"""What is cited of an edition, gathered from its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies.documents.citations import Cited

if TYPE_CHECKING:
    from studies.models import Contribution, Edition

RELATED = (
    "commissions__area", "countries", "terms", "editions__files",
    "contributions__author", "contributions__institution",
)  # fmt: skip
"""What `cited` reads of a study; prefetch it where many are cited."""


def cited(edition: Edition, base: str) -> Cited:
    """The edition as the formats want it. `base` is scheme and host: "https://portal.example"."""
    study, language = edition.study, edition.language
    people = list(study.contributions.all())
    files = edition.ready_files()
    licences = list(
        dict.fromkeys(str(file.get_licence_display()) for file in files if file.licence)
    )
    return Cited(
        key=study.pk,
        title=edition.title,
        subtitle=edition.subtitle,
        language=language,
        url=base + edition.permanent_path(),
        work_url=base + study.permanent_path(),
        abstract=edition.abstract,
        issued=edition.issued,
        symbol=edition.symbol,
        publisher=edition.publisher
        or ", ".join(commission.full_name for commission in study.commissions.all()),
        isbn=edition.isbn,
        doi=edition.doi,
        authors=tuple(_named(row) for row in people if row.role == "author"),
        editors=tuple(_named(row) for row in people if row.role == "editor"),
        keywords=tuple(term.names.get(language) or term.names["en"] for term in study.terms.all()),
        places=tuple(
            area.names.get(language) or area.names["en"] for area in study.countries.all()
        ),
        files=tuple((base + file.get_absolute_url(), file.media_type, file.size) for file in files),
        licence="; ".join(licences),
    )


def _named(row: Contribution) -> tuple[str, str]:
    if row.author:
        return row.author.family, row.author.given
    return str(row.institution), ""
