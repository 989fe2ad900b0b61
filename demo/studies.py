"""Example studies for trying the portal: marked as made up, complete with files and recommendations."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction

from regions.models import Area, Commission, Term
from studies.models import QuotedFigure, Recommendation, RecommendationText, Study, Uptake
from studies.services import files, workflow, works
from studies.services.search_entries import index_texts

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

FOLDER = Path(__file__).resolve().parent / "data" / "studies"
AT = datetime(2026, 1, 15, 12, tzinfo=UTC)


def load(*, by: AbstractBaseUser | None) -> int:
    """Make the examples, unless there is any study; how many were made. Files are read at once."""
    if Study.objects.exists():
        return 0
    examples = json.loads((FOLDER / "examples.json").read_text(encoding="utf-8"))
    for example in examples:
        _make(example, by)
    return len(examples)


@transaction.atomic
def _make(example: dict[str, Any], by: AbstractBaseUser | None) -> Study:
    first, *translations = example["editions"]
    commissions = Commission.objects.filter(area__code__in=example["commissions"])
    study = workflow.create_study(commissions=commissions, by=by, at=AT, language=first)
    study.is_demonstration = True
    study.save(update_fields=["is_demonstration"])
    study.countries.set(Area.objects.filter(code__in=example["countries"]))
    study.terms.set(Term.objects.filter(code__in=example["terms"]))
    people = [
        {"family": family, "given": given, "institution": institution, "role": role}
        for family, given, institution, role in example["people"]
    ]
    study.refresh_from_db()
    works.save_people(study=study, people=people, by=by, at=AT)
    for language in translations:
        works.add_edition(study=study, language=language, by=by, at=AT)
    for language, fields in example["editions"].items():
        _edition(study, example["key"], language, fields, by)
    for number, recommendation in enumerate(example["recommendations"], start=1):
        _recommend(study, number, recommendation, by)
    for figure in example.get("figures", ()):
        area = Area.objects.get(code=figure["area"])
        known_on = date.fromisoformat(figure["known_on"])
        # Compared with what is published as soon as there is a release.
        QuotedFigure.objects.create(study=study, **(figure | {"area": area, "known_on": known_on}))
    study = workflow.submit(study=study, by=None, at=AT)
    return workflow.publish(study=study, by=by, at=AT)


def _edition(study: Study, key: str, language: str, fields: dict[str, Any], by: Any) -> None:
    edition = study.editions.get(language=language)
    values = {name: fields.get(name, "") for name in works.EDITION_FIELDS}
    values["in_preparation"] = False
    study.refresh_from_db()
    works.save_edition(edition=edition, values=values, by=by, at=AT)
    path = FOLDER / f"{key}-{language}.pdf"
    with path.open("rb") as content:
        added = files.add_file(
            edition=edition,
            upload=File(content, name=path.name),
            filename=path.name,
            licence="CC0-1.0",
            by=by,
            at=AT,
        )
    files.read_text(added.pk)


def _recommend(study: Study, number: int, example: dict[str, Any], by: Any) -> None:
    terms = {
        term.code: term
        for term in Term.objects.filter(code__in=[example["theme"], example["objective"]])
    }
    recommendation = Recommendation.objects.create(
        study=study,
        number=number,
        addressee=example["addressee"],
        theme=terms[example["theme"]],
        objective=terms[example["objective"]],
        horizon=example["horizon"],
        page=example["page"],
    )
    recommendation.countries.set(Area.objects.filter(code__in=example["countries"]))
    index_texts(
        RecommendationText.objects.create(
            recommendation=recommendation, language=language, text=text
        )
        for language, text in example["texts"].items()
    )
    for country, status, on, evidence in example["uptakes"]:
        Uptake.objects.create(
            recommendation=recommendation,
            country=Area.objects.get(code=country),
            status=status,
            on=date.fromisoformat(on),
            evidence=evidence,
            recorded_by=by,
            recorded_at=AT,
        )
