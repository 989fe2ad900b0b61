"""What an evaluation recommends, what the management answers, and how far that has come (UNEG norm 14)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import LineField, ParagraphsField
from evaluations.models.surveys import Survey


class EvaluationRecommendation(models.Model):
    """A recommendation with the management's response; its words are fixed once there is one."""

    class Answer(models.TextChoices):
        """What the management says."""

        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Partially accepted")
        REFUSED = "refused", _("Not accepted")

    class Progress(models.TextChoices):
        """How far the action is."""

        NOT_BEGUN = "not_begun", _("Not started")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    survey = models.ForeignKey(
        Survey,
        on_delete=models.CASCADE,
        related_name="recommendations",
        verbose_name=_("evaluation"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = ParagraphsField(_("recommendation"), max_length=1000)
    basis = LineField(
        _("what it rests on"),
        max_length=300,
        blank=True,
        help_text=_("The finding: a question, a comment, a figure."),
    )
    addressed_to = LineField(
        _("addressed to"), max_length=120, help_text=_("A unit or function, not a name.")
    )
    answer = models.CharField(_("response"), max_length=8, choices=Answer, blank=True)
    reason = ParagraphsField(
        _("reason"),
        max_length=1000,
        blank=True,
        help_text=_("Needed where it is accepted in part or not at all."),
    )
    action = ParagraphsField(_("action"), max_length=1000, blank=True)
    responsible = LineField(
        _("responsible"),
        max_length=120,
        blank=True,
        help_text=_("A unit or function, not a name."),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    progress = models.CharField(
        _("state of the action"), max_length=9, choices=Progress, default=Progress.NOT_BEGUN
    )
    progress_note = ParagraphsField(
        _("what was done"),
        max_length=1000,
        blank=True,
        help_text=_("With where it can be seen; needed where it is done or dropped."),
    )
    progress_on = models.DateField(_("as of"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("recommendation of an evaluation")
        verbose_name_plural = _("recommendations of evaluations")
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="recommendation_number_once"),
            models.CheckConstraint(
                condition=~models.Q(answer__in=["accepted", "partly"])
                | (models.Q(due_on__isnull=False) & ~models.Q(action="") & ~models.Q(responsible="")),
                name="accepted_means_somebody_acts",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer__in=["partly", "refused"]) | ~models.Q(reason=""),
                name="refusal_has_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.survey_id} no. {self.number}"

    @property
    def acts(self) -> bool:
        """Something is to be done."""
        return self.answer in (self.Answer.ACCEPTED, self.Answer.PARTLY)

    @property
    def is_overdue(self) -> bool:
        """Its day has passed and nothing says that it is done or dropped."""
        ended = (self.Progress.DONE, self.Progress.DROPPED)
        return bool(
            self.acts
            and self.due_on
            and self.due_on < timezone.localdate()
            and self.progress not in ended
        )


class RecommendationEvent(models.Model):
    """Who wrote, changed, answered or followed up a recommendation, and what stood there since."""

    class Action(models.TextChoices):
        """What was done."""

        WRITTEN = "written", _("Written")
        CHANGED = "changed", _("Changed")
        ANSWERED = "answered", _("Management response")
        FOLLOWED = "followed", _("Follow-up")

    recommendation = models.ForeignKey(
        EvaluationRecommendation,
        on_delete=models.CASCADE,
        related_name="events",
        verbose_name=_("recommendation"),
    )
    action = models.CharField(_("action"), max_length=8, choices=Action)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    stood = models.JSONField(_("what was given"), default=dict)

    class Meta:
        verbose_name = _("event of a recommendation")
        verbose_name_plural = _("events of recommendations")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.action}"
