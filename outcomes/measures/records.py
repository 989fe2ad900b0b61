"""Measures of one record: what a claim about a single change, workshop or study rests on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from outcomes.measures.change_days import known_by, position_on
from outcomes.measures.registry import Figures, Scope, UnknownMeasure, measure
from outcomes.models import PolicyChange
from outcomes.stages import CHANGED
from studies.models import Study
from workshops.models import Workshop
from workshops.states import COUNTED, RegistrationState

if TYPE_CHECKING:
    from outcomes.models import Contribution


def _public_record(queryset: Any, scope: Scope) -> Any:
    """The record, when it is public, of the scope's project and of its commission. Raises UnknownMeasure."""
    if scope.project:
        queryset = queryset.filter(projects__code=scope.project)
    if scope.commission and queryset.model is Workshop:
        queryset = queryset.hosted_by(scope.commission)
    elif scope.commission:
        queryset = queryset.filter(commissions__area__code=scope.commission)
    record = queryset.filter(pk=scope.record).first()
    if record is None:
        text = _("The record %(pk)s is not there, not public, or not of this report.")
        raise UnknownMeasure(text % {"pk": scope.record})
    return record


@measure("change", version=2, unit="record", level="record", needs=("record",))
def change(scope: Scope) -> Figures:
    """One published policy change as it stood on the last day: stage, who acted, evidence, what is owed to the project.

    Value 1 when it is a change (a draft or more), 0 when it is an interest. Steps, evidence, contacts and
    statements of later days are left out, so later progress changes nothing of an earlier year.
    """
    change = _public_record(PolicyChange.objects.public().select_related("country"), scope)
    last = scope.last or date.max
    rows = list(change.contributions.prefetch_related("evidence"))
    position = position_on(change, last, change.steps.all(), rows)
    if position is None:
        text = _("The record %(pk)s has no step by the last day of the period.")
        raise UnknownMeasure(text % {"pk": change.pk})
    pieces = [piece for piece in change.evidence.all() if known_by(piece, last)]
    contributions = [
        {
            "origin": _origin(row),
            "grade": position.grades[row.pk].limit,
            "most": row.most,
            "why": position.grades[row.pk].why,
        }
        for row in rows
        if row.pk in position.grades
    ]
    verdicts = sorted(change.substantiations.filter(on__lte=last).values_list("verdict", flat=True))
    facts = {
        "country": change.country.code,
        "stage": position.step.stage,
        "on": position.step.on,
        "texts": position.step.texts,
        "acted_by": change.acted_by,
        "under_way_by": change.under_way_by,
        "grade": position.grade,
        "contributions": contributions,
        "sources": len({piece.source.casefold() for piece in pieces}),
        "evidence": len(pieces),
        "verdicts": verdicts,
    }
    is_change = position.step.stage in CHANGED
    return Figures(float(is_change), facts=facts, records=(f"change:{change.pk}",))


def _origin(row: Contribution) -> str:
    """The key of the study, workshop or recommendation."""
    if row.workshop_id:
        return f"workshop:{row.workshop_id}"
    return f"study:{row.study_id}" if row.study_id else f"recommendation:{row.recommendation_id}"


@measure("workshop", version=1, unit="record", level="record", needs=("record",))
def workshop(scope: Scope) -> Figures:
    """One workshop that took place: days, place, seats taken and countries that came.

    Value: seats taken, without staff and interpreters.
    """
    workshop = _public_record(
        Workshop.objects.filter(status__in=COUNTED).select_related("country", "host__area"),
        scope,
    )
    rows = workshop.registrations.filter(
        state__in=(RegistrationState.ATTENDED, RegistrationState.COMPLETED)
    ).counted()
    countries = sorted({code for code in rows.values_list("country__code", flat=True) if code})
    facts = {
        "host": workshop.host.code,
        "first": workshop.starts_on.isoformat(),
        "last": workshop.ends_on.isoformat(),
        "city": workshop.city,
        "country": workshop.country.code if workshop.country else "",
        "countries": countries,
    }
    return Figures(float(rows.count()), facts=facts, records=(f"workshop:{workshop.pk}",))


@measure("study", version=1, unit="record", level="record", needs=("record",))
def study(scope: Scope) -> Figures:
    """One public study: its commissions, day of issue, languages and recommendations.

    Value: number of recommendations.
    """
    study = _public_record(Study.objects.public(), scope)
    editions = list(study.editions.filter(in_preparation=False).values_list("language", "issued"))
    facts = {
        "commissions": sorted(study.commissions.values_list("area__code", flat=True)),
        "issued": min((issued for _language, issued in editions if issued), default=""),
        "languages": sorted(language for language, _issued in editions),
    }
    return Figures(
        float(study.recommendations.count()), facts=facts, records=(f"study:{study.pk}",)
    )
