"""What goes with a release: its files, and what it changed against the release before."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.models.releases import Indicator, Release
from regions.models import Area


class ReleaseFile(models.Model):
    """A whole file of a release. Releases that show the same figures share the stored bytes."""

    class Kind(models.TextChoices):
        """What the figures have in common."""

        THEME = "theme", _("Theme")
        SOURCE = "source", _("Source")
        COMMISSION = "commission", _("Commission")
        CORRIDORS = "corridors", _("Corridors")

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="files", verbose_name=_("release")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=32)
    stored = models.CharField(_("name in the storage"), max_length=200)
    contents = models.CharField(
        _("digest of what is in it"),
        max_length=64,
        db_index=True,
        help_text=_("The runs and the form: equal digests give equal figures."),
    )
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    rows = models.PositiveIntegerField(_("rows"))

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of a release")
        ordering = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["release", "kind", "code"], name="release_file_once")
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        """Where it is given, for as long as the release is kept."""
        return self.address_as("zip")

    def address_as(self, ending: str) -> str:
        """The archive, or its figures alone as parquet, csv or arrow."""
        name = f"{self.kind}-{self.code}.{ending}"
        return reverse("indicators:release_file", args=[self.release_id, name])

    @property
    def parquet_address(self) -> str:
        """Where its figures are given as Parquet."""
        return self.address_as("parquet")

    @property
    def csv_address(self) -> str:
        """Where its figures are given as CSV."""
        return self.address_as("csv")

    @property
    def filename(self) -> str:
        """The name under which it is given."""
        return f"{self.kind}-{self.code}.zip"


class ReleaseChange(models.Model):
    """How the figures of an indicator for an area differ from those of the release before.

    The last fields are those of the largest revision: by the share of the former value. A period is
    a year and a quarter, 0 for a whole year; `counterpart` is 0 without one.
    """

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="changes", verbose_name=_("release")
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, verbose_name=_("indicator"))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, verbose_name=_("area"))
    added = models.PositiveIntegerField(_("figures added"))
    removed = models.PositiveIntegerField(_("figures removed"))
    changed = models.PositiveIntegerField(_("figures changed"))
    revised = models.PositiveIntegerField(_("figures changed by more than 1 %"))
    counterpart = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("counterpart")
    )
    year = models.SmallIntegerField(_("year"), null=True)
    quarter = models.SmallIntegerField(_("quarter"), null=True)
    before = models.FloatField(_("value before"), null=True)
    after = models.FloatField(_("value after"), null=True)
    share = models.FloatField(_("size of the revision, as a share of the value before"), null=True)

    class Meta:
        verbose_name = _("change of a release")
        verbose_name_plural = _("changes of a release")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "indicator", "area"], name="release_change_once"
            ),
            models.CheckConstraint(
                condition=Q(changed=0) | Q(before__isnull=False, after__isnull=False),
                name="release_change_shows_its_largest",
            ),
        ]
        indexes = [models.Index(fields=["area", "release"], name="release_change_by_area")]

    def __str__(self) -> str:
        return f"{self.release_id} {self.indicator_id} {self.area_id}"

    @property
    def period(self) -> str:
        """`2020` or `2020-Q3`."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)
