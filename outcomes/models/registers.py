"""What a manager keeps beside the plan: risks and assumptions with reviews, lessons, extensions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.i18n.languages import in_reader_language
from core.model_fields import LineField, ParagraphsField, TextsField
from outcomes.models.framework import Accomplishment, Project
from regions.models import Commission


class Risk(models.Model):
    """What may keep the project from its results, or what it takes for granted."""

    class Kind(models.TextChoices):
        """Which of the two."""

        RISK = "risk", _("Risk")
        ASSUMPTION = "assumption", _("Assumption")

    class Level(models.IntegerChoices):
        """How likely, how grave."""

        LOW = 1, _("Low")
        MEDIUM = 2, _("Medium")
        HIGH = 3, _("High")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="risks", verbose_name=_("project")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.RISK)
    accomplishment = models.ForeignKey(
        Accomplishment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("accomplishment"),
        help_text=_("Empty: the whole project."),
    )
    texts = TextsField(_("risk or assumption, by language"), lines=False)
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood, of a risk"), choices=Level, null=True, blank=True
    )
    impact = models.PositiveSmallIntegerField(
        _("impact, of a risk"), choices=Level, null=True, blank=True
    )
    response = ParagraphsField(_("how it is met"), max_length=1000, blank=True)
    owner = LineField(_("office that watches it"), max_length=200, blank=True)
    since = models.DateField(_("recorded on"))
    is_public = models.BooleanField(_("in reports and on the public page"), default=False)

    class Meta:
        verbose_name = _("risk or assumption")
        verbose_name_plural = _("risks and assumptions")
        ordering = ["project", "kind", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="assumption") | Q(likelihood__isnull=False, impact__isnull=False),
                name="risk_is_rated",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def text(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.texts)


class RiskReview(models.Model):
    """How a risk or an assumption stood when somebody looked again."""

    class Verdict(models.TextChoices):
        """How it stood."""

        HOLDS = "holds", _("Unchanged; the assumption holds")
        LESS = "less", _("Less grave")
        GRAVER = "graver", _("Graver; the assumption is in doubt")
        OCCURRED = "occurred", _("It happened; the assumption failed")
        CLOSED = "closed", _("No longer to be watched")

    risk = models.ForeignKey(
        Risk, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("risk or assumption")
    )
    on = models.DateField(_("reviewed on"))
    verdict = models.CharField(_("how it stands"), max_length=10, choices=Verdict)
    note = ParagraphsField(_("what was seen and done"), max_length=1000)

    class Meta:
        verbose_name = _("review of a risk")
        verbose_name_plural = _("reviews of risks")
        ordering = ["risk", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "on"], name="risk_reviewed_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.get_verdict_display()} ({self.risk})"


class Lesson(models.Model):
    """What was learned, or worked so well that others may take it up; with what shows it."""

    class Kind(models.TextChoices):
        """Which of the two."""

        LESSON = "lesson", _("Lesson")
        PRACTICE = "practice", _("Good practice")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("project")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LESSON)
    texts = TextsField(_("text by language"), lines=False)
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("commission"),
        help_text=_("Empty: of the whole project."),
    )
    on = models.DateField(_("noted on"))
    source = LineField(_("what shows it"), max_length=300)
    url = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("lesson or good practice")
        verbose_name_plural = _("lessons and good practices")
        ordering = ["project", "on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="lesson_has_a_source")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def text(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.texts)


class Extension(models.Model):
    """A decision that the project ends on another day; the reason stands with it."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="extensions", verbose_name=_("project")
    )
    ended_on = models.DateField(_("last day until then"))
    ends_on = models.DateField(_("new last day"))
    decided_on = models.DateField(_("decided on"))
    decided_by = LineField(_("decided by"), max_length=200)
    reason = ParagraphsField(_("reason"), max_length=1000)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["project", "decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(ends_on=F("ended_on")), name="extension_moves_the_end"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.ended_on} → {self.ends_on}"
