"""Whether a value that went through JSON has the type that signatures give it."""

from __future__ import annotations

import types
import typing


def misfits(value: object, wanted: object, path: str = "") -> list[str]:
    """Where the value is not of the type: paths such as `items.REL1.n`, empty where all fits."""
    origin, within = typing.get_origin(wanted), typing.get_args(wanted)
    if wanted is typing.Any:
        return []
    if typing.is_typeddict(wanted):
        return _fields(value, wanted, path)
    if origin in (typing.Union, types.UnionType):
        every = [misfits(value, one, path) for one in within]
        return [] if [] in every else min(every, key=len)
    if origin in (list, dict):
        if not isinstance(value, origin):
            return [path]
        pairs = value.items() if origin is dict else enumerate(value)
        return [w for key, one in pairs for w in misfits(one, within[-1], f"{path}.{key}")]
    # In JSON a whole number is a number, and true is none.
    kinds = (int, float) if wanted is float else wanted
    is_right = isinstance(value, kinds) and not (wanted in (int, float) and isinstance(value, bool))
    return [] if is_right else [path]


def _fields(value: object, wanted: type, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [path]
    hints = typing.get_type_hints(wanted)
    required = {
        name
        for name, one in typing.get_type_hints(wanted, include_extras=True).items()
        if wanted.__total__ and typing.get_origin(one) is not typing.NotRequired
    }
    lacking = [f"{path}.{name} lacks" for name in sorted(required - set(value))]
    unknown = [f"{path}.{name} is unknown" for name in sorted(set(value) - set(hints))]
    return (
        lacking
        + unknown
        + [
            w
            for name, one in value.items()
            if name in hints
            for w in misfits(one, hints[name], f"{path}.{name}")
        ]
    )
