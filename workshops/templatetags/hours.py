"""Hours of a workshop: in the time of the place with the zone's name, and for a script the reader's beside.

The script `js/hours.js` adds the reader's own hours where they differ; without it the place's stand alone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.i18n import numbers
from core.i18n.hours import moment_text

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

register = template.Library()


register.simple_tag(moment_text)


@register.simple_tag
def moment(value: datetime, zone: str) -> SafeString:
    """{% moment offer.until workshop.zone %}: day, hour and zone of the place."""
    return _time(value, None, zone, moment_text(value, zone))


@register.simple_tag
def hours(starts_at: datetime, ends_at: datetime, zone: str) -> SafeString:
    """{% hours session.starts_at session.ends_at workshop.zone %}: hours alone, where the day stands above."""
    return _time(starts_at, ends_at, zone, _span(starts_at, ends_at, zone))


@register.simple_tag
def day_and_hours(starts_at: datetime, ends_at: datetime, zone: str) -> SafeString:
    """The same with the day before it."""
    day = numbers.day(starts_at.astimezone(ZoneInfo(zone)).date())
    return _time(starts_at, ends_at, zone, f"{day}, {_span(starts_at, ends_at, zone)}")


def _span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (starts_at, ends_at))
    if begins.date() == ends.date():
        return f"{begins:%H:%M}–{ends:%H:%M}"
    return f"{begins:%H:%M} – {numbers.day(ends.date())}, {ends:%H:%M}"


def _time(starts_at: datetime, ends_at: datetime | None, zone: str, text: str) -> SafeString:
    place = ZoneInfo(zone)
    return format_html(
        '<time datetime="{}" data-ends="{}" data-offset="{}" data-yours="{}"><bdi>{}</bdi></time>',
        starts_at.astimezone(place).isoformat(timespec="minutes"),
        ends_at.astimezone(place).isoformat(timespec="minutes") if ends_at else "",
        (starts_at.astimezone(place).utcoffset() or timedelta()) // timedelta(minutes=1),
        _("({hours} in your time)"),
        text,
    )
