"""Areas of reference (countries, aggregates), commissions, and dated membership.

`Area.id` is a small integer so that millions of observations stay narrow; `Area.code`
is what the world sees (ISO 3166-1 alpha-3, `XKX`, `XCX`, `OOO`, `WLD`, a commission's code).
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.i18n.languages import in_reader_language


class AreaQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def countries(self):
        """Countries and areas; never aggregates or the unknown origin."""
        return self.filter(kind=Area.Kind.COUNTRY)

    def members_of(self, commission, *, on, regional_only=False):
        """Countries that belonged to the commission on the given day, each once.

        A membership without a first day counts for no day: a blank does not mean "always".
        """
        current = Q(memberships__since__lte=on) & (
            Q(memberships__until=None) | Q(memberships__until__gt=on)
        )
        if regional_only:
            current &= Q(memberships__is_regional=True)
        return self.filter(current, memberships__commission=commission).distinct()


class Area(models.Model):
    """A place that figures refer to: a country or area, a region or group of countries, the world."""

    class Kind(models.TextChoices):
        """What the code stands for; aggregates are never listed among countries."""

        COUNTRY = "country", _("Country or area")
        COMMISSION = "commission", _("Region of a commission")
        GROUP = "group", _("Group of countries")
        WORLD = "world", _("World")
        OTHER = "other", _("Other or unknown")

    id = models.SmallIntegerField(primary_key=True)
    code = models.CharField(_("code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    iso2 = models.CharField(_("ISO 3166-1 alpha-2"), max_length=2, blank=True)
    m49 = models.CharField(_("M49"), max_length=3, blank=True)
    names = models.JSONField(_("names by language"), help_text=_('{"en": "...", "fr": "..."}'))
    subregion = models.CharField(_("M49 sub-region"), max_length=3, blank=True)
    ldc = models.BooleanField(_("least developed country"), default=False)
    lldc = models.BooleanField(_("landlocked developing country"), default=False)
    sids = models.BooleanField(_("small island developing State"), default=False)
    note = models.CharField(_("note on status"), max_length=300, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9@]+$"), name="area_code_is_upper_case"
            ),
            models.CheckConstraint(
                condition=Q(names__has_key="en"), name="area_has_an_english_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the country, of the group, or of the commission whose region this is."""
        if self.kind == self.Kind.COUNTRY:
            return reverse("regions:country", args=[self.code])
        if self.kind == self.Kind.COMMISSION:
            return reverse("regions:commission", args=[self.code])
        if self.kind == self.Kind.GROUP:
            return reverse("regions:group", args=[self.code])
        return reverse("indicators:catalogue")

    @property
    def name(self) -> str:
        """The name in the reader's language, else in English."""
        return in_reader_language(self.names)


class Commission(models.Model):
    """One of the five United Nations Regional Commissions."""

    area = models.OneToOneField(
        Area,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="commission",
        verbose_name=_("area"),
    )
    full_names = models.JSONField(_("full names by language"))
    seat = models.JSONField(_("seat by language"))
    founded = models.SmallIntegerField(_("founded in"))
    website = models.URLField(_("website"))
    mandate = models.JSONField(_("mandate by language"), default=dict)
    languages = models.CharField(
        _("working languages"), max_length=40, blank=True, help_text=_("Codes: en fr ru")
    )
    resolution = models.CharField(_("founding resolution"), max_length=80, blank=True)
    mandate_source = models.CharField(_("source of the mandate"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        ordering = ["area__code"]

    def __str__(self) -> str:
        return self.area.code

    def get_absolute_url(self) -> str:
        """The commission's page."""
        return reverse("regions:commission", args=[self.area.code])

    @property
    def code(self) -> str:
        """ECA, ECE, ECLAC, ESCAP or ESCWA."""
        return self.area.code

    @property
    def full_name(self) -> str:
        """The full name in the reader's language, else in English."""
        return in_reader_language(self.full_names)


class Membership(models.Model):
    """A country's belonging to a commission, with its kind and days.

    A country may be in two commissions (the Russian Federation: ECE and ESCAP), so
    commissions must never be added up.
    """

    class Status(models.TextChoices):
        """How the country belongs."""

        MEMBER = "member", _("Member State")
        ASSOCIATE = "associate", _("Associate member")

    class Confidence(models.TextChoices):
        """How well the first day is known."""

        VERIFIED = "verified", _("Read in a source")
        LIKELY = "likely", _("Well known, not checked again")
        ASSUMED = "assumed_un_admission", _("Assumed: year of admission to the United Nations")
        UNSURE = "unsure", _("Unsure")

    country = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("country")
    )
    commission = models.ForeignKey(
        Commission,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("commission"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)
    is_regional = models.BooleanField(
        _("in the region"), help_text=_("Only regional members enter the commission's figures.")
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    confidence = models.CharField(
        _("how the date is known"), max_length=24, choices=Confidence, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["commission", "country"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gt=F("since")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["country", "commission", "since"],
                name="membership_once_per_start",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} in {self.commission_id}"
