"""The results framework: objective, expected accomplishments, indicators of achievement, periods, targets."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n.languages import in_reader_language
from core.model_fields import LineField, TextsField
from regions.models import Commission
from studies.models import Study
from workshops.models import Workshop

MANUAL = "manual-actual"
"""The measure of indicators whose figures people enter."""


class Project(models.Model):
    """A Development Account project."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    titles = TextsField(_("title by language"))
    objectives = TextsField(_("objective by language"), lines=False)
    da_code = models.CharField(_("Development Account code"), max_length=30, blank=True)
    executing_entity = LineField(_("executing entity"), max_length=300, blank=True)
    commissions = models.ManyToManyField(
        Commission,
        related_name="+",
        verbose_name=_("commissions"),
        help_text=_("Each has its row in every table, also when the row is empty."),
    )
    workshops = models.ManyToManyField(
        Workshop, blank=True, related_name="projects", verbose_name=_("workshops")
    )
    studies = models.ManyToManyField(
        Study, blank=True, related_name="projects", verbose_name=_("studies")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    iati_identifier = models.CharField(_("IATI identifier"), max_length=100, blank=True)
    iati_organisation = models.CharField(
        _("IATI identifier of the reporting organisation"), max_length=100, blank=True
    )
    is_demonstration = models.BooleanField(_("example record"), default=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_it_starts")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.titles)

    @property
    def objective(self) -> str:
        """Likewise."""
        return in_reader_language(self.objectives)


class FrameworkVersion(models.Model):
    """The whole framework as it stood after a change, and why it was changed.

    A report says with which version it was prepared, so a certified year keeps its own.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="versions", verbose_name=_("project")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    reason = LineField(_("reason"), max_length=500, blank=True)
    content = models.JSONField(_("content"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("version of a framework")
        verbose_name_plural = _("versions of frameworks")
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="framework_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.number}"


class Accomplishment(models.Model):
    """An expected accomplishment."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="accomplishments", verbose_name=_("project")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    texts = TextsField(_("text by language"), lines=False)

    class Meta:
        verbose_name = _("expected accomplishment")
        verbose_name_plural = _("expected accomplishments")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="accomplishment_once")
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"

    @property
    def label(self) -> str:
        """EA1."""
        return f"EA{self.number}"

    @property
    def text(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.texts)


class AchievementIndicator(models.Model):
    """An indicator of achievement; its actual is a registered measure.

    Where nothing in the portal measures it, the measure is `manual-actual`: figures that people enter with
    their evidence.
    """

    class Kind(models.TextChoices):
        """What its figures are of, and which way is good."""

        LEVEL = "level", _("Level: the figure of the period; higher is better")
        CUMULATIVE = "cumulative", _("Cumulative: counted from the beginning of the project")
        DESCENDING = "descending", _("Descending: the figure of the period; lower is better")
        YES_NO = "yes_no", _("Yes or no")

    accomplishment = models.ForeignKey(
        Accomplishment,
        on_delete=models.CASCADE,
        related_name="indicators",
        verbose_name=_("accomplishment"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    texts = TextsField(_("text by language"), lines=False)
    measure = models.CharField(_("measure"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LEVEL)
    unit = LineField(
        _("unit"),
        max_length=60,
        blank=True,
        help_text=_("What is counted, for figures entered by hand: ministries, pages, days."),
    )
    verification = LineField(
        _("means of verification"),
        max_length=300,
        blank=True,
        help_text=_("Where anybody who doubts the figure can look."),
    )
    end_target = models.FloatField(_("target for the end of the project"), null=True, blank=True)
    item = models.CharField(
        _("survey item"),
        max_length=20,
        blank=True,
        help_text=_("For measures of a survey item: SKI1."),
    )
    baseline = models.FloatField(_("baseline"), null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(
        _("year of the baseline"), null=True, blank=True
    )
    baseline_note = LineField(_("note on the baseline"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("indicator of achievement")
        verbose_name_plural = _("indicators of achievement")
        ordering = ["accomplishment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["accomplishment", "number"], name="indicator_of_achievement_once"),
            models.CheckConstraint(
                condition=Q(baseline=None) | Q(baseline_year__isnull=False), name="baseline_has_its_year"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.texts)

    @property
    def key(self) -> str:
        """EA1.2: its name within the project."""
        return f"{self.accomplishment.label}.{self.number}"

    @property
    def is_manual(self) -> bool:
        """Its figures are entered by people, not computed."""
        return self.measure == MANUAL


class Period(models.Model):
    """What one report is about: a calendar year, or other days that bear the number of a year."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="periods", verbose_name=_("project")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["project", "year"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="period_once"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="period_is_a_year"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"))
                & (Q(starts_on__year=F("year")) | Q(ends_on__year=F("year"))),
                name="period_lies_in_its_year",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_calendar_year(self) -> bool:
        """It is the year whose number it bears, from the first day to the last."""
        return (self.starts_on, self.ends_on) == (date(self.year, 1, 1), date(self.year, 12, 31))


class Target(models.Model):
    """What an indicator should reach by the end of a period."""

    indicator = models.ForeignKey(
        AchievementIndicator,
        on_delete=models.CASCADE,
        related_name="targets",
        verbose_name=_("indicator"),
    )
    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="targets", verbose_name=_("period")
    )
    value = models.FloatField(_("target"))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["indicator", "period"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period"], name="target_once_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period_id}: {self.value}"
