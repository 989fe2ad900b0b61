"""Codes that query parameters of all apps may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regions.models import Area, Commission, Term

if TYPE_CHECKING:
    from collections.abc import Iterable


def areas() -> Iterable[str]:
    """Countries, commissions, groups and the world."""
    return Area.objects.values_list("code", flat=True)


def countries() -> Iterable[str]:
    """Countries and areas."""
    return Area.objects.countries().values_list("code", flat=True)


def commissions() -> Iterable[str]:
    """The five commissions."""
    return Commission.objects.values_list("area__code", flat=True)


def terms() -> Iterable[str]:
    """Themes, objectives and targets."""
    return Term.objects.values_list("code", flat=True)
