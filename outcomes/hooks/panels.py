"""What outcomes show on pages of countries, commissions and themes, by the hooks of `regions`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.hooks.chart_events import ChartEvent
from outcomes.models import PolicyChange, Step
from outcomes.presentation.claim_text import day_text
from outcomes.rules import earliest
from outcomes.stages import CHANGED, RecordState
from regions.hooks.panels import Panel, Stage, Work
from regions.models import Term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from regions.hooks.panels import ByTheme
    from regions.models import Area

SHOWN = 5


def _address(**values: Any) -> str:
    address = reverse("outcomes:index")
    return f"{address}?{urlencode(values)}" if values else address


def _panel(queryset: Any, url: str, link_text: str) -> Panel | None:
    rows = list(
        queryset.with_names()
        .annotate(grade=Max("contributions__grade"))
        .order_by("-stage_on", "pk")[:SHOWN]
    )
    if not rows:
        return None
    return Panel(
        _("Policy changes"),
        "outcomes/_panel.html",
        {"rows": rows, "url": url, "more": link_text},
        "outcomes",
    )


def country_changes(area: Area) -> Panel | None:
    """What changed in the country, and the way to its whole chain."""
    queryset = PolicyChange.objects.public().filter(country=area)
    return _panel(
        queryset, reverse("outcomes:country", args=[area.code]), _("From study to change")
    )


def commission_changes(area: Area) -> Panel | None:
    """What changed in countries that the commission is credited with."""
    queryset = PolicyChange.objects.public().filter(commissions__area=area)
    return _panel(queryset, _address(commission=area.code), _("All policy changes"))


def term_changes(term: Term) -> Panel | None:
    """What changed under the theme."""
    queryset = PolicyChange.objects.public().filter(terms=term)
    return _panel(queryset, _address(theme=term.code), _("All policy changes"))


def chart_events(areas: Sequence[str], first: date, last: date) -> list[ChartEvent]:
    """Steps of published policy changes between the days, on charts of the country and of credited commissions.

    A day known only roughly stands at its first possible day; the title says how well it is known.
    """
    concerned = Q(change__country__code__in=areas) | Q(change__commissions__area__code__in=areas)
    steps = Step.objects.filter(concerned, change__state=RecordState.PUBLISHED).distinct()
    events = []
    for step in steps.select_related("change__country").prefetch_related(
        "change__commissions__area"
    ):
        day = step.first_day
        if day and first <= day <= last:
            change = step.change
            codes = {change.country.code, *(row.code for row in change.commissions.all())}
            title = f"{change.title}: {step.get_stage_display()} ({day_text(step.on)})"
            if change.is_demonstration:
                title = _("Example: %(title)s") % {"title": title}
            own = tuple(code for code in areas if code in codes)
            events.append(
                ChartEvent(day, _("Policy change"), title, change.get_absolute_url(), own)
            )
    return events


def changes_by_year() -> Stage:
    """Published policy changes (a draft or more) by credited commission and the year of their newest step."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    rows = PolicyChange.objects.public().filter(stage__in=CHANGED)
    for code, on in rows.values_list("commissions__area__code", "stage_on"):
        if day := earliest(on):
            counts[code, day.year] += 1
    return Stage(
        "changes",
        _("Policy changes"),
        dict(counts),
        lambda code, year: _address(commission=code, year=year),
        has_examples=rows.filter(is_demonstration=True).exists(),
    )


def work_by_theme() -> ByTheme:
    """How many policy changes each commission is credited with on each priority theme."""
    tally: dict[tuple[str, str], set[int]] = defaultdict(set)
    rows = PolicyChange.objects.public().filter(
        stage__in=CHANGED, terms__vocabulary=Term.Vocabulary.THEME
    )
    for code, theme, pk in rows.values_list("commissions__area__code", "terms__code", "pk"):
        tally[code, theme].add(pk)
    return {
        (code, theme): [
            Work(
                ngettext("%(n)s policy change", "%(n)s policy changes", len(pks)) % {"n": len(pks)},
                len(pks),
                _address(commission=code, theme=theme),
            )
        ]
        for (code, theme), pks in tally.items()
    }
