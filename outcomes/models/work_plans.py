"""The work plan of a project, and figures that people enter where no measure exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.i18n.languages import in_reader_language
from core.model_fields import LineField, ParagraphsField, TextsField
from outcomes.models.framework import Accomplishment, AchievementIndicator, Period, Project
from regions.models import Commission

if TYPE_CHECKING:
    from datetime import date


class Activity(models.Model):
    """What is to be done for an accomplishment, by when, and what became of it."""

    class State(models.TextChoices):
        """What became of it. That it is late follows from its days."""

        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    class Standing(models.TextChoices):
        """How it stands on a day."""

        PLANNED = "planned", _("Planned")
        LATE = "late", _("Late")
        DONE = "done", _("Done")
        DONE_LATE = "done_late", _("Done late")
        DROPPED = "dropped", _("Dropped")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="activities", verbose_name=_("project")
    )
    accomplishment = models.ForeignKey(
        Accomplishment,
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("accomplishment"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    texts = TextsField(_("activity by language"))
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("responsible commission"),
        help_text=_("Empty: all commissions together."),
    )
    starts_on = models.DateField(_("planned from"))
    due_on = models.DateField(_("planned until"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    ended_on = models.DateField(_("done or dropped on"), null=True, blank=True)
    reason = LineField(_("reason, when it is late or dropped"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["project", "accomplishment", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["accomplishment", "number"], name="activity_once_per_number"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="activity_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", ended_on=None)
                | (~Q(state="planned") & Q(ended_on__isnull=False)),
                name="ended_activity_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(reason=""), name="dropped_activity_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text}"

    @property
    def label(self) -> str:
        """A1.2: the second activity of the first accomplishment."""
        return f"A{self.accomplishment.number}.{self.number}"

    @property
    def text(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.texts)

    def standing(self, day: date) -> str:
        """How it stood at the end of the day."""
        if self.ended_on is not None and self.ended_on <= day:
            if self.state == self.State.DROPPED:
                return self.Standing.DROPPED
            late = self.ended_on > self.due_on
            return self.Standing.DONE_LATE if late else self.Standing.DONE
        return self.Standing.LATE if self.due_on < day else self.Standing.PLANNED


class ManualActual(models.Model):
    """The figure of an indicator that no measure gives, entered by a person with its evidence."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="manual_actuals", verbose_name=_("project")
    )
    indicator = models.ForeignKey(
        AchievementIndicator,
        on_delete=models.PROTECT,
        related_name="manual_actuals",
        verbose_name=_("indicator"),
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="+", verbose_name=_("period")
    )
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("commission"),
        help_text=_("Empty: of the whole project, not divided by commission."),
    )
    value = models.FloatField(_("value"))
    evidence = LineField(_("what shows it"), max_length=300)
    url = models.URLField(_("address of the evidence"), max_length=500, blank=True)
    note = ParagraphsField(_("how it was counted"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("figure entered by hand")
        verbose_name_plural = _("figures entered by hand")
        ordering = ["indicator", "period", "commission"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "commission"],
                nulls_distinct=False,
                name="one_figure_by_hand",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="figure_by_hand_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.key} {self.period.year}: {self.value:g}"
