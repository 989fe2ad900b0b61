"""Statistics of a workshop, and the list of participants."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import downloads
from core.i18n.languages import reader_language
from core.tables.table import Table
from regions.selectors.areas import sort_key
from workshops import access
from workshops.documents import rosters
from workshops.models import (
    Registration,
    Workshop,
)
from workshops.selectors import lists, own_answers
from workshops.views.organiser.actions import duty, pdf, shared
from workshops.views.organiser.registrations import chosen_people

if TYPE_CHECKING:
    from django.db.models import QuerySet


@require_safe
@duty("statistics")
def statistics(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Gender, stakeholder, country and first-timers of those who come, and what they need; staff left out."""
    people = workshop.registrations.coming().counted()
    cross = Counter(
        (row[0].startswith("gov_"), row[0], row[1])
        for row in people.values_list("stakeholder", "gender")
    )
    genders = [*Registration.Gender.choices, ("", _("Not given"))]
    labels = dict(Registration._meta.get_field("stakeholder").choices)
    kinds = sorted({key[1] for key in cross}, key=list(labels).index)
    table = [
        (labels[kind], [cross[kind.startswith("gov_"), kind, code] for code, _label in genders])
        for kind in kinds
    ]
    may_read = access.may(request.user, workshop, "registrations")
    levels = Counter(people.values_list("seniority", flat=True))
    by_country = Counter(
        country.name for country in (r.country for r in people.select_related("country")) if country
    )
    context = shared(
        request,
        workshop,
        genders=genders,
        table=[(label, cells, sum(cells)) for label, cells in table],
        total=people.count(),
        countries=sorted(by_country.items(), key=lambda row: (-row[1], sort_key(row[0]))),
        first=people.filter(first_time=True).count(),
        interpretation=Counter(
            people.exclude(interpretation="").values_list("interpretation", flat=True)
        ).most_common(),
        said_first=people.exclude(first_time=None).count(),
        unsaid_first=people.filter(first_time=None).count(),
        own_questions=[
            (question, *own_answers.summary(question, people, may_read))
            for question in workshop.questions.all()
        ],
        participant_kinds=_by_kind(workshop, people),
        seniority=[
            (label, n)
            for code, label in [*Registration.Seniority.choices, ("", _("Seniority not given"))]
            if (n := levels[code])
        ],
        lists=[
            (name, lists.NAMES[name])
            for name, (needed, _make) in lists.LISTS.items()
            if access.may(request.user, workshop, needed)
        ],
    )
    return render(request, "workshops/statistics.html", context)


def _by_kind(workshop: Workshop, people: QuerySet[Registration]) -> list[tuple[str, int]]:
    """How many of each kind of participants there are; none where the workshop tells none apart."""
    kinds = [(kind.code, str(kind)) for kind in workshop.participant_kinds.all()]
    if not kinds:
        return []
    counts = Counter(people.values_list("participant_kind", flat=True))
    rows = [(label, counts[code]) for code, label in kinds]
    return rows + ([(_("Kind not given"), counts[""])] if counts[""] else [])


@require_safe
@duty("registrations")
def table(request: HttpRequest, workshop: Workshop, extension: str) -> HttpResponse:
    """The list of participants in UN order: by country, head of delegation first, then family name.

    On paper, which goes round, stand only those who agreed to be named to the other participants.
    """
    if extension == "pdf":
        coming = workshop.registrations.coming().counted()
        day = timezone.localdate(timezone=workshop.tz)
        named = workshop.registrations.listed_for("participants", "public", on=day).counted()
        people = lists.un_order(named.select_related("country", "nomination"))
        unnamed = coming.count() - len(people)
        return pdf(
            request,
            workshop,
            lambda: rosters.participants_pdf(workshop, people, unnamed, reader_language()),
            f"participants-{workshop.code}",
        )
    return _file(
        request,
        workshop,
        "participants",
        extension,
        lists.participants(
            workshop,
            chosen_people(request, workshop).select_related("workshop", "country", "nomination"),
            request.GET.getlist("column"),
        ),
    )


@require_safe
@duty("statistics")
def listing(request: HttpRequest, workshop: Workshop, name: str, extension: str) -> HttpResponse:
    """One of the standard lists as a file, to who may read it."""
    needed, make = lists.LISTS.get(name, ("", None))
    if make is None or not access.may(request.user, workshop, needed):
        raise Http404(_("There is no such list."))
    return _file(request, workshop, name, extension, make(workshop))


def _file(
    request: HttpRequest, workshop: Workshop, name: str, extension: str, table: Table
) -> HttpResponse:
    if extension not in ("csv", "xlsx"):
        raise Http404(_("There is no such file."))
    response = downloads.table_response(
        request,
        table,
        extension=extension,
        filename=f"{name}-{workshop.code}.{extension}",
        etag=downloads.etag_of(table.rows),
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
