"""Studies and people for tests, made through the services, so they are as the portal makes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from django.contrib.auth import get_user_model

from regions.models import Area, Commission, CommissionRole, Term
from regions.services.reference import load
from studies.models import (
    Author,
    Contribution,
    Edition,
    FilePage,
    Institution,
    Recommendation,
    RecommendationText,
    Study,
    StudyFile,
)
from studies.services import search_entries, workflow

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EDITION = {
    "title": "Remittances and poverty in the Andes",
    "abstract": "How money sent home by migrants changes household budgets.",
    "issued": "2011-05",
}
_number = count(1)


def load_regions() -> None:
    """Areas, commissions and terms, once per database."""
    if not Term.objects.exists():
        load()


def make_user(name: str = "", **fields):
    """An account without roles."""
    return get_user_model().objects.create_user(
        name or f"user{next(_number)}", password="x", **fields
    )


def make_editor(*commissions: str, name: str = ""):
    """An editor of the commissions."""
    load_regions()
    user = make_user(name)
    for code in commissions:
        CommissionRole.objects.create(
            user=user, commission=Commission.objects.get(area__code=code), role="editor"
        )
    return user


def add_edition(study: Study, language: str, **fields) -> Edition:
    """An edition, or the existing one with these fields."""
    edition, _new = Edition.objects.update_or_create(
        study=study, language=language, defaults=EDITION | fields
    )
    return edition


def add_file(edition: Edition, *pages: str, name: str = "study.pdf", **fields) -> StudyFile:
    """A file row with the text of its pages, as the worker leaves it; no bytes are stored."""
    number = next(_number)
    file = StudyFile.objects.create(
        edition=edition,
        filename=name,
        stored=f"studies/{number}.pdf",
        sha256=f"{number:064x}",
        **{
            "language": edition.language,
            "media_type": "application/pdf",
            "size": 1000,
            "licence": "UN",
            "text_state": "done",
            "pages": len(pages),
        }
        | fields,
    )
    for place, text in enumerate(pages, start=1):
        FilePage.objects.create(file=file, number=place, text=text)
    set_vectors(file)
    return file


def set_vectors(file: StudyFile) -> None:
    """Vectors of the pages, as the worker sets them."""
    from django.db import connection

    with connection.cursor() as cursor:
        for page in file.texts.all():
            cursor.execute(
                "UPDATE studies_filepage SET vector = to_tsvector(%s::regconfig, %s) WHERE id = %s",
                [
                    search_entries.config(file.language),
                    search_entries.searchable(file.language, page.text),
                    page.pk,
                ],
            )


def make_study(
    *,
    state: str = "published",
    commissions: tuple[str, ...] = ("ECLAC",),
    countries: tuple[str, ...] = ("MEX",),
    terms: tuple[str, ...] = ("remittances",),
    editions: dict[str, dict] | None = None,
    pages: dict[str, tuple[str, ...]] | None = None,
    embargo_until: date | None = None,
    at: datetime = NOW,
    by=None,
) -> Study:
    """A study with editions (language to fields), text of files (language to pages), taken to its state."""
    load_regions()
    study = workflow.create_study(
        commissions=Commission.objects.filter(area__code__in=commissions),
        by=by,
        at=at,
        language=next(iter(editions or {"en": {}})),
    )
    study.countries.set(Area.objects.filter(code__in=countries))
    study.terms.set(Term.objects.filter(code__in=terms))
    study.embargo_until = embargo_until
    study.save(update_fields=["embargo_until"])
    author, _new = Author.objects.get_or_create(family="Quispe", given="Ana")
    institution, _new = Institution.objects.get_or_create(name="University of the Andes")
    Contribution.objects.create(study=study, position=1, author=author, institution=institution)
    for language, fields in (editions or {"en": {}}).items():
        edition = add_edition(study, language, **fields)
        add_file(edition, *(pages or {}).get(language, ("A page about remittances.",)))
    if state in {"in_review", "published", "withdrawn"}:
        study = workflow.submit(study=study, by=by, at=at)
    if state in {"published", "withdrawn"}:
        study = workflow.publish(study=study, by=None, at=at)  # another than who submitted
    if state == "withdrawn":
        study = workflow.withdraw(study=study, by=by, at=at, note="Figures were wrong.")
    return study


def make_recommendation(
    study: Study, text: str = "Lower the cost of sending money.", **fields
) -> Recommendation:
    """A recommendation with an English text, or those in `texts`."""
    texts = fields.pop("texts", {"en": text})
    countries = fields.pop("countries", ())
    recommendation = Recommendation.objects.create(
        study=study,
        number=study.recommendations.count() + 1,
        **{"addressee": "government", "theme": Term.objects.get(code="remittances")} | fields,
    )
    recommendation.countries.set(Area.objects.filter(code__in=countries))
    rows = [
        RecommendationText.objects.create(
            recommendation=recommendation, language=language, text=words
        )
        for language, words in texts.items()
    ]
    search_entries.index_texts(rows)
    return recommendation
