"""Outputs: studies, workshops, seats, people, certificates, recommendations."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Min

from core.mail.addresses import address_key
from indicators.models import IndicatorValue, Release
from outcomes.measures.registry import Figures, Scope, measure
from outcomes.models import Project
from outcomes.rules import earliest
from regions.models import Commission
from studies.models import Edition, Recommendation, Study, Uptake
from studies.states import STAGES, Status
from workshops.models import Certificate, Registration, Workshop
from workshops.states import COUNTED, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

ATTENDED = (RegistrationState.ATTENDED, RegistrationState.COMPLETED)


def all_commissions(scope: Scope) -> list[str]:
    """The codes that every breakdown has a group for: that of the scope, the project's, or all five."""
    if scope.commission:
        return [scope.commission]
    if scope.project:
        own = Project.objects.filter(code=scope.project, commissions__isnull=False)
        codes = own.values_list("commissions__area__code", flat=True)
        return list(codes.order_by("commissions__area__code"))
    return list(Commission.objects.order_by("area__code").values_list("area__code", flat=True))


def by_commission(scope: Scope, pairs: Iterable[tuple[str, Any]]) -> dict[str, int]:
    """How many different things each commission has; zeros stay, and the sum may exceed the whole."""
    unique_pairs = set(pairs)
    tally = Counter(code for code, _thing in unique_pairs)
    return {code: tally[code] for code in all_commissions(scope)}


def workshops_of(scope: Scope) -> QuerySet[Workshop]:
    """Workshops that took place, of the project and of the commission alone or with others, of any day."""
    queryset = Workshop.objects.filter(status__in=COUNTED)
    if scope.project:
        queryset = queryset.filter(projects__code=scope.project)
    if scope.commission:
        hosted = Workshop.objects.hosted_by(scope.commission)
        queryset = queryset.filter(pk__in=hosted.values("pk"))
    return queryset.distinct()


def held_workshops(scope: Scope) -> QuerySet[Workshop]:
    """Those of the period, by the day they began."""
    return workshops_of(scope).filter(starts_on__range=(scope.first, scope.last))


def hosts(workshops: QuerySet[Workshop]) -> list[tuple[str, int]]:
    """(commission, workshop): hosts and co-hosts. Two queries."""
    pairs = list(workshops.values_list("host__area__code", "pk"))
    with_others = workshops.exclude(co_hosts=None).values_list("co_hosts__area__code", "pk")
    return [*pairs, *((code, pk) for code, pk in with_others if code)]


def hosts_by_workshop(scope: Scope) -> dict[int, set[str]]:
    """Workshop of the period to all commissions that held it. Two queries."""
    codes: dict[int, set[str]] = defaultdict(set)
    for code, pk in hosts(held_workshops(scope)):
        codes[pk].add(code)
    return codes


def seats(scope: Scope) -> QuerySet[Registration]:
    """Who attended a session of a workshop of the period, without staff and interpreters."""
    return Registration.objects.filter(
        workshop__in=held_workshops(scope), state__in=ATTENDED
    ).counted()


def person_key(pk: int, email: str, erased: bool) -> str:
    """One person over workshops: the address. What was erased counts by registration."""
    return f"#{pk}" if erased else address_key(email)


@measure("studies-published", version=1, unit="count", level="output")
def studies_published(scope: Scope) -> Figures:
    """Public studies whose first edition was issued in the period.

    A study of two commissions counts once in all and once for each of them.
    """
    rows = (
        Study.objects.public()
        .filter(editions__in_preparation=False)
        .exclude(editions__issued="")
        .values_list("pk", "commissions__area__code")
        .annotate(issued=Min("editions__issued"))
    )
    if scope.project:
        rows = rows.filter(projects__code=scope.project)
    first, last = scope.period
    pairs = set()
    for pk, code, issued in rows:
        day = earliest(issued)
        if day and first <= day <= last and (not scope.commission or code == scope.commission):
            pairs.add((code, pk))
    studies = {pk for _code, pk in pairs}
    languages = Counter(
        Edition.objects.filter(study__in=studies, in_preparation=False).values_list(
            "language", flat=True
        )
    )
    return Figures(
        len(studies),
        by={"commission": by_commission(scope, pairs), "language": dict(sorted(languages.items()))},
        records=tuple(sorted(f"study:{pk}" for pk in studies)),
    )


