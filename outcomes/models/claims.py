"""A claim: one sentence, the measure or record it rests on, and the figures it was certified with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import LineField, ParagraphsField
from outcomes.models.reports import StatusReport
from outcomes.stages import ReportState


class ClaimQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def public(self):
        """Those of published reports."""
        return self.filter(report__state=ReportState.PUBLISHED)

    def stale(self):
        """Those whose records have moved."""
        return self.filter(stale_since__isnull=False)


class Claim(models.Model):
    """`form` is one of those that its measure can say; `figures` fill it, so the sentence can be made again.

    The remark is the writer's own; it stands outside the sentence and is marked so wherever it is shown.
    """

    class Part(models.TextChoices):
        """Where in the report it stands."""

        ACHIEVEMENTS = "achievements", _("Achievements")
        UNEXPECTED = "unexpected", _("Unexpected results")
        ISSUES = "issues", _("Issues")

    report = models.ForeignKey(
        StatusReport, on_delete=models.CASCADE, related_name="claims", verbose_name=_("report")
    )
    part = models.CharField(_("part"), max_length=12, choices=Part, default=Part.ACHIEVEMENTS)
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    measure = models.CharField(_("measure"), max_length=60)
    form = models.CharField(_("form of the sentence"), max_length=20)
    scope = models.JSONField(_("what it is measured over"), default=dict)
    remark = LineField(_("remark of the writer"), max_length=500, blank=True)
    is_inference = models.BooleanField(_("the remark is an inference"), default=False)
    figures = models.JSONField(_("figures"), default=dict)
    sentence = models.TextField(_("sentence with its figures"), blank=True)
    frozen_at = models.DateTimeField(_("figures of"), default=timezone.now)
    checked_at = models.DateTimeField(_("compared at"), null=True, blank=True)
    stale_since = models.DateTimeField(_("records moved since"), null=True, blank=True)
    moved = models.JSONField(_("what moved"), default=list, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["report", "part", "paragraph", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(measure=""), name="claim_rests_on_something"),
            models.CheckConstraint(condition=~Q(form=""), name="claim_says_something"),
            models.CheckConstraint(condition=Q(paragraph__gte=1, paragraph__lte=3), name="at_most_three_paragraphs"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.sentence or self.measure

    def get_absolute_url(self) -> str:
        """Where its evidence opens."""
        return reverse("outcomes:claim", args=[self.pk])

    @property
    def is_example(self) -> bool:
        """Something that it counts, or its project, is made up."""
        return bool(self.figures.get("is_example")) or self.report.period.project.is_demonstration

    @property
    def is_stale(self) -> bool:
        """The records say something else than when the figures were frozen."""
        return self.stale_since is not None


class Statement(models.Model):
    """What a source says and no measure can show; it stands apart from the claims, with its source.

    An attribution says what results are due to, an inference what they would imply; either may name the
    sentences of the report that it is about.
    """

    class Kind(models.TextChoices):
        """What the source does with it."""

        FINDING = "finding", _("Finding of the source")
        ATTRIBUTION = "attribution", _("Attribution: what results are due to")
        INFERENCE = "inference", _("Inference: what results would imply")

    report = models.ForeignKey(
        StatusReport, on_delete=models.CASCADE, related_name="statements", verbose_name=_("report")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.FINDING)
    text = ParagraphsField(_("statement"), max_length=1500)
    source = LineField(_("who says so"), max_length=300)
    url = models.URLField(_("address"), blank=True, max_length=500)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    rests_on = models.ManyToManyField(
        Claim, blank=True, related_name="+", verbose_name=_("sentences that it is about")
    )

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["report", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & ~Q(text=""), name="statement_has_a_source")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text
