"""Computed figures, and the release that shows them.

A run holds the values of one indicator for one state of its inputs and never changes. A release
names, for each indicator and each day from which its inputs differ (`as_of`), the run to show.
Switching the one current release is the only act that changes what pages show.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.catalogue.precision import DAY
from indicators.catalogue.vintages import vintage_text
from indicators.models.sources import PRECISIONS
from regions.models import Area


class Indicator(models.Model):
    """A published measure; its formula lives in `indicators.compute` under the same code."""

    id = models.SmallIntegerField(primary_key=True)
    code = models.CharField(_("code"), max_length=32, unique=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page of the indicator."""
        return reverse("indicators:detail", args=[self.code])


class ComputeRun(models.Model):
    """One computation: which formula version on which inputs, and how long it took."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="runs", verbose_name=_("indicator")
    )
    basis = models.CharField(
        _("basis"), max_length=24, help_text=_("Which set of sources the inputs come from.")
    )
    formula_version = models.PositiveSmallIntegerField(_("formula version"))
    input_digest = models.CharField(_("digest of the inputs"), max_length=64)
    inputs = models.ManyToManyField(
        "indicators.SnapshotSeries", related_name="runs", verbose_name=_("inputs")
    )
    vintage = models.DateField(_("vintage of the newest input"))
    vintage_precision = models.CharField(
        _("how well the day is known"), max_length=5, default=DAY, choices=PRECISIONS
    )
    rows = models.PositiveIntegerField(_("values"), default=0)
    dimensions = models.JSONField(
        _("dimensions"),
        default=dict,
        blank=True,
        help_text=_("Of figures on corridors: the periods, sexes and variants there are."),
    )
    seconds = models.FloatField(_("seconds"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("computation")
        verbose_name_plural = _("computations")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "basis", "formula_version", "input_digest"],
                name="run_once_per_input",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.formula_version} run {self.pk}"

    @property
    def vintage_text(self) -> str:
        """The vintage in words; no day that the provider did not state."""
        return vintage_text(self.vintage, self.vintage_precision)


class ComputeFailure(models.Model):
    """A computation that the last refresh could not make; the indicator shows its figures of before."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="failures", verbose_name=_("indicator")
    )
    as_of = models.DateField(_("as of"))
    input_digest = models.CharField(_("digest of the inputs"), max_length=64, unique=True)
    inputs = models.ManyToManyField(
        "indicators.SnapshotSeries", related_name="failures", verbose_name=_("inputs")
    )
    problem = models.TextField(_("reason"))
    failed_at = models.DateTimeField(_("failed at"), auto_now=True)

    class Meta:
        verbose_name = _("failed computation")
        verbose_name_plural = _("failed computations")

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.as_of}"


class IndicatorValue(models.Model):
    """One computed figure. Absent rows are missing figures; `status` says why where it matters."""

    pk = models.CompositePrimaryKey("run", "area", "counterpart", "year", "quarter")
    run = models.ForeignKey(
        ComputeRun, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    counterpart = models.ForeignKey(
        Area, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    year = models.SmallIntegerField(_("year"))
    quarter = models.SmallIntegerField(_("quarter"), default=0)
    value = models.FloatField(_("value"), null=True)
    status = models.CharField(_("observation status"), max_length=1)
    coverage = models.FloatField(_("coverage of the aggregate, 0-1"), null=True)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(status__in=["M", "O", "K"]),
                name="value_missing_only_with_a_missing_status",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.area_id} {self.year}"


class CorridorLine(models.Model):
    """The figures of one corridor, sex and variant in all periods of the run's `dimensions`.

    People born in `home` live in `host`; money goes from host to home, whatever is measured. A
    bilateral indicator has a figure per corridor and period, most of which are read either along a
    corridor or across one period: a row per corridor holds both in a tenth of the space of a row
    per figure. `values` are NaN where there is no figure, and `status` has one letter for each.
    """

    pk = models.CompositePrimaryKey("run", "variant", "sex", "home", "host")
    run = models.ForeignKey(
        ComputeRun, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    variant = models.SmallIntegerField(
        _("variant"), help_text=_("Position in the run's list of variants.")
    )
    sex = models.CharField(_("sex"), max_length=1, help_text=_("T both, F women, M men"))
    home = models.ForeignKey(
        Area, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    host = models.ForeignKey(
        Area, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    values = ArrayField(models.FloatField(), verbose_name=_("values"))
    status = models.TextField(_("observation statuses"))

    class Meta:
        verbose_name = _("line of a corridor")
        verbose_name_plural = _("lines of corridors")

    def __str__(self) -> str:
        return f"{self.run_id} {self.home_id} {self.host_id}"


class ModelValidation(models.Model):
    """How a run's modelled remittances agree with a published matrix; see `compute.agreement`."""

    run = models.ForeignKey(
        ComputeRun,
        on_delete=models.CASCADE,
        related_name="validations",
        verbose_name=_("computation"),
    )
    published_series = models.ForeignKey(
        "indicators.SnapshotSeries", on_delete=models.CASCADE, verbose_name=_("published matrix")
    )
    year = models.SmallIntegerField(_("year"))
    variant = models.CharField(_("variant"), max_length=2)
    corridors = models.PositiveIntegerField(_("corridors in both"))
    correlation = models.FloatField(_("correlation of logarithms"))
    top_ours = models.FloatField(_("share of the 100 largest corridors, modelled, %"))
    top_theirs = models.FloatField(_("share of the 100 largest corridors, published, %"))
    shared = models.PositiveSmallIntegerField(_("of the 100 largest in both"))
    error = models.FloatField(_("weighted absolute error, %"))
    ours = models.FloatField(_("modelled total, USD"))
    theirs = models.FloatField(_("published total, USD"))

    class Meta:
        verbose_name = _("validation of modelled remittances")
        verbose_name_plural = _("validations of modelled remittances")
        ordering = ["year", "variant"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "published_series", "variant"], name="validation_once_per_variant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.variant}"


class Release(models.Model):
    """A whole set of published figures. Exactly one is current; earlier ones stay readable."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    is_current = models.BooleanField(_("current"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decision = models.PositiveBigIntegerField(
        _("last decision on a file"),
        default=0,
        help_text=_("Decisions on files up to this number are in the release."),
    )
    rolled_back_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rollbacks",
        verbose_name=_("rolled back to"),
    )
    compared_at = models.DateTimeField(_("compared with the one before at"), null=True, blank=True)
    built_at = models.DateTimeField(_("files built at"), null=True, blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="release_one_current"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """The page that says what it changed."""
        return reverse("indicators:release", args=[self.pk])

    def permanent_path(self) -> str:
        """The address to cite, the same in all languages."""
        return reverse("permanent_release", args=[self.pk])


class ReleaseEntry(models.Model):
    """In this release, from the day `as_of` on, the indicator shows this run."""

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="entries", verbose_name=_("release")
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, verbose_name=_("indicator"))
    as_of = models.DateField(_("as of"))
    run = models.ForeignKey(ComputeRun, on_delete=models.PROTECT, verbose_name=_("computation"))

    class Meta:
        verbose_name = _("entry of a release")
        verbose_name_plural = _("entries of a release")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "indicator", "as_of"], name="entry_once_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} from {self.as_of}"
