"""Measures of one record: what a claim about a single change, workshop or study rests on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from outcomes.measures.registry import Figures, Scope, UnknownMeasure, measure
from outcomes.models import PolicyChange
from studies.models import Study
from workshops.models import Workshop
from workshops.states import COUNTED, RegistrationState


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


@measure("change", version=1, unit="record", level="record", needs=("record",))
def change(scope: Scope) -> Figures:
    """One published policy change: its stage and day, who acted, its evidence and what it owes to the project.

    Value 1 when it is a change (a draft or more), 0 when it is an interest.
    """
    change = _public_record(PolicyChange.objects.public().select_related("country"), scope)
    pieces = list(change.evidence.values_list("pk", "source"))
    rows = change.contributions.values_list(
        "workshop", "study", "recommendation", "grade", "most", "why"
    )
    contributions = [
        {
            "origin": f"workshop:{w}" if w else f"study:{s}" if s else f"recommendation:{r}",
            "grade": grade,
            "most": most,
            "why": why,
        }
        for w, s, r, grade, most, why in rows
    ]
    verdicts = sorted(change.substantiations.values_list("verdict", flat=True))
    facts = {
        "country": change.country.code,
        "stage": change.stage,
        "on": change.stage_on,
        "acted_by": change.acted_by,
        "under_way_by": change.under_way_by,
        "grade": max((row["grade"] for row in contributions), default=0),
        "contributions": contributions,
        "sources": len({source.casefold() for _pk, source in pieces}),
        "evidence": len(pieces),
        "verdicts": verdicts,
    }
    return Figures(float(change.is_change), facts=facts, records=(f"change:{change.pk}",))


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
