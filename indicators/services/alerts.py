"""Alerts: asked for, confirmed by a letter, told once per release, ended by one click.

The answer to a request is the same whether the address is known or not, so nobody learns from it
who subscribes. An address that does not confirm gets one question a day, and is forgotten after a week.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.i18n.languages import interface_code
from core.mail import outbox
from core.rows import each_row
from indicators.compute import REGISTERED
from indicators.models import AlertMail, Release, ReleaseChange, Subscription
from indicators.selectors import formula_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from indicators.models import Indicator
    from regions.models import Area

MOST_A_DAY = 5
"""Questions to one address in a day, whoever asks for them."""
FORGET_AFTER = timedelta(days=7)
CALM = timedelta(minutes=10)
"""Releases that follow each other closer are told in one letter."""
MOST_LINES = 12


@transaction.atomic
def subscribe(
    *, email: str, language: str, indicator: Indicator | None, area: Area | None, at: datetime
) -> None:
    """Note the wish and ask by letter; nothing happens for an address that is confirmed already."""
    email = email.strip().lower()
    one, _new = Subscription.objects.get_or_create(
        email=email,
        indicator=indicator,
        area=area,
        defaults={"language": language, "created_at": at},
    )
    asked = AlertMail.objects.filter(
        to=email, release=None, created_at__gt=at - timedelta(days=1)
    ).count()
    if one.confirmed_at or asked >= MOST_A_DAY:
        return
    subject, body = outbox.render(
        "indicators/mail/confirm.txt", {"subscription": one, "topic": topic(one)}, one.language
    )
    AlertMail.objects.get_or_create(
        reason=f"ask-{one.pk}-{at:%Y%m%d}",
        defaults={
            "subscription": one,
            "to": email,
            "language": one.language,
            "subject": subject,
            "body": body,
            "created_at": at,
        },
    )


def confirm(key: str, *, at: datetime) -> Subscription | None:
    """Begin to tell; None when there is no such subscription (any more). Safe to do twice."""
    Subscription.objects.filter(key=key, confirmed_at=None).update(confirmed_at=at)
    return Subscription.objects.select_related("indicator", "area").filter(key=key).first()


def end(key: str) -> None:
    """Forget the subscription and every letter of it. Safe to do twice."""
    Subscription.objects.filter(key=key).delete()


def forget_unconfirmed(now: datetime) -> int:
    """Delete wishes that nobody confirmed in a week; how many."""
    old = Subscription.objects.filter(confirmed_at=None, created_at__lt=now - FORGET_AFTER)
    return old.delete()[1].get("indicators.Subscription", 0)


def topic(one: Subscription) -> str:
    """What it is about, in the language of the subscriber."""
    with translation.override(interface_code(one.language)):
        name = _(formula_of(one.indicator.code).name) if one.indicator else ""
        place = one.area.name if one.area else ""
    return ": ".join(part for part in (place, name) if part)


@transaction.atomic
def tell(now: datetime) -> int:
    """Write to those whose figures changed in releases not told of yet; how many letters.

    All releases since the last letters go into one, once ten minutes have passed without another.
    """
    waiting = list(Release.objects.select_for_update().filter(told_at=None).order_by("pk"))
    if not waiting or waiting[-1].created_at > now - CALM:
        return 0
    if any(release.compared_at is None for release in waiting):
        return 0
    numbers = [release.pk for release in waiting]
    confirmed = Subscription.objects.filter(confirmed_at__isnull=False)

    def tell_one(one: Subscription) -> bool:
        # Who confirmed after a release has seen its figures.
        since = [r.pk for r in waiting if one.confirmed_at and r.created_at >= one.confirmed_at]
        lines = _lines(one, since)
        return bool(lines) and _write(one, waiting[-1], lines, now)

    rows = confirmed.select_related("indicator", "area").order_by("pk").iterator()
    written = each_row(rows, tell_one, what="alert to a subscription").total
    Release.objects.filter(pk__in=numbers).update(told_at=now)
    return written


def _lines(one: Subscription, releases: Sequence[int]) -> list[str]:
    """A line for each indicator or area that changed."""
    found = ReleaseChange.objects.filter(release__in=releases).select_related("indicator", "area")
    if one.indicator_id:
        found = found.filter(indicator=one.indicator_id)
    if one.area_id:
        found = found.filter(area=one.area_id)
    rows: dict[tuple[str, int], list[int]] = {}
    names = {}
    for row in found.order_by("-changed", "-added", "indicator_id", "area_id"):
        if row.indicator.code not in REGISTERED:
            continue
        key = (row.indicator.code, row.area_id)
        counts = rows.setdefault(key, [0, 0, 0])
        for place, count in enumerate((row.added, row.changed, row.removed)):
            counts[place] += count
        names[key] = row.area
    with translation.override(interface_code(one.language)):
        lines = [_line(one, code, names[code, area], rows[code, area]) for code, area in rows]
        if len(lines) > MOST_LINES:
            more = _("… and %(count)s more") % {"count": len(lines) - MOST_LINES}
            lines = [*lines[:MOST_LINES], more]
    return lines


def _line(one: Subscription, code: str, area: Area, counts: list[int]) -> str:
    name = area.name if one.indicator_id else _(formula_of(code).name)
    said = _("%(added)s added, %(changed)s changed, %(removed)s removed") % {
        "added": counts[0],
        "changed": counts[1],
        "removed": counts[2],
    }
    return f"{name}: {said}"


def _write(one: Subscription, release: Release, lines: list[str], now: datetime) -> bool:
    context = {"subscription": one, "topic": topic(one), "release": release, "lines": lines}
    subject, body = outbox.render("indicators/mail/changed.txt", context, one.language)
    _mail, new = AlertMail.objects.get_or_create(
        reason=f"release-{release.pk}-{one.pk}",
        defaults={
            "subscription": one,
            "release": release,
            "to": one.email,
            "language": one.language,
            "subject": subject,
            "body": body,
            "created_at": now,
        },
    )
    return new


def send(now: datetime | None = None) -> dict[str, int]:
    """Tell of releases, then send every letter that is due."""
    tell(now or timezone.now())
    return outbox.send_due(AlertMail, now)
