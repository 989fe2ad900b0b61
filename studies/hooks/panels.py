"""What studies show on pages of countries, commissions and themes, by the hooks of `regions`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions.hooks.panels import Aspect, Panel, Stage, Work
from regions.models import Term
from regions.selectors.areas import memberships_of
from studies.forms.search import WHOLE_REGION
from studies.models import Recommendation, Study, Uptake
from studies.search import passages, search
from studies.search.facet_index import REGION
from studies.selectors import recommendations

if TYPE_CHECKING:
    from regions.hooks.panels import ByTheme
    from regions.models import Area

SHOWN = 6


def _address(name: str = "studies:search", **values: Any) -> str:
    return f"{reverse(name)}?{urlencode(values, doseq=True)}" if values else reverse(name)


def _studies(query: search.Query, **context: Any) -> Panel:
    results = search.search_studies(query, facets=False)
    results.hits[SHOWN:] = []
    # Only titles are shown, and whose they are.
    context |= {"rows": passages.result_rows(results), "total": results.total}
    return Panel(_("Studies"), "studies/_panel.html", context, "studies")


def newest_studies() -> Panel:
    """The newest studies of all, for the front page."""
    return _studies(search.Query(sort="newest"), url=_address(), feed=reverse("studies:feed"))


def country_studies(area: Area) -> Panel:
    """The newest studies that name the country, and those on the whole region of its commissions."""
    memberships = memberships_of(area)
    wide = search.Query(
        commissions=tuple(row.commission_id for row in memberships),
        countries=(REGION,),
        sort="newest",
    )
    codes = [row.commission.code for row in memberships]
    regional = (
        _studies(wide, url=_address(commission=codes, country=WHOLE_REGION))
        if memberships
        else None
    )
    return _studies(
        search.Query(countries=(area.pk,), sort="newest"),
        url=_address(country=area.code),
        place=area.name,
        regional=regional.context if regional and regional.context["rows"] else None,
    )


def commission_studies(area: Area) -> Panel:
    """The newest studies of the commission."""
    query = search.Query(commissions=(area.pk,), sort="newest")
    return _studies(
        query,
        url=_address(commission=area.code),
        place=area.code,
        feed=reverse("studies:feed_of", args=["commission", area.code]),
    )


def term_studies(term: Term) -> Panel:
    """The newest studies on the theme, objective or target."""
    query = search.Query(terms=(term.pk,), sort="newest")
    return _studies(
        query,
        url=_address(term=term.code),
        place=term.label,
        feed=reverse("studies:feed_of", args=["theme", term.code]),
    )


def country_recommendations(area: Area) -> Panel | None:
    """How far the country has come with what was recommended to it; nothing when nothing was."""
    queryset = recommendations.filtered({"country": area.code})
    board = list(recommendations.board(queryset.order_by("-study_id", "number")))
    if not board:
        return None
    rows = []
    for recommendation in board:
        country_standings = [
            place
            for place in recommendations.standings(recommendation)
            if place.country.pk == area.pk
        ]
        rows.append((recommendation, country_standings[0] if country_standings else None))
    rows.sort(key=lambda row: -row[1].step if row[1] else 1)
    context = {
        "rows": rows[:SHOWN],
        "total": len(rows),
        "url": _address("studies:recommendations", country=area.code),
    }
    return Panel(_("Recommendations"), "studies/_recommended.html", context, "recommendations")


def term_recommendations(term: Term) -> Panel | None:
    """How many recommendations stand under the term, and the first of them."""
    if term.vocabulary == Term.Vocabulary.SDG:
        return None
    name = "theme" if term.vocabulary == Term.Vocabulary.THEME else "objective"
    queryset = recommendations.filtered({name: term.code})
    board = recommendations.board(queryset.order_by("-study_id", "number"))
    rows = [(recommendation, None) for recommendation in board[:SHOWN]]
    if not rows:
        return None
    url = _address("studies:recommendations", **{name: term.code})
    context = {"rows": rows, "total": queryset.count(), "url": url, "plain": True}
    return Panel(_("Recommendations"), "studies/_recommended.html", context, "recommendations")


def studies_by_year() -> Stage:
    """Public studies by commission and the year their first edition was issued."""
    rows = (
        Study.objects.public()
        .filter(editions__in_preparation=False)
        .values_list("pk", "commissions__area__code")
        .annotate(issued=Min("editions__issued"))
    )
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for _pk, code, issued in rows:
        if issued:
            counts[code, int(issued[:4])] += 1
    return Stage(
        "studies",
        _("Studies"),
        dict(counts),
        lambda code, year: _address(commission=code, **{"from": str(year), "to": str(year)}),
        has_examples=Study.objects.public().filter(is_demonstration=True).exists(),
    )


def steps_by_year() -> Stage:
    """Recorded steps of countries on recommendations of public studies, by commission and year."""
    rows = (
        Uptake.objects.filter(recommendation__study__in=Study.objects.public())
        .values_list("recommendation__study__commissions__area__code", "on__year")
        .annotate(n=Count("pk", distinct=True))
    )
    return Stage(
        "uptake",
        _("Steps on recommendations"),
        {(code, year): n for code, year, n in rows},
        lambda code, year: _address("studies:recommendations", commission=code, year=year),
        has_examples=Uptake.objects.filter(recommendation__study__is_demonstration=True).exists(),
    )


def work_by_theme() -> ByTheme:
    """How many studies and recommendations each commission has on each priority theme."""
    works: ByTheme = defaultdict(list)
    studies = (
        Study.objects.public()
        .filter(terms__vocabulary=Term.Vocabulary.THEME)
        .values_list("commissions__area__code", "terms__code")
        .annotate(n=Count("pk", distinct=True))
    )
    for code, theme, n in studies:
        label = ngettext("%(n)s study", "%(n)s studies", n) % {"n": n}
        works[code, theme].append(Work(label, n, _address(commission=code, term=theme)))
    recommended = (
        Recommendation.objects.public()
        .values_list("study__commissions__area__code", "theme__code")
        .annotate(n=Count("pk", distinct=True))
        .order_by()
    )
    for code, theme, n in recommended:
        label = ngettext("%(n)s recommendation", "%(n)s recommendations", n) % {"n": n}
        url = _address("studies:recommendations", commission=code, theme=theme)
        works[code, theme].append(Work(label, n, url))
    return dict(works)


def aspects() -> dict[str, list[Aspect]]:
    """By theme: the Compact objectives and addressees that recommendations name, and who names them."""
    rows = (
        Recommendation.objects.public()
        .order_by()
        .values_list(
            "theme__code", "study__commissions__area__code", "addressee", "objective__code"
        )
        .distinct()
    )
    objectives = {term.code: term for term in Term.objects.filter(vocabulary=Term.Vocabulary.GCM)}
    named: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for theme, commission, addressee, objective in rows:
        named[theme, "addressee", addressee].add(commission)
        if objective:
            named[theme, "objective", objective].add(commission)
    aspects_by_theme: dict[str, list[Aspect]] = defaultdict(list)
    for (theme, kind, value), codes in sorted(named.items()):
        if kind == "objective":
            label = _("Compact objective %(label)s") % {"label": objectives[value].label}
        else:
            label = _("Addressed to: %(who)s") % {"who": Recommendation.Addressee(value).label}
        url = _address("studies:recommendations", theme=theme, **{kind: value})
        aspects_by_theme[theme].append(Aspect(label, url, frozenset(codes)))
    return dict(aspects_by_theme)
