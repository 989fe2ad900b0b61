"""Named measures: every figure of the framework, of claims and of reports is one of these."""

from outcomes.measures import (  # noqa: F401  fill the registry
    changes,
    examples,
    manual,
    outputs,
    presentations,
    records,
    surveys,
)
from outcomes.measures.registry import MEASURES, Figures, Measure, Scope, StoredFigures, figures_of

__all__ = ["MEASURES", "Figures", "Measure", "Scope", "StoredFigures", "figures_of"]
