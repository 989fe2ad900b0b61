"""Formulas: pure functions from series to published figures (no Django, no database).

`registry` keeps the formulas, `inputs` lays series on common axes, `engine` computes countries and
groups. Importing this package registers every formula.
"""

from indicators.compute import costs, displacement, flows, remittances, stocks
from indicators.compute.aggregates import Groups
from indicators.compute.engine import Result, compute_all, digest
from indicators.compute.inputs import Inputs, SeriesInput
from indicators.compute.registry import FORMULAS, Formula, choose, depends, formula
from indicators.compute.shapes import Axes, Corridors, Matrix, Pairs, Panel

__all__ = [
    "FORMULAS", "Axes", "Corridors", "Formula", "Groups", "Inputs", "Matrix", "Pairs", "Panel", "Result",
    "SeriesInput", "choose", "compute_all", "costs", "depends", "digest", "displacement", "flows",
    "formula", "remittances", "stocks",
]  # fmt: skip
