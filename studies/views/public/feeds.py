"""Atom feeds of newly published studies: all, of a commission, on a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regions.models import Commission, Term
from studies.models import Study

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

ENTRIES = 30


class NewStudies(Feed):
    """The newest studies, in the reader's language where there is such an edition."""

    feed_type = Atom1Feed

    def get_object(
        self, request: HttpRequest, kind: str = "", code: str = ""
    ) -> Commission | Term | None:
        """The commission or theme the feed is of; None for all."""
        self.language = get_language()
        if not kind:
            return None
        about = (
            Commission.objects.select_related("area").filter(area__code=code).first()
            if kind == "commission"
            else Term.objects.filter(code=code).first()
        )
        if about is None or kind not in {"commission", "theme"}:
            raise Http404(_("There is no such feed."))
        return about

    def title(self, about: Commission | Term | None) -> str:
        """What the feed is of."""
        if about is None:
            return _("New studies on international migration and development")
        return _("New studies: %(about)s") % {
            "about": about.code if isinstance(about, Commission) else about.label
        }

    def link(self, about: Commission | Term | None) -> str:
        """The page it belongs to."""
        return about.get_absolute_url() if about else reverse("studies:search")

    def subtitle(self, about: Commission | Term | None) -> str:
        """One line for readers of feeds."""
        return _("Regional studies as they are published on the portal.")

    def items(self, about: Commission | Term | None) -> list[Study]:
        """The newest public ones."""
        queryset = Study.objects.public().order_by("-first_published_at", "-pk")
        if isinstance(about, Commission):
            queryset = queryset.filter(commissions=about)
        elif about is not None:
            queryset = queryset.filter(terms=about)
        related = ("editions", "terms", "contributions__author", "contributions__institution")
        return list(queryset.prefetch_related(*related)[:ENTRIES])

    def item_title(self, item: Study) -> str:
        """Title of the edition shown."""
        edition = item.best_edition()
        return edition.full_title if edition else str(item)

    def item_description(self, item: Study) -> str:
        """The abstract of the edition shown."""
        edition = item.best_edition()
        return edition.abstract if edition else ""

    def item_link(self, item: Study) -> str:
        """The address that stays."""
        return item.permanent_path()

    def item_guid(self, item: Study) -> str:
        """The same address, whatever host and language asked."""
        return item.permanent_path()

    def item_author_name(self, item: Study) -> str:
        """The authors in their order."""
        return "; ".join(str(row) for row in item.contributions.all())

    def item_categories(self, item: Study) -> list[str]:
        """Its themes."""
        return [term.label for term in item.terms.all()]

    def item_pubdate(self, item: Study) -> datetime | None:
        """When it was first published here."""
        return item.first_published_at

    def item_updateddate(self, item: Study) -> datetime:
        """When it last changed."""
        return item.changed_at
