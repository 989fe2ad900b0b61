"""The yearly status report: its texts, its figures as reported, and what was prepared for its page."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.model_fields import LanguageField, ParagraphsField
from outcomes.models.framework import AchievementIndicator, Period
from outcomes.stages import EDITED, LOCKED, ReportState
from regions.models import Commission


class StatusReport(models.Model):
    """The report of a period, of one commission or of all. A correction of a locked one is a new version."""

    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="reports", verbose_name=_("period")
    )
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("commission"),
        help_text=_("Empty: the consolidated report of all commissions of the project."),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    language = LanguageField(_("language"), default="en")
    is_final = models.BooleanField(
        _("final report"),
        default=False,
        help_text=_("It tells the delivery of the whole project besides its last period."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT
    )
    implementation_rate = models.DecimalField(
        _("implementation rate, per cent"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Only where no budget is recorded; else it is computed."),
    )
    important_issues = ParagraphsField(
        _("important issues for the programme management team"), blank=True, max_length=3000
    )
    prepared = models.JSONField(_("prepared"), default=dict, blank=True, editable=False)
    prepared_at = models.DateTimeField(_("prepared at"), null=True, blank=True, editable=False)
    wanted_at = models.DateTimeField(
        _("preparation asked for at"), null=True, blank=True, editable=False
    )
    wanted_claims = models.BooleanField(default=False, editable=False)
    problem = models.TextField(_("problem"), blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("approved by"),
    )
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("certified by"),
    )
    certified_at = models.DateTimeField(_("certified at"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        ordering = ["-period__year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "commission", "version"], nulls_distinct=False, name="report_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["certified", "published"]) | Q(certified_at__isnull=False), name="locked_report_is_certified"
            ),
            models.CheckConstraint(
                condition=Q(implementation_rate=None) | Q(implementation_rate__gte=0, implementation_rate__lte=100),
                name="implementation_rate_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(submitted_by=None) | ~Q(approved_by=models.F("submitted_by")),
                name="report_is_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["period", "commission"],
                nulls_distinct=False,
                condition=~Q(state__in=["certified", "published"]),
                name="one_open_report_per_period",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.period} {self.commission_code} ({self.version})".replace("  ", " ")

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("outcomes:report", args=self.address)

    @property
    def commission_code(self) -> str:
        """The code of the commission; empty for the consolidated report."""
        return self.commission.code if self.commission else ""

    @property
    def address(self) -> list[str | int]:
        """The parts of its public address: project, year, and the commission when it is of one."""
        parts: list[str | int] = [self.period.project.code, self.period.year]
        return [*parts, self.commission_code] if self.commission else parts

    @property
    def permanent_address(self) -> str:
        """The page of this version, for files that stay: without a language, which the reader has."""
        with translation.override(settings.LANGUAGE_CODE):
            path = self.get_absolute_url()
        return f"{settings.PORTAL_ADDRESS}{path}?version={self.version}"

    def file_address(self, extension: str) -> str:
        """A file of this version, in the same way."""
        with translation.override(settings.LANGUAGE_CODE):
            path = reverse("outcomes:report_file", args=[*self.address, extension])
        return f"{settings.PORTAL_ADDRESS}{path}?version={self.version}"

    @property
    def is_edited(self) -> bool:
        """It may be written in."""
        return self.state in EDITED

    @property
    def is_locked(self) -> bool:
        """Nothing of it changes any more."""
        return self.state in LOCKED

    @property
    def is_waiting(self) -> bool:
        """A worker is to prepare it."""
        return self.wanted_at is not None


class ReportText(models.Model):
    """A passage that people write: a statement of the management, not a finding."""

    class Part(models.TextChoices):
        """Where it stands."""

        ISSUES = "issues", _("Issues and how they are met")
        LESSONS = "lessons", _("Lessons and good practices")
        SUSTAINED = "sustained", _("Sustainability")
        MULTIPLIER = "multiplier", _("Multiplier effects")
        FUNDING = "funding", _("Supplementary funding")

    report = models.ForeignKey(
        StatusReport, on_delete=models.CASCADE, related_name="texts", verbose_name=_("report")
    )
    part = models.CharField(_("part"), max_length=10, choices=Part)
    text = ParagraphsField(_("text"), max_length=5000, blank=True)

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")
        ordering = ["report", "part"]
        constraints = [models.UniqueConstraint(fields=["report", "part"], name="one_text_per_part")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.part}"


FINAL_PARTS = (ReportText.Part.SUSTAINED, ReportText.Part.MULTIPLIER, ReportText.Part.FUNDING)
"""What only the final report tells."""


class Actual(models.Model):
    """The figure of an indicator of achievement as the report gives it; frozen with the report."""

    report = models.ForeignKey(
        StatusReport, on_delete=models.CASCADE, related_name="actuals", verbose_name=_("report")
    )
    indicator = models.ForeignKey(
        AchievementIndicator,
        on_delete=models.PROTECT,
        related_name="actuals",
        verbose_name=_("indicator"),
    )
    value = models.FloatField(_("value"), null=True, blank=True)
    figures = models.JSONField(_("figures"), default=dict)

    class Meta:
        verbose_name = _("actual")
        verbose_name_plural = _("actuals")
        ordering = ["report", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="one_actual_per_report")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.indicator_id}: {self.value}"
