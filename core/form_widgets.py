"""Widgets that forms of several apps share, as classes: an instance that two fields hold mixes up their attributes."""

from __future__ import annotations

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A day, asked for by the browser's calendar and sent as 2026-01-31."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "date"} | (attrs or {}), format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and an hour, sent as 2026-01-31T09:30."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "datetime-local"} | (attrs or {}), format="%Y-%m-%dT%H:%M")
