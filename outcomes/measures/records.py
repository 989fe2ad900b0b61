"""Measures of one record: what a claim about a single change, workshop or study rests on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from outcomes.measures.registry import Figures, Scope, UnknownMeasure, measure
from outcomes.models import PolicyChange
from studies.models import Study
from workshops.models import Workshop
from workshops.states import COUNTED, RegistrationState


def _one(found: Any, pk: int | None) -> Any:
    one = found.filter(pk=pk).first()
    if one is None:
        raise UnknownMeasure(_("The record %(pk)s is not there or not public.") % {"pk": pk})
    return one


@measure("change", version=1, unit="record", level="record", needs=("record",))
def change(scope: Scope) -> Figures:
    """One published policy change: its stage and day, who acted, its evidence and what it owes to the project.

    Value 1 when it is a change (a draft or more), 0 when it is an interest.
    """
    one = _one(PolicyChange.objects.public().select_related("country"), scope.record)
    pieces = list(one.evidence.values_list("pk", "source"))
    given = one.contributions.values_list(
        "workshop", "study", "recommendation", "grade", "most", "why"
    )
    told = [
        {
            "origin": f"workshop:{w}" if w else f"study:{s}" if s else f"recommendation:{r}",
            "grade": grade,
            "most": most,
            "why": why,
        }
        for w, s, r, grade, most, why in given
    ]
    verdicts = sorted(one.substantiations.values_list("verdict", flat=True))
    facts = {
        "country": one.country.code,
        "stage": one.stage,
        "on": one.stage_on,
        "acted_by": one.acted_by,
        "under_way_by": one.under_way_by,
        "grade": max((row["grade"] for row in told), default=0),
        "contributions": told,
        "sources": len({source.casefold() for _pk, source in pieces}),
        "evidence": len(pieces),
        "verdicts": verdicts,
    }
    return Figures(float(one.is_change), facts=facts, records=(f"change:{one.pk}",))


@measure("workshop", version=1, unit="record", level="record", needs=("record",))
def workshop(scope: Scope) -> Figures:
    """One workshop that took place: days, place, seats taken and countries that came.

    Value: seats taken, without staff and interpreters.
    """
    one = _one(
        Workshop.objects.filter(status__in=COUNTED).select_related("country", "host__area"),
        scope.record,
    )
    rows = one.registrations.filter(
        state__in=(RegistrationState.ATTENDED, RegistrationState.COMPLETED)
    ).counted()
    countries = sorted({code for code in rows.values_list("country__code", flat=True) if code})
    facts = {
        "host": one.host.code,
        "first": one.starts_on.isoformat(),
        "last": one.ends_on.isoformat(),
        "city": one.city,
        "country": one.country.code if one.country else "",
        "countries": countries,
    }
    return Figures(float(rows.count()), facts=facts, records=(f"workshop:{one.pk}",))


@measure("study", version=1, unit="record", level="record", needs=("record",))
def study(scope: Scope) -> Figures:
    """One public study: its commissions, day of issue, languages and recommendations.

    Value: number of recommendations.
    """
    one = _one(Study.objects.public(), scope.record)
    editions = list(one.editions.filter(in_preparation=False).values_list("language", "issued"))
    facts = {
        "commissions": sorted(one.commissions.values_list("area__code", flat=True)),
        "issued": min((issued for _language, issued in editions if issued), default=""),
        "languages": sorted(language for language, _issued in editions),
    }
    return Figures(float(one.recommendations.count()), facts=facts, records=(f"study:{one.pk}",))
