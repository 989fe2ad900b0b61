"""What search engines are told: every public page in six languages, and what to leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from regions.models import Area, Commission, Term
from studies.models import Recommendation, Study
from workshops.models import Workshop

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

PAGES = (
    "home", "workshops:index", "studies:search", "studies:recommendations", "regions:commissions", "regions:countries", "regions:groups",
    "regions:terms", "regions:side_by_side", "regions:coverage", "regions:partners", "studies:languages",
    "indicators:catalogue", "indicators:releases", "indicators:explore", "indicators:compare", "indicators:alike",
    "indicators:corridors", "indicators:saving", "indicators:sources", "indicators:validation", "api:reference",
)  # fmt: skip


class InSixLanguages(Sitemap):
    """Each page in each language, with its alternates."""

    i18n = alternates = x_default = True
    limit = 1000


class Fixed(InSixLanguages):
    """Pages without a record."""

    # Alternates are told by the address, which the API's page has once for all languages.
    def items(self) -> list[str]:
        """Names of addresses."""
        return list(PAGES)

    def location(self, item: str) -> str:
        """The address in the language at hand."""
        return reverse(item)


class Studies(InSixLanguages):
    """Public works."""

    def items(self) -> QuerySet[Study]:
        """Newest first."""
        return Study.objects.public().order_by("-pk")

    def lastmod(self, item: Study) -> datetime:
        """When it last changed."""
        return item.changed_at


class Recommendations(InSixLanguages):
    """Recommendations of public works."""

    def items(self) -> QuerySet[Recommendation]:
        """Newest first."""
        return Recommendation.objects.public().order_by("-pk")


class Workshops(InSixLanguages):
    """Public workshops."""

    def items(self) -> QuerySet[Workshop]:
        """Newest first."""
        return Workshop.objects.public()

    def lastmod(self, item: Workshop) -> datetime:
        """When it last changed."""
        return item.changed_at


class Places(InSixLanguages):
    """Countries, commissions and themes."""

    def items(self) -> list:
        """All of them."""
        commissions = Commission.objects.select_related("area")
        return [*commissions, *Area.objects.countries(), *Term.objects.all()]


class Indicators(InSixLanguages):
    """Indicator pages."""

    def items(self) -> QuerySet[Indicator]:
        """All of the catalogue."""
        return Indicator.objects.order_by("code")

    def location(self, item: Indicator) -> str:
        """The page of the indicator."""
        return reverse("indicators:detail", args=[item.code])


MAPS: dict[str, type[Sitemap]] = {
    "pages": Fixed,
    "studies": Studies,
    "recommendations": Recommendations,
    "workshops": Workshops,
    "places": Places,
    "indicators": Indicators,
}


@require_safe
@gzip_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sitemaps."""
    return sitemaps.index(request, MAPS, sitemap_url_name="sitemap_section")


@require_safe
@gzip_page
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One of them; pages of a thousand addresses."""
    return sitemaps.sitemap(request, MAPS, section)


class Rules:
    """What robots leave alone: accounts, work places, and searches without end."""

    disallowed: ClassVar[tuple[str, ...]] = (
        "/admin/",
        "/account/",
        "/accounts/",
        "/language/",
        "/desk/",
        "/jobs/",
        "/figures/",
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt with the address of the sitemap."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in Rules.disallowed)]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
