"""Hooks: settings that name functions of higher apps, which lower apps call without knowing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable


def functions(setting: str) -> list[Callable[..., Any]]:
    """The functions that a setting lists by dotted path, in its order. Raises ImportError for a wrong path."""
    return [import_string(path) for path in getattr(settings, setting)]


def functions_by_name(setting: str) -> dict[str, Callable[..., Any]]:
    """The functions that a setting maps names to."""
    return {name: import_string(path) for name, path in getattr(settings, setting).items()}
