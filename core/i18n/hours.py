"""Moments in the time of a place, as letters and pages tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.i18n import numbers

if TYPE_CHECKING:
    from datetime import datetime


def zone_name(moment: datetime, zone: str) -> str:
    """The zone with its distance from UTC at the moment, which summer time changes: `Asia/Bangkok, UTC+07:00`."""
    offset = f"{moment.astimezone(ZoneInfo(zone)):%z}"
    return f"{zone}, UTC{offset[:3]}:{offset[3:5]}"


def moment_text(moment: datetime, zone: str) -> str:
    """A moment in the place's time as plain text, for letters."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{numbers.day(local.date())}, {local:%H:%M} ({zone_name(moment, zone)})"
