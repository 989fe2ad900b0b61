"""Named measures: every figure of the framework, of claims and of reports is one of these."""

from outcomes.measures import changes, examples, outputs, records, surveys  # noqa: F401  fill the registry
from outcomes.measures.registry import MEASURES, Figures, Measure, Scope, StoredFigures, figures_of

__all__ = ["MEASURES", "Figures", "Measure", "Scope", "StoredFigures", "figures_of"]
