"""Atom feeds of what releases changed: all, of an indicator, of a country or commission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.compute import REGISTERED
from indicators.models import Indicator, Release, ReleaseChange
from indicators.selectors import formula_of
from regions.models import Area

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

ENTRIES = 30


class Changes(Feed):
    """Releases that changed figures of an indicator or an area, or all releases."""

    feed_type = Atom1Feed

    def get_object(
        self, request: HttpRequest, code: str = "", area: str = ""
    ) -> Indicator | Area | None:
        """What the feed is of; None for all releases."""
        if code:
            topic = Indicator.objects.filter(code=code).first() if code in REGISTERED else None
        elif area:
            topic = Area.objects.filter(code=area).exclude(kind=Area.Kind.OTHER).first()
        else:
            return None
        if topic is None:
            raise Http404(_("There is no such feed."))
        return topic

    def title(self, about: Indicator | Area | None) -> str:
        """What the feed is of."""
        if about is None:
            return _("Releases of figures on international migration")
        name = about.name if isinstance(about, Area) else _(formula_of(about.code).name)
        return _("New figures: %(about)s") % {"about": name}

    def link(self, about: Indicator | Area | None) -> str:
        """The page it belongs to."""
        return about.get_absolute_url() if about else reverse("indicators:releases")

    def items(self, about: Indicator | Area | None) -> list[tuple[Release, list[int]]]:
        """Releases with the sums of what they changed, newest first."""
        if about is None:
            releases = Release.objects.filter(compared_at__isnull=False)[:ENTRIES]
            changes = ReleaseChange.objects.filter(release__in=[release.pk for release in releases])
        else:
            lookup = {"area": about} if isinstance(about, Area) else {"indicator": about}
            changes = ReleaseChange.objects.filter(**lookup)
            numbers = (
                changes.order_by("-release_id").values_list("release_id", flat=True).distinct()
            )
            releases = Release.objects.filter(pk__in=list(numbers[:ENTRIES]))
            changes = changes.filter(release__in=releases)
        sums: dict[int, list[int]] = {}
        for number, *counts in changes.values_list("release", "added", "changed", "removed"):
            total = sums.setdefault(number, [0, 0, 0])
            for place, count in enumerate(counts):
                total[place] += count
        return [(release, sums.get(release.pk, [0, 0, 0])) for release in releases]

    def item_title(self, item: tuple[Release, list[int]]) -> str:
        """The release."""
        return _("Release %(id)s") % {"id": item[0].pk}

    def item_description(self, item: tuple[Release, list[int]]) -> str:
        """How many figures it added, changed and removed; for a rollback, to which release and why."""
        added, changed, removed = item[1]
        release = item[0]
        rolled_back = (
            [
                _("Shows the figures of release %(id)s again: %(reason)s")
                % {"id": release.rolled_back_to_id, "reason": release.reason}
            ]
            if release.rolled_back_to_id
            else []
        )
        return "; ".join(
            (
                *rolled_back,
                ngettext("%(count)s figure added", "%(count)s figures added", added)
                % {"count": added},
                ngettext("%(count)s figure changed", "%(count)s figures changed", changed)
                % {"count": changed},
                ngettext("%(count)s figure removed", "%(count)s figures removed", removed)
                % {"count": removed},
            )
        )

    def item_link(self, item: tuple[Release, list[int]]) -> str:
        """The address that stays."""
        return item[0].permanent_path()

    def item_guid(self, item: tuple[Release, list[int]]) -> str:
        """The same, whatever host and language asked."""
        return item[0].permanent_path()

    def item_pubdate(self, item: tuple[Release, list[int]]) -> datetime:
        """When it was published."""
        return item[0].created_at

    def item_updateddate(self, item: tuple[Release, list[int]]) -> datetime:
        """A release never changes."""
        return item[0].created_at
