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
        definition = Formula(
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
        _check(definition)
        register = CORRIDORS if definition.is_bilateral else FORMULAS
        alternatives = (*register.get(code, ()), definition)
        register[code] = tuple(
            sorted(alternatives, key=lambda alternative: BASES.index(alternative.basis))
        )
        return function

    return registered


def _shapes(
    code: str, function: Function
) -> tuple[tuple[str, type[Panel | Matrix | Pairs | Corridors], bool], ...]:
    """Each parameter's name, the shape its annotation asks for, and whether it may be absent."""
    hints, shapes = typing.get_type_hints(function), []
    for name, parameter in inspect.signature(function).parameters.items():
        kinds = [kind for kind in SHAPES if kind in (hints[name], *typing.get_args(hints[name]))]
        if len(kinds) != 1:
            raise TypeError(f"{code}: parameter {name} must be one of the shapes {SHAPES}")
        shapes.append((name, kinds[0], parameter.default is None))
    return tuple(shapes)


def _check(definition: Formula) -> None:
    siblings = REGISTERED.get(definition.code, ())
    other_formulas = [
        formula
        for alternatives in REGISTERED.values()
        for formula in alternatives
        if formula.code != definition.code
    ]
    rules = {
        "the code is made of capitals, digits and _": re.fullmatch(
            r"[A-Z][A-Z0-9_]*", definition.code
        ),
        "the docstring is the method note": len(definition.note) > 60,
        "the basis is known": definition.basis in BASES,
        "the theme is known": definition.theme in THEMES,
        "the aggregate strategy is known": definition.aggregate in AGGREGATES,
        "the status is a letter in use": definition.status in ORDER,
        "figures of corridors, and no others, name an end": (definition.ref_area in ENDS)
        == definition.is_bilateral,
        "the version starts at 1": definition.version >= 1,
        "something is read": definition.inputs,
        "one formula per basis": definition.basis not in {sibling.basis for sibling in siblings},
        "the id belongs to one indicator": definition.id
        not in {other.id for other in other_formulas},
        "alternatives agree on id, name, unit, decimals and theme": all(
            (sibling.id, sibling.name, sibling.unit, sibling.decimals, sibling.theme)
            == (
                definition.id,
                definition.name,
                definition.unit,
                definition.decimals,
                definition.theme,
            )
            for sibling in siblings
        ),
    }
    if broken := [rule for rule, is_kept in rules.items() if not is_kept]:
        raise ValueError(f"{definition.code} ({definition.basis}): must hold: {'; '.join(broken)}")


def choose(code: str, available: Collection[str]) -> Formula | None:
    """The first alternative all of whose inputs are among the available series, if any."""
    return next(
        (
            alternative
            for alternative in REGISTERED[code]
            if set(alternative.inputs) <= set(available)
        ),
        None,
    )


def depends(series: Collection[str]) -> frozenset[str]:
    """Codes of the indicators whose figures may change when one of these series changes."""
    changed = set(series)
    return frozenset(
        code
        for code, alternatives in REGISTERED.items()
        if any(changed & set(alternative.reads) for alternative in alternatives)
    )
