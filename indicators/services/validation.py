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
    from indicators.analysis.vintages import SeriesVintage
    from indicators.selectors.corridors import CorridorTable

MODELLED = "BRE_USD"
PUBLISHED = {"bilateral_2018": 2018, "bilateral_2021": 2021}
"""Series with a published matrix, and its year."""


def validate() -> int:
    """Compare the current run with every matrix in use that it was not compared with yet.

    Returns how many comparisons were made. Safe to run twice, and without either of the two.
    """
    try:
        modelled = corridors.table(MODELLED)
    except NotPublished:
        return 0
    lines_by_series, count = lines(), 0
    for series, year in PUBLISHED.items():
        if (
            series in lines_by_series
            and lines_by_series[series].used
            and str(year) in modelled.periods
        ):
            count += _compare(modelled, lines_by_series[series].used[-1], year)
    return count


@transaction.atomic
def _compare(modelled: CorridorTable, published: SeriesVintage, year: int) -> int:
    compared = set(
        ModelValidation.objects.filter(run=modelled.run, published_series=published.pk).values_list(
            "variant", flat=True
        )
    )
    figures = observations(published)
    published_flows = figures.area, figures.counterpart, figures.value
    rows = []
    for variant in modelled.variants:
        if variant in compared:
            continue
        corridor_matrix = corridors.matrix(modelled, year, variant=variant)
        modelled_flows = (
            corridor_matrix.home.astype(np.int32),
            corridor_matrix.host.astype(np.int32),
            corridor_matrix.value,
        )
        if (result := agreement(modelled_flows, published_flows)) is not None and not isnan(
            result.correlation
        ):
            rows.append(
                ModelValidation(
                    run_id=modelled.run,
                    published_series_id=published.pk,
                    year=year,
                    variant=variant,
                    **asdict(result),
                )
            )
    ModelValidation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