@measure("workshops-held", version=1, unit="count", level="output")
def workshops_held(scope: Scope) -> Figures:
    """Workshops that began in the period and took place.

    Drafts, postponed and cancelled ones are left out. One of two commissions counts once in all and
    once for each.
    """
    workshops = held_workshops(scope)
    kinds = Counter(workshops.values_list("kind", flat=True))
    return Figures(
        workshops.count(),
        by={
            "commission": by_commission(scope, hosts(workshops)),
            "kind": dict(sorted(kinds.items())),
        },
        records=tuple(sorted(f"workshop:{pk}" for pk in workshops.values_list("pk", flat=True))),
    )


@measure("seats-taken", version=2, unit="count", level="output")
def seats_taken(scope: Scope) -> Figures:
    """Registrations whose person attended at least one countable session of a workshop of the period.

    Organising staff and interpreters are left out. A person who came to two workshops took two seats.
    A seat in a workshop of two commissions counts once in all and once for each.
    """
    held_by = hosts_by_workshop(scope)
    rows = list(seats(scope).values_list("pk", "gender", "workshop", "stakeholder"))
    genders = Counter(gender or "not_given" for _pk, gender, _workshop, _group in rows)
    groups = Counter("government" if g.startswith("gov_") else "other" for *_rest, g in rows)
    return Figures(
        len(rows),
        by={
            "commission": by_commission(
                scope, ((code, pk) for pk, _g, workshop, _s in rows for code in held_by[workshop])
            ),
            "gender": dict(sorted(genders.items())),
            "group": dict(sorted(groups.items())),
        },
    )


@measure("people-reached", version=2, unit="count", level="output")
def people_reached(scope: Scope) -> Figures:
    """Different people who attended workshops of the period, told apart by their address.

    A person who came to two workshops counts once in all and once for each commission that held one of
    them. Where personal data were erased, each registration counts as a person of its own.
    """
    held_by = hosts_by_workshop(scope)
    people = {
        (person_key(pk, email, erased is not None), workshop)
        for pk, email, erased, workshop in seats(scope).values_list(
            "pk", "email", "erased_at", "workshop"
        )
    }
    pairs = {(code, person) for person, workshop in people for code in held_by[workshop]}
    return Figures(
        len({person for person, _workshop in people}),
        by={"commission": by_commission(scope, pairs)},
    )


@measure("countries-reached", version=2, unit="count", level="output")
def countries_reached(scope: Scope) -> Figures:
    """Different countries whose people attended workshops of the period.

    A country in two commissions' workshops counts once in all and once for each commission.
    """
    held_by = hosts_by_workshop(scope)
    rows = set(seats(scope).exclude(country=None).values_list("workshop", "country__code"))
    pairs = {(code, country) for workshop, country in rows for code in held_by[workshop]}
    countries = {country for _workshop, country in rows}
    return Figures(
        len(countries),
        by={"commission": by_commission(scope, pairs)},
        records=tuple(sorted(f"country:{code}" for code in countries)),
    )


@measure("women-share", version=3, unit="percent", level="output")
def women_share(scope: Scope) -> Figures:
    """Women among those who completed workshops of the period and said their gender.

    Per cent. Completed means the share of countable minutes that the workshop's rule asks for. By
    commission: the share in the workshops it held, alone or with others.
    """
    held_by = hosts_by_workshop(scope)
    rows = seats(scope).filter(state=RegistrationState.COMPLETED).exclude(gender__in=("unsaid", ""))
    pairs = list(rows.values_list("workshop", "gender"))
    genders = Counter(gender for _workshop, gender in pairs)
    own = {
        code: [gender for workshop, gender in pairs if code in held_by[workshop]]
        for code in all_commissions(scope)
    }
    return Figures(
        _women(list(genders.elements())),
        part=genders["woman"],
        whole=len(pairs),
        by={
            "commission": {code: _women(own_genders) for code, own_genders in own.items()},
            "gender": dict(sorted(genders.items())),
        },
    )


def _women(genders: list[str]) -> float | None:
    return round(100 * genders.count("woman") / len(genders), 6) if genders else None


