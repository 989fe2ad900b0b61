"""Single published figures for those who quote them, through the hooks FIGURE_LOOKUP and FIGURE_CODES."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from indicators.catalogue.units import unit_label
from indicators.compute import FORMULAS
from indicators.selectors.published import NotPublished, current_release, entry, formula_of

if TYPE_CHECKING:
    from datetime import date

ONE = """
SELECT v.value, v.status, a.kind FROM indicators_indicatorvalue v
JOIN regions_area a ON a.id = v.area_id
WHERE v.run_id = %s AND a.code = %s AND v.year = %s AND v.quarter = 0 AND v.counterpart_id = 0
"""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One yearly figure of a release; `vintage` is the day its newest source was published."""

    code: str
    name: str
    unit: str
    value: float
    status: str
    vintage: date
    url: str


def lookup(code: str, area: str, year: int, *, as_of: date | None = None) -> PublishedFigure | None:
    """The figure as known on the day (today); None where nothing is published or it is missing."""
    release = current_release()
    if release is None or code not in FORMULAS:
        return None
    try:
        run = entry(code, as_of=as_of, release=release).run
    except NotPublished:
        return None
    with connection.cursor() as cursor:
        cursor.execute(ONE, [run.pk, area, year])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    value, status, kind = row
    formula = formula_of(code, run.basis)
    chosen = {"country" if kind == "country" else "commission": area}
    return PublishedFigure(
        code=code,
        name=_(formula.name),
        unit=unit_label(formula.unit),
        value=value,
        status=status,
        vintage=run.vintage,
        url=f"{reverse('indicators:detail', args=[code])}?{urlencode(chosen)}",
    )


def codes() -> list[tuple[str, str]]:
    """Code and name of every indicator, in the order of the catalogue."""
    return [(code, f"{_(formulas[0].name)} ({code})") for code, formulas in FORMULAS.items()]
