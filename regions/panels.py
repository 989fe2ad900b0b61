"""The hook by which higher apps show something on pages of countries and commissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from regions.models import Area


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled part of a page: the template gets the context and nothing else."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Build = Callable[[Area], Panel | None]


def panels_for(area: Area) -> list[Panel]:
    """The panels that the settings name for this kind of page, in their order; empty ones are left out."""
    is_country = area.kind == Area.Kind.COUNTRY
    paths = settings.COUNTRY_PANELS if is_country else settings.REGION_PANELS
    builders: list[Build] = [import_string(path) for path in paths]
    return [panel for build in builders if (panel := build(area))]
