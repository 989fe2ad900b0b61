"""Alerts: asked for, confirmed by a letter, told once per release, ended by one click.

The answer to a request is the same whether the address is known or not, so nobody learns from it
who subscribes. An address that does not confirm gets one question a day, and is forgotten after a week.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.i18n.languages import interface_code
from core.mail import outbox
from core.mail.addresses import address_key
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
LETTER_DAYS = 90
"""Days for which letters are held after they were written."""
CALM = timedelta(minutes=10)
"""Releases that follow each other closer are told in one letter."""
MOST_LINES = 12


@transaction.atomic
def subscribe(
    *, email: str, language: str, indicator: Indicator | None, area: Area | None, at: datetime
) -> None:
    """Note the wish and ask by letter; nothing happens for an address that is confirmed already."""
    email = address_key(email)
    subscription, _new = Subscription.objects.get_or_create(
        email=email,
        indicator=indicator,
        area=area,
        defaults={"language": language, "created_at": at},
    )
    letters_today = AlertMail.objects.filter(
        to=email, release=None, created_at__gt=at - timedelta(days=1)
    ).count()
    if subscription.confirmed_at or letters_today >= MOST_A_DAY:
        return
    subject, body = outbox.render(
        "indicators/mail/confirm.txt",
        {"subscription": subscription, "topic": topic(subscription)},
        subscription.language,
    )
    AlertMail.objects.get_or_create(
        reason=f"ask-{subscription.pk}-{at:%Y%m%d}",
        defaults={
            "subscription": subscription,
            "to": email,
            "language": subscription.language,
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


def topic(subscription: Subscription) -> str:
    """What it is about, in the language of the subscriber."""
    with translation.override(interface_code(subscription.language)):
        name = _(formula_of(subscription.indicator.code).name) if subscription.indicator else ""
        place = subscription.area.name if subscription.area else ""
    return ": ".join(part for part in (place, name) if part)


def notify_subscribers(now: datetime) -> int:
    """Write to those whose figures changed in releases not told of yet; how many letters.

    All releases since the last letters go into one, once ten minutes have passed without another. A subscription
    that fails keeps its releases for the next try.
    """
    newest = Release.objects.order_by("-pk").first()
    if newest is None or newest.created_at > now - CALM:
        return 0
    behind = Subscription.objects.filter(
        Q(newest_release=None) | Q(newest_release__lt=newest.pk), confirmed_at__isnull=False
    )
    if Release.objects.filter(compared_at=None).exists():
        return 0

    def notify(pk: int) -> bool:
        rows = behind.select_for_update(skip_locked=True, of=("self",))
        subscription = rows.select_related("indicator", "area").filter(pk=pk).first()
        return subscription is not None and _notify(subscription, newest, now)

    waiting = behind.order_by("pk").values_list("pk", flat=True)
    return each_row(waiting, notify, what="alert to a subscription").total


def _notify(subscription: Subscription, newest: Release, now: datetime) -> bool:
    releases = Release.objects.filter(pk__gt=subscription.newest_release_id or 0, pk__lte=newest.pk)
    # Who confirmed after a release has seen its figures.
    releases = releases.filter(created_at__gte=subscription.confirmed_at)
    lines = _lines(subscription, list(releases.values_list("pk", flat=True)))
    subscription.newest_release = newest
    subscription.save(update_fields=["newest_release"])
    return bool(lines) and _write(subscription, newest, lines, now)


def _lines(subscription: Subscription, releases: Sequence[int]) -> list[str]:
    """A line for each indicator or area that changed."""
    changes = ReleaseChange.objects.filter(release__in=releases).select_related("indicator", "area")
    if subscription.indicator_id:
        changes = changes.filter(indicator=subscription.indicator_id)
    if subscription.area_id:
        changes = changes.filter(area=subscription.area_id)
    rows: dict[tuple[str, int], list[int]] = {}
    names = {}
    for row in changes.order_by("-changed", "-added", "indicator_id", "area_id"):
        if row.indicator.code not in REGISTERED:
            continue
        key = (row.indicator.code, row.area_id)
        counts = rows.setdefault(key, [0, 0, 0])
        for place, count in enumerate((row.added, row.changed, row.removed)):
            counts[place] += count
        names[key] = row.area
    with translation.override(interface_code(subscription.language)):
        lines = [
            _line(subscription, code, names[code, area], rows[code, area]) for code, area in rows
        ]
        if len(lines) > MOST_LINES:
            last_line = _("… and %(count)s more") % {"count": len(lines) - MOST_LINES}
            lines = [*lines[:MOST_LINES], last_line]
    return lines


def _line(subscription: Subscription, code: str, area: Area, counts: list[int]) -> str:
    name = area.name if subscription.indicator_id else _(formula_of(code).name)
    summary = _("%(added)s added, %(changed)s changed, %(removed)s removed") % {
        "added": counts[0],
        "changed": counts[1],
        "removed": counts[2],
    }
    return f"{name}: {summary}"


def _write(subscription: Subscription, release: Release, lines: list[str], now: datetime) -> bool:
    context = {
        "subscription": subscription,
        "topic": topic(subscription),
        "release": release,
        "lines": lines,
    }
    subject, body = outbox.render("indicators/mail/changed.txt", context, subscription.language)
    _mail, new = AlertMail.objects.get_or_create(
        reason=f"release-{release.pk}-{subscription.pk}",
        defaults={
            "subscription": subscription,
            "release": release,
            "to": subscription.email,
            "language": subscription.language,
            "subject": subject,
            "body": body,
            "created_at": now,
        },
    )
    return new


def send(now: datetime | None = None) -> dict[str, int]:
    """Tell of releases, then send every letter that is due."""
    notify_subscribers(now or timezone.now())
    return outbox.send_due(AlertMail, now)
