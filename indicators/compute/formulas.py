"""One way to compute one indicator: a pure function, what it reads, and how it is published."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from indicators.compute.shapes import Corridors, Matrix, Pairs, Panel

Function = Callable[..., Any]
"""Series in, `terms.Terms` of areas or `links.Flows` of corridors out."""

BASES = ("wdi", "undesa", "wfb")
"""Sets of sources in order of preference. A figure is computed from one of them, never mixed."""
WEIGHTS = {"wdi": "pop", "undesa": "undesa_pop", "wfb": "wfb_pop"}
"""The population by which each basis measures the coverage of aggregates."""
THEMES = ("remittances", "stocks", "flows", "displacement", "costs", "networks", "context")
AGGREGATES = ("sum", "ratio", "panel", "rolling", "corridors", "pooled", "own", "none", "bilateral")
"""Sum; ratio of sums; change on a panel matched in both years; over years of the aggregate's own
series; mean over corridors (the only one that is never suppressed for low coverage); of the members'
corridors put together; of the group's own matrix, which countries do not have; none; none, because the
figures are those of corridors."""
ENDS = ("home", "host")
"""Ends of a corridor: where people were born and money goes, where they live and it comes from."""
SHAPES = (Panel, Matrix, Pairs, Corridors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """One way to compute one indicator: a pure function whose parameters are series codes."""

    code: str
    id: int
    name: str
    unit: str
    decimals: int
    version: int
    basis: str
    theme: str
    sdg: str
    aggregate: str
    status: str
    is_modelled: bool
    ref_area: str
    """The end of a corridor that the figure is a property of (SDMX REF_AREA); empty without corridors."""
    is_quarterly: bool
    """Whether there are figures of quarters too, where the source has quarters."""
    function: Function
    shapes: tuple[tuple[str, type[Panel | Matrix | Pairs | Corridors], bool], ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Series codes that must be there."""
        return tuple(code for code, _, is_optional in self.shapes if not is_optional)

    @property
    def optional(self) -> tuple[str, ...]:
        """Series codes that are read where they are there."""
        return tuple(code for code, _, is_optional in self.shapes if is_optional)

    @property
    def is_bilateral(self) -> bool:
        """Whether the figures are those of corridors: `function` answers Flows, not Terms."""
        return self.aggregate == "bilateral"

    @property
    def population(self) -> str:
        """The series of population that measures the coverage of aggregates."""
        return WEIGHTS[self.basis]

    @property
    def extras(self) -> tuple[str, ...]:
        """Series read where they are there: the optional ones and the population."""
        weights = () if self.is_bilateral else (self.population,)
        return tuple(code for code in (*self.optional, *weights) if code not in self.inputs)

    @property
    def is_of_whole_matrices(self) -> bool:
        """Whether everything comes from matrices that have every country, so that groups are covered in full."""
        return {kind for _code, kind, _is_optional in self.shapes} == {Matrix}

    @property
    def only_weighs(self) -> frozenset[str]:
        """Series that no figure is made from, and that only tell what part of a group a figure stands for."""
        return frozenset(self.reads) - {*self.inputs, *self.optional}

    @property
    def reads(self) -> tuple[str, ...]:
        """All series codes that can change the result: inputs and extras."""
        return (*self.inputs, *self.extras)

    @property
    def note(self) -> str:
        """The published method note, in English: paragraphs separated by an empty line."""
        return inspect.getdoc(self.function) or ""
