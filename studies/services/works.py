"""Changes of the parts of a study: work, editions, people, ties, recommendations, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import PortalError
from studies.models import (
    Author,
    Contribution,
    Edition,
    Institution,
    QuotedFigure,
    Recommendation,
    RecommendationText,
    Relation,
    Study,
    Uptake,
)
from studies.services import quoted_figures
from studies.services.search_entries import index_texts
from studies.services.workflow import locked, record
from studies.states import UPTAKE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from regions.models import Area


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list]:
    return {
        name: [before[name], value] for name, value in after.items() if before.get(name) != value
    }


def _work(study: Study) -> dict[str, Any]:
    return {
        "commissions": sorted(study.commissions.values_list("area__code", flat=True)),
        "countries": sorted(study.countries.values_list("code", flat=True)),
        "terms": sorted(study.terms.values_list("code", flat=True)),
        "embargo_until": study.embargo_until.isoformat() if study.embargo_until else None,
    }


@transaction.atomic
def save_work(*, study: Study, values: dict[str, Any], by, at: datetime) -> Study:
    """Commissions, countries, terms and embargo of a study. Raises Incomplete."""
    study = locked(study.pk)
    before = _work(study)
    study.embargo_until = values["embargo_until"]
    study.save(update_fields=["embargo_until"])
    for name in ("commissions", "countries", "terms"):
        getattr(study, name).set(values[name])
    record(study, by=by, at=at, detail=_changes(before, _work(study)))
    return study


EDITION_FIELDS = (
    "title", "subtitle", "abstract", "issued", "symbol", "publisher", "isbn", "doi",
    "in_preparation",
)  # fmt: skip


@transaction.atomic
def save_edition(*, edition: Edition, values: dict[str, Any], by, at: datetime) -> Edition:
    """The fields of an edition. Raises Incomplete."""
    study = locked(edition.study_id)
    edition = Edition.objects.get(pk=edition.pk)
    before = {name: getattr(edition, name) for name in EDITION_FIELDS}
    for name in EDITION_FIELDS:
        setattr(edition, name, values[name])
    edition.save(update_fields=list(EDITION_FIELDS))
    changes = _changes(before, {name: values[name] for name in EDITION_FIELDS})
    record(study, by=by, at=at, detail={edition.language: changes})
    return edition


@transaction.atomic
def add_edition(*, study: Study, language: str, by, at: datetime) -> Edition:
    """An empty edition, in preparation until somebody fills it. Raises PortalError when it exists."""
    study = locked(study.pk)
    if study.editions.filter(language=language).exists():
        raise PortalError(_("There is an edition in this language already."), status=409)
    edition = Edition.objects.create(study=study, language=language, in_preparation=True)
    record(study, by=by, at=at, detail={language: "edition added"})
    return edition


@transaction.atomic
def save_people(*, study: Study, people: Iterable[dict[str, Any]], by, at: datetime) -> None:
    """The authors and institutions in their order; what stood there before is replaced."""
    study = locked(study.pk)
    before = [str(row) for row in study.contributions.select_related("author", "institution")]
    study.contributions.all().delete()
    for position, person in enumerate(people, start=1):
        author = institution = None
        if person["family"]:
            author = Author.objects.get_or_create(
                family=person["family"], given=person["given"], orcid=""
            )[0]
        if person["institution"]:
            institution = Institution.objects.get_or_create(name=person["institution"])[0]
        Contribution.objects.create(
            study=study,
            position=position,
            author=author,
            institution=institution,
            role=person["role"],
        )
    after = [str(row) for row in study.contributions.select_related("author", "institution")]
    record(study, by=by, at=at, detail={"people": [before, after]})


@transaction.atomic
def add_relation(*, study: Study, other: Study, kind: str, by, at: datetime) -> Relation:
    """Tie a study to another."""
    study = locked(study.pk)
    relation = Relation.objects.create(study=study, other=other, kind=kind)
    record(study, by=by, at=at, detail={"relation": [None, f"{kind} {other.pk}"]})
    return relation


@transaction.atomic
def remove_relation(*, relation: Relation, by, at: datetime) -> None:
    """Untie."""
    study = locked(relation.study_id)
    relation.delete()
    record(study, by=by, at=at, detail={"relation": [f"{relation.kind} {relation.other_id}", None]})


@transaction.atomic
def save_recommendation(
    *,
    study: Study,
    recommendation: Recommendation | None,
    values: dict[str, Any],
    texts: dict[str, str],
    by,
    at: datetime,
) -> Recommendation:
    """A recommendation, new or changed, with its wording by language; empty wordings are removed."""
    study = locked(study.pk)
    countries = values.pop("countries")
    if recommendation is None:
        highest = study.recommendations.aggregate(n=Max("number"))["n"] or 0
        recommendation = Recommendation.objects.create(study=study, number=highest + 1, **values)
    else:
        for name, value in values.items():
            setattr(recommendation, name, value)
        recommendation.save(update_fields=list(values))
    recommendation.countries.set(countries)
    rows = []
    for language, text in texts.items():
        if text:
            rows.append(
                RecommendationText.objects.update_or_create(
                    recommendation=recommendation, language=language, defaults={"text": text}
                )[0]
            )
        else:
            recommendation.texts.filter(language=language).delete()
    index_texts(rows)
    record(study, by=by, at=at, detail={"recommendation": recommendation.number})
    return recommendation


@transaction.atomic
def remove_recommendation(*, recommendation: Recommendation, by, at: datetime) -> None:
    """Take a recommendation out. Refused once a country has a record of it: that is history."""
    study = locked(recommendation.study_id)
    if recommendation.uptakes.exists():
        raise PortalError(
            _("Countries have records of this recommendation, so it stays."), status=409
        )
    number = recommendation.number
    recommendation.delete()
    record(study, by=by, at=at, detail={"recommendation": [number, None]})


@transaction.atomic
def record_uptake(
    *,
    recommendation: Recommendation,
    country: Area,
    status: str,
    on: date,
    evidence: str,
    url: str = "",
    by,
    at: datetime,
) -> Uptake:
    """Record how far a country has come. Raises IllegalTransition, or PortalError for a day out of order."""
    study = locked(recommendation.study_id)
    last = recommendation.uptakes.filter(country=country).order_by("on", "pk").last()
    UPTAKE.check(last.status if last else None, status)
    if last and on < last.on:
        raise PortalError(
            _("The last step of this country is of %(day)s; this one cannot be earlier.")
            % {"day": last.on.isoformat()},
            code="day_out_of_order",
            status=409,
        )
    uptake = Uptake.objects.create(
        recommendation=recommendation,
        country=country,
        status=status,
        on=on,
        evidence=evidence.strip(),
        url=url,
        recorded_by=by,
        recorded_at=at,
    )
    detail = {"uptake": [recommendation.number, country.code, status, on.isoformat()]}
    record(study, by=by, at=at, detail=detail)
    return uptake


@transaction.atomic
def quote(*, study: Study, values: dict[str, Any], by, at: datetime) -> QuotedFigure:
    """Tie a quoted value to a published figure, and compare it at once."""
    study = locked(study.pk)
    figure = QuotedFigure.objects.create(study=study, **values)
    quoted_figures.compare(figure, at=at)
    record(study, by=by, at=at, detail={"figure": [None, str(figure)]})
    return figure


@transaction.atomic
def unquote(*, figure: QuotedFigure, by, at: datetime) -> None:
    """Untie a quoted value."""
    study = locked(figure.study_id)
    text = str(figure)
    figure.delete()
    record(study, by=by, at=at, detail={"figure": [text, None]})
