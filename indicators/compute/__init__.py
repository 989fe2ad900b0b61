"""Formulas: pure functions from series to published figures (no Django, no database).

`registry` keeps the formulas, `inputs` lays series on common axes, `engine` computes countries and
groups. Importing this package registers every formula.
"""

from indicators.compute import (
    concentration,
    corridors,
    costs,
    dependence,
    displacement,
    estimates,
    flows,
    network_formulas,
    network_ginis,
    remittances,
    senders,
    stocks,
)
from indicators.compute.aggregates import Groups
from indicators.compute.engine import Result, compute_all, compute_corridors, digest, figures_of
from indicators.compute.formulas import Formula
from indicators.compute.inputs import Inputs, SeriesInput
from indicators.compute.links import CorridorResult
from indicators.compute.registry import (
    CORRIDORS,
    FORMULAS,
    REGISTERED,
    choose,
    depends,
    formula,
)
from indicators.compute.shapes import Axes, Corridors, Matrix, Pairs, Panel

__all__ = [
    "CORRIDORS", "FORMULAS", "REGISTERED", "Axes", "CorridorResult", "Corridors", "Formula", "Groups",
    "Inputs", "Matrix", "Pairs", "Panel", "Result", "SeriesInput", "choose", "compute_all",
    "compute_corridors", "concentration", "corridors", "costs", "dependence", "depends", "digest",
    "displacement", "estimates", "figures_of", "flows", "formula", "network_formulas", "network_ginis",
    "remittances", "senders", "stocks",
]  # fmt: skip
