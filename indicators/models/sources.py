"""Providers and the files received from them (kept as they came)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.catalogue.precision import ABOUT, DAY, MONTH
from indicators.catalogue.vintages import vintage_text

PRECISIONS = [(DAY, _("day")), (MONTH, _("month")), (ABOUT, _("about the month"))]


class Source(models.Model):
    """A provider's data set, for example the World Development Indicators."""

    code = models.SlugField(_("code"), max_length=24, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(_("address"))
    licence = models.CharField(_("licence"), max_length=100)
    licence_url = models.URLField(_("address of the licence"), blank=True)
    attribution = models.CharField(_("how to cite"), max_length=400)
    frequency = models.CharField(_("declared frequency"), max_length=20, blank=True)
    position = models.SmallIntegerField(_("position in lists"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the source with its vintages."""
        return reverse("indicators:source", args=[self.code])


class Snapshot(models.Model):
    """A file as received: its bytes are kept, and it is loaded whole or refused whole."""

    class State(models.TextChoices):
        """Where the file stands."""

        RECEIVED = "received", _("Received")
        LOADED = "loaded", _("Loaded")
        REFUSED = "refused", _("Refused")

    class Standing(models.TextChoices):
        """What was decided about a loaded file; only accepted ones are in use."""

        PROPOSED = "proposed", _("Waits for a decision")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="snapshots",
        verbose_name=_("source"),
        null=True,
        blank=True,
    )
    reader = models.CharField(_("reader"), max_length=40, blank=True)
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    retrieved_on = models.DateField(_("retrieved on"))
    vintage = models.DateField(
        _("vintage"),
        null=True,
        blank=True,
        help_text=_("The day the provider published these figures."),
    )
    vintage_label = models.CharField(
        _("vintage as the provider names it"), max_length=100, blank=True
    )
    vintage_precision = models.CharField(
        _("how well the day is known"), max_length=5, default=DAY, choices=PRECISIONS
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    problem = models.TextField(_("reason of refusal"), blank=True)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_kept = models.PositiveIntegerField(_("rows kept"), default=0)
    left_out = models.JSONField(_("rows left out, by reason"), default=dict, blank=True)
    fetched_from = models.CharField(_("fetched from"), max_length=500, blank=True)
    etag = models.CharField(_("mark of the provider"), max_length=200, blank=True)
    unused = models.JSONField(_("columns that are not used"), default=list, blank=True)
    sheets = models.JSONField(_("sheets that figures are taken from"), default=list, blank=True)
    standing = models.CharField(
        _("decision"), max_length=10, choices=Standing, default=Standing.PROPOSED
    )
    acceptance = models.PositiveBigIntegerField(
        _("number of the acceptance"),
        null=True,
        blank=True,
        help_text=_("Of two files of one vintage, that with the higher number is in use."),
    )
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("received by"),
    )
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    loaded_at = models.DateTimeField(_("loaded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")
        ordering = ["-received_at", "-pk"]
        permissions = [
            ("ingest_snapshot", _("Can load provider files")),
            ("decide_snapshot", _("Can decide which provider files are in use")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "source"], name="snapshot_once_per_content_and_source"
            ),
            models.CheckConstraint(
                condition=~Q(state="loaded")
                | Q(vintage__isnull=False, source__isnull=False, loaded_at__isnull=False),
                name="snapshot_loaded_has_source_and_vintage",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(problem=""), name="snapshot_refused_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(standing="accepted") | Q(state="loaded", acceptance__isnull=False),
                name="snapshot_accepted_is_loaded",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        """The page that says what was read, kept and left out."""
        return reverse("indicators:snapshot", args=[self.pk])

    @property
    def vintage_text(self) -> str:
        """The vintage in words; no day that the provider did not state."""
        return vintage_text(self.vintage, self.vintage_precision)

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it: it is, or was, in use."""
        return self.standing in PUBLIC_STANDINGS


PUBLIC_STANDINGS = (Snapshot.Standing.ACCEPTED, Snapshot.Standing.WITHDRAWN)


class SnapshotDecision(models.Model):
    """One act that put a file into use or took it out, by a person or by the rules; never changed."""

    class Act(models.TextChoices):
        """What was decided."""

        ACCEPT = "accept", _("Accepted")
        DECLINE = "decline", _("Declined")
        WITHDRAW = "withdraw", _("Withdrawn")
        PROPOSE = "propose", _("Proposed again")

    snapshot = models.ForeignKey(
        Snapshot,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("source file"),
    )
    act = models.CharField(_("decision"), max_length=10, choices=Act)
    acceptance = models.PositiveBigIntegerField(
        _("number of the acceptance"), null=True, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on a source file")
        verbose_name_plural = _("decisions on source files")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=["decline", "withdraw"]) | ~Q(reason=""),
                name="snapshot_decision_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.snapshot_id}"


class SnapshotContent(models.Model):
    """The bytes of a file. A table of its own, so that lists never drag them along."""

    snapshot = models.OneToOneField(
        Snapshot,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="content",
        verbose_name=_("source file"),
    )
    data = models.BinaryField(_("bytes"))

    class Meta:
        verbose_name = _("content of a source file")
        verbose_name_plural = _("contents of source files")

    def __str__(self) -> str:
        return str(self.snapshot_id)


class SnapshotSeries(models.Model):
    """Which series a loaded file brought and how wide; `digest` is that of its figures."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="series", verbose_name=_("source file")
    )
    series = models.ForeignKey(
        "indicators.Series",
        on_delete=models.PROTECT,
        related_name="snapshots",
        verbose_name=_("series"),
    )
    rows = models.PositiveIntegerField(_("observations"))
    areas = models.PositiveIntegerField(_("areas"))
    first_year = models.SmallIntegerField(_("first year"))
    last_year = models.SmallIntegerField(_("last year"))
    digest = models.CharField(_("digest of the figures"), max_length=64)
    accepted = models.BooleanField(
        _("use although narrower"),
        default=False,
        help_text=_(
            "A file with less than half the figures of the one in use is kept but not used until this is set."
        ),
    )

    checks = models.JSONField(
        _("findings by check"),
        default=dict,
        blank=True,
        help_text=_(
            "How many figures each check found odd; a check that is not named was not made."
        ),
    )

    class Meta:
        verbose_name = _("series in a source file")
        verbose_name_plural = _("series in source files")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "series"], name="snapshot_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.series_id} in {self.snapshot_id}"


class Finding(models.Model):
    """A figure of a file that a check found odd: told beside the data, never mended.

    The worst of each check on each series are kept one by one, all are counted in `checks` of the
    series. `expected` is what the figure was compared with.
    """

    class Check(models.TextChoices):
        """What was looked at."""

        RANGE = "range", _("Outside the plausible range")
        JUMP = "jump", _("Sudden jump")
        COVERAGE = "coverage", _("Fewer areas than usual")
        ADDITIVITY = "additivity", _("Parts do not add up")
        SYMMETRY = "symmetry", _("Two sides do not agree")
        UNUSED = "unused", _("No formula can use it")

    snapshot_series = models.ForeignKey(
        SnapshotSeries,
        on_delete=models.CASCADE,
        related_name="findings",
        verbose_name=_("series in a source file"),
    )
    check_name = models.CharField(_("check"), max_length=12, choices=Check)
    area = models.ForeignKey(
        "regions.Area",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("area"),
    )
    counterpart = models.ForeignKey(
        "regions.Area",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("counterpart"),
    )
    year = models.SmallIntegerField(_("year"))
    value = models.FloatField(_("figure"))
    expected = models.FloatField(_("compared with"), null=True)
    weight = models.FloatField(_("weight"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["check_name", "-weight", "pk"]

    def __str__(self) -> str:
        return f"{self.check_name} {self.year}"
