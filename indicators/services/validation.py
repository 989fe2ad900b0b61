"""Compare the modelled remittances of a run with the matrices that the World Bank published."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from indicators.compute.agreement import agreement
from indicators.models import ModelValidation
from indicators.selectors import corridors
from indicators.selectors.published import NotPublished
from indicators.selectors.vintage_lines import lines
from indicators.services.inputs import observations

if TYPE_CHECKING:
    from indicators.analysis.vintages import Brought
    from indicators.selectors.corridors import CorridorTable

MODELLED = "BRE_USD"
PUBLISHED = {"bilateral_2018": 2018, "bilateral_2021": 2021}
"""Series with a published matrix, and its year."""


def validate() -> int:
    """Compare the current run with every matrix in use that it was not compared with yet.

    Returns how many comparisons were made. Safe to run twice, and without either of the two.
    """
    try:
        shown = corridors.table(MODELLED)
    except NotPublished:
        return 0
    found, made = lines(), 0
    for series, year in PUBLISHED.items():
        if series in found and found[series].used and str(year) in shown.periods:
            made += _compare(shown, found[series].used[-1], year)
    return made


@transaction.atomic
def _compare(shown: CorridorTable, published: Brought, year: int) -> int:
    known = set(
        ModelValidation.objects.filter(run=shown.run, taken=published.pk).values_list(
            "variant", flat=True
        )
    )
    theirs = observations(published)
    given = theirs.area, theirs.counterpart, theirs.value
    rows = []
    for variant in shown.variants:
        if variant in known:
            continue
        found = corridors.matrix(shown, year, variant=variant)
        ours = found.home.astype(np.int32), found.host.astype(np.int32), found.value
        if (result := agreement(ours, given)) is not None and not isnan(result.correlation):
            rows.append(
                ModelValidation(
                    run_id=shown.run,
                    taken_id=published.pk,
                    year=year,
                    variant=variant,
                    **asdict(result),
                )
            )
    ModelValidation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