@measure("certificates-valid", version=2, unit="count", level="output")
def certificates_valid(scope: Scope) -> Figures:
    """Certificates of participation or completion, not revoked, of workshops of the period.

    Anybody can check each by its serial, so the figure can be audited. Certificates of speakers are
    left out. One of a workshop of two commissions counts once in all and once for each.
    """
    held_by = hosts_by_workshop(scope)
    kinds = Certificate.Kind
    rows = list(
        Certificate.objects.filter(
            registration__workshop__in=held_workshops(scope),
            revoked_at=None,
            kind__in=(kinds.PARTICIPATION, kinds.COMPLETION),
        ).values_list("pk", "kind", "registration__workshop")
    )
    return Figures(
        len(rows),
        by={
            "commission": by_commission(
                scope, ((code, pk) for pk, _kind, workshop in rows for code in held_by[workshop])
            ),
            "kind": dict(sorted(Counter(kind for _pk, kind, _workshop in rows).items())),
        },
    )


def _recommendations(scope: Scope) -> QuerySet[Recommendation]:
    """Public recommendations of studies that had been issued by the last day of the period."""
    first_issue = (
        Edition.objects.filter(in_preparation=False)
        .exclude(issued="")
        .values("study")
        .annotate(first=Min("issued"))
    )
    issued = [
        study
        for study, text in first_issue.values_list("study", "first")
        if (day := earliest(text)) and scope.last and day <= scope.last
    ]
    queryset = Recommendation.objects.public().filter(study__in=issued)
    if scope.project:
        queryset = queryset.filter(study__projects__code=scope.project)
    if scope.commission:
        queryset = queryset.filter(study__commissions__area__code=scope.commission)
    return queryset


@measure("recommendations-endorsed", version=2, unit="count", level="outcome")
def recommendations_endorsed(scope: Scope) -> Figures:
    """Recommendations that at least one country had endorsed, or taken further, by the end of the period.

    Counted with their countries; a later rejection takes the country out.
    """
    rank: dict[str, int] = {status: place for place, status in enumerate(STAGES)}
    standing: dict[tuple[int, str], str] = {}
    rows = Uptake.objects.filter(recommendation__in=_recommendations(scope), on__lte=scope.last)
    for pk, country, status in rows.order_by("on", "pk").values_list(
        "recommendation", "country__code", "status"
    ):
        standing[pk, country] = status
    endorsed = {
        pair for pair, status in standing.items() if rank.get(status, -1) >= rank[Status.ENDORSED]
    }
    recommendations = {pk for pk, _country in endorsed}
    return Figures(
        len(recommendations),
        facts={"countries": len({country for _pk, country in endorsed})},
        records=tuple(sorted(f"recommendation:{pk}" for pk in recommendations)),
    )


@measure("recommendations-unpresented", version=2, unit="count", level="output")
def recommendations_unpresented(scope: Scope) -> Figures:
    """Recommendations of studies issued by the end of the period that were never presented to anybody: in no
    session of a workshop held by then and with no step of any country by then."""
    recommendations = _recommendations(scope)
    stepped = Uptake.objects.filter(on__lte=scope.last).values("recommendation")
    workshops = Workshop.objects.filter(status__in=COUNTED, starts_on__lte=scope.last)
    unpresented = (
        recommendations.exclude(pk__in=stepped).exclude(sessions__workshop__in=workshops).distinct()
    )
    return Figures(
        unpresented.count(),
        whole=recommendations.distinct().count(),
        records=tuple(
            sorted(f"recommendation:{pk}" for pk in unpresented.values_list("pk", flat=True))
        ),
    )


@measure("data-countries", version=1, unit="count", level="portal", needs=())
def data_countries(scope: Scope) -> Figures:
    """Countries and areas with at least one published figure, and how many indicators are published.

    As of the current release; its number is among the facts.
    """
    release = Release.objects.filter(is_current=True).first()
    if release is None:
        return Figures(None)
    runs = set(release.entries.values_list("run", flat=True))
    values = IndicatorValue.objects.filter(run__in=runs, value__isnull=False, area__kind="country")
    indicators = release.entries.values("indicator").distinct().count()
    return Figures(
        values.values("area").distinct().count(),
        facts={"release": release.pk, "indicators": indicators},
    )
