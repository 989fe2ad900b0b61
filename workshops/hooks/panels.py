"""What workshops show on pages of countries, commissions and themes, by the hooks of `regions`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.hooks.chart_events import ChartEvent
from regions.hooks.panels import Panel, Stage, Work
from regions.models import Term
from workshops.models import Registration, Workshop
from workshops.states import COMING, COUNTED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from regions.hooks.panels import ByTheme
    from regions.models import Area

SHOWN = 6


def _address(**values: Any) -> str:
    address = reverse("workshops:index")
    return f"{address}?{urlencode(values)}" if values else address


def _panel(queryset, **context: Any) -> Panel | None:
    rows = list(queryset.select_related("host__area").order_by("-starts_on")[:SHOWN])
    if not rows:
        return None
    return Panel(_("Workshops"), "workshops/_panel.html", {"rows": rows, **context}, "workshops")


def country_workshops(area: Area) -> Panel | None:
    """Workshops held in the country, or in which people of it take part."""
    attended = Q(registrations__country=area, registrations__state__in=COMING)
    queryset = Workshop.objects.public().filter(Q(country=area) | attended).distinct()
    return _panel(queryset, url=_address())


def commission_workshops(area: Area) -> Panel | None:
    """Workshops that the commission hosts, alone or with others."""
    hosted = Q(host__area=area) | Q(co_hosts__area=area)
    queryset = Workshop.objects.public().filter(hosted).distinct()
    return _panel(queryset, url=_address(commission=area.code))


def term_workshops(term: Term) -> Panel | None:
    """Workshops on the theme."""
    return _panel(Workshop.objects.public().filter(terms=term), url=_address(theme=term.code))


def chart_events(areas: Sequence[str], first: date, last: date) -> list[ChartEvent]:
    """Workshops held between the days: in a country, with people of it, or by a commission among the areas."""
    coming = Registration.objects.filter(state__in=COMING, country__code__in=areas)
    people = coming.only("workshop", "country__code").select_related("country")
    attended = Q(registrations__in=coming)
    hosted = Q(host__area__code__in=areas) | Q(co_hosts__area__code__in=areas)
    workshops = (
        Workshop.objects.filter(status__in=COUNTED, starts_on__range=(first, last))
        .filter(Q(country__code__in=areas) | attended | hosted)
        .distinct()
        .prefetch_related("co_hosts__area", Prefetch("registrations", people, to_attr="attending"))
        .select_related("host__area", "country")
    )
    return [
        ChartEvent(
            day=workshop.starts_on,
            kind=_("Workshop"),
            title=workshop.title,
            url=workshop.get_absolute_url(),
            areas=tuple(code for code in areas if code in _concerned(workshop)),
        )
        for workshop in workshops
    ]


def _concerned(workshop: Workshop) -> set[str]:
    """Codes of hosts, the host country, and the countries of people who took part."""
    hosts = {workshop.host.code, *(co_host.code for co_host in workshop.co_hosts.all())}
    countries = {registration.country.code for registration in workshop.attending}  # type: ignore[attr-defined]  # prefetched
    return hosts | countries | ({workshop.country.code} if workshop.country else set())


def workshops_by_year() -> Stage:
    """Workshops that took place, by host commission and year."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    workshops = Workshop.objects.filter(status__in=COUNTED)
    for code, first in workshops.values_list("host__area__code", "starts_on"):
        counts[code, first.year] += 1
    return Stage(
        "workshops",
        _("Workshops held"),
        dict(counts),
        lambda code, year: _address(commission=code),
        has_examples=workshops.filter(is_demonstration=True).exists(),
    )


def work_by_theme() -> ByTheme:
    """How many workshops each commission held on each priority theme."""
    tally: dict[tuple[str, str], int] = defaultdict(int)
    rows = Workshop.objects.filter(status__in=COUNTED, terms__vocabulary=Term.Vocabulary.THEME)
    for code, theme in rows.values_list("host__area__code", "terms__code"):
        tally[code, theme] += 1
    return {
        (code, theme): [
            Work(
                ngettext("%(n)s workshop", "%(n)s workshops", n) % {"n": n},
                n,
                _address(commission=code, theme=theme),
            )
        ]
        for (code, theme), n in tally.items()
    }
