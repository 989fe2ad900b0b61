"""Reads that pages, files and the API share."""

from indicators.selectors.catalogue import CatalogueRow, catalogue
from indicators.selectors.profile import KeyFigure, Rank, key_figures, latest_by_area
from indicators.selectors.published import (
    NotPublished,
    ReleaseInfo,
    current_release,
    entry,
    formula_of,
    published_table,
    sources_of,
    sources_of_runs,
    years_of,
)
from indicators.selectors.sources import snapshot_detail, source_list

__all__ = [
    "CatalogueRow",
    "KeyFigure",
    "NotPublished",
    "Rank",
    "ReleaseInfo",
    "catalogue",
    "current_release",
    "entry",
    "formula_of",
    "key_figures",
    "latest_by_area",
    "published_table",
    "snapshot_detail",
    "source_list",
    "sources_of",
    "sources_of_runs",
    "years_of",
]
