"""The formulas, by indicator: what each reads, how it is published, and the contract it keeps."""

from __future__ import annotations

import inspect
import re
import typing
from collections import ChainMap
from collections.abc import Callable, Collection, Mapping

from indicators.compute.formulas import (
    AGGREGATES,
    BASES,
    ENDS,
    SHAPES,
    THEMES,
    Formula,
    Function,
)
from indicators.compute.severity import ORDER
from indicators.compute.shapes import Corridors, Matrix, Pairs, Panel


def gettext_noop(message: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return message


FORMULAS: dict[str, tuple[Formula, ...]] = {}
"""Formulas of areas by indicator code, each with its alternatives in order of preference of basis."""
CORRIDORS: dict[str, tuple[Formula, ...]] = {}
"""Formulas of corridors by indicator code."""
REGISTERED: Mapping[str, tuple[Formula, ...]] = ChainMap(CORRIDORS, FORMULAS)
"""All of them, those of areas first."""


def formula(
    code: str,
    *,
    id: int,  # noqa: A002 - the name of the field
    name: str,
    unit: str,
    decimals: int,
    basis: str,
    theme: str,
    aggregate: str,
    version: int = 1,
    sdg: str = "",
    status: str = "A",
    modelled: bool = False,
    ref_area: str = "",
    quarterly: bool = False,
) -> Callable[[Function], Function]:
    """Register a function as the formula of an indicator; the contract is checked here, once."""

    def registered(function: Function) -> Function:
        made = Formula(
            code=code,
            id=id,
            name=name,
            unit=unit,
            decimals=decimals,
            version=version,
            basis=basis,
            theme=theme,
            sdg=sdg,
            aggregate=aggregate,
            status=status,
            is_modelled=modelled,
            ref_area=ref_area,
            is_quarterly=quarterly,
            function=function,
            shapes=_shapes(code, function),
        )
        _check(made)
        register = CORRIDORS if made.is_bilateral else FORMULAS
        known = (*register.get(code, ()), made)
        register[code] = tuple(sorted(known, key=lambda one: BASES.index(one.basis)))
        return function

    return registered


def _shapes(
    code: str, function: Function
) -> tuple[tuple[str, type[Panel | Matrix | Pairs | Corridors], bool], ...]:
    """Each parameter's name, the shape its annotation asks for, and whether it may be absent."""
    hints, found = typing.get_type_hints(function), []
    for name, parameter in inspect.signature(function).parameters.items():
        kinds = [kind for kind in SHAPES if kind in (hints[name], *typing.get_args(hints[name]))]
        if len(kinds) != 1:
            raise TypeError(f"{code}: parameter {name} must be one of the shapes {SHAPES}")
        found.append((name, kinds[0], parameter.default is None))
    return tuple(found)


def _check(made: Formula) -> None:
    same = REGISTERED.get(made.code, ())
    others = [
        one for alternatives in REGISTERED.values() for one in alternatives if one.code != made.code
    ]
    rules = {
        "the code is made of capitals, digits and _": re.fullmatch(r"[A-Z][A-Z0-9_]*", made.code),
        "the docstring is the method note": len(made.note) > 60,
        "the basis is known": made.basis in BASES,
        "the theme is known": made.theme in THEMES,
        "the aggregate strategy is known": made.aggregate in AGGREGATES,
        "the status is a letter in use": made.status in ORDER,
        "figures of corridors, and no others, name an end": (made.ref_area in ENDS)
        == made.is_bilateral,
        "the version starts at 1": made.version >= 1,
        "something is read": made.inputs,
        "one formula per basis": made.basis not in {one.basis for one in same},
        "the id belongs to one indicator": made.id not in {one.id for one in others},
        "alternatives agree on id, name, unit, decimals and theme": all(
            (one.id, one.name, one.unit, one.decimals, one.theme)
            == (made.id, made.name, made.unit, made.decimals, made.theme)
            for one in same
        ),
    }
    if broken := [rule for rule, is_kept in rules.items() if not is_kept]:
        raise ValueError(f"{made.code} ({made.basis}): must hold: {'; '.join(broken)}")


def choose(code: str, available: Collection[str]) -> Formula | None:
    """The first alternative all of whose inputs are among the available series, if any."""
    return next((one for one in REGISTERED[code] if set(one.inputs) <= set(available)), None)


def depends(series: Collection[str]) -> frozenset[str]:
    """Codes of the indicators whose figures may change when one of these series changes."""
    changed = set(series)
    return frozenset(
        code
        for code, alternatives in REGISTERED.items()
        if any(changed & set(one.reads) for one in alternatives)
    )
