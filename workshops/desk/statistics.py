"""Statistics of a workshop, and the list of participants."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from migration_portal.core import downloads
from migration_portal.core.tables import Column, Table
from regions.selectors import sort_key
from workshops import access
from workshops.models import (
    Registration,
    Workshop,
)

if TYPE_CHECKING:
    pass
from workshops.desk.acting import duty, shared
from workshops.desk.people import chosen_people


@require_safe
@duty("statistics")
def statistics(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Gender, stakeholder, country and first-timers of those who come, and what they need; staff left out."""
    people = workshop.registrations.coming().counted()
    cross = Counter(
        (row[0].startswith("gov_"), row[0], row[1])
        for row in people.values_list("stakeholder", "gender")
    )
    genders = Registration.Gender.choices
    labels = dict(Registration._meta.get_field("stakeholder").choices)
    kinds = sorted({key[1] for key in cross}, key=list(labels).index)
    table = [
        (labels[kind], [cross[kind.startswith("gov_"), kind, code] for code, _label in genders])
        for kind in kinds
    ]
    by_country = Counter(
        one.name for one in (r.country for r in people.select_related("country")) if one
    )
    context = shared(
        request, workshop, genders=genders, table=[(label, cells, sum(cells)) for label, cells in table], total=people.count(),
        countries=sorted(by_country.items(), key=lambda row: (-row[1], sort_key(row[0]))),
        first=people.filter(first_time=True).count(),
        interpretation=Counter(people.exclude(interpretation="").values_list("interpretation", flat=True)).most_common(),
        needs=people.exclude(access_needs="", diet="") if access.may(request.user, workshop, "registrations") else [],
    )  # fmt: skip
    return render(request, "workshops/statistics.html", context)


@require_safe
@duty("registrations")
def table(request: HttpRequest, workshop: Workshop, extension: str) -> HttpResponse:
    """The list of participants in UN order: by country, head of delegation first, then family name."""
    if extension not in ("csv", "xlsx"):
        raise Http404(_("There is no such file."))
    heads = {"head": 0, "alternate": 1, "adviser": 2}
    rows = sorted(
        chosen_people(request, workshop),
        key=lambda one: (
            sort_key(one.country.name) if one.country else "\uffff",
            heads.get(one.nomination.capacity, 3) if one.nomination else 3,
            sort_key(one.family),
        ),
    )
    columns = (
        "country",
        "title",
        "given",
        "family",
        "position",
        "organisation",
        "stakeholder",
        "gender",
        "email",
        "mode",
        "state",
        "interpretation",
    )
    made = Table(
        title=workshop.title,
        columns=tuple(Column(name, str(_(name))) for name in columns),
        rows=tuple(
            (one.country.name if one.country else "", one.title, one.given, one.family, one.position, one.organisation,
             one.get_stakeholder_display(), one.get_gender_display(), one.email, one.get_mode_display(), one.get_state_display(), one.interpretation)
            for one in rows
        ),
    )  # fmt: skip
    answer = downloads.table_response(
        request,
        made,
        extension=extension,
        filename=f"participants-{workshop.code}.{extension}",
        etag=downloads.etag_of(made.rows),
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
