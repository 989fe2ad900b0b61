"""What is owed to the project for a policy change, and what independent persons say of it."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import LineField, NameField, ParagraphsField
from outcomes.models.changes import PolicyChange
from outcomes.models.evidence import Evidence
from outcomes.stages import Grade
from studies.models import Recommendation, Study
from workshops.models import Workshop


class Contribution(models.Model):
    """What a study, a workshop or a recommendation had to do with a change, graded 0 to 5.

    `most` is the date guard's limit and `why` its reason, kept up by the service whenever a day changes.
    """

    change = models.ForeignKey(
        PolicyChange,
        on_delete=models.CASCADE,
        related_name="contributions",
        verbose_name=_("policy change"),
    )
    workshop = models.ForeignKey(
        Workshop,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("workshop"),
    )
    study = models.ForeignKey(
        Study,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcome_contributions",
        verbose_name=_("study"),
    )
    recommendation = models.ForeignKey(
        Recommendation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcome_contributions",
        verbose_name=_("recommendation"),
    )
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade, default=Grade.NONE)
    reasons = ParagraphsField(_("reasons for the grade"))
    others = ParagraphsField(_("what else contributed"), blank=True)
    evidence = models.ManyToManyField(
        Evidence, blank=True, related_name="contributions", verbose_name=_("evidence")
    )
    first_contact = models.DateField(_("first contact"), null=True, blank=True, editable=False)
    most = models.PositiveSmallIntegerField(
        _("most that the dates allow"), default=0, editable=False
    )
    why = models.CharField(_("why not more"), max_length=16, default="no_contact", editable=False)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("graded by"),
    )
    graded_at = models.DateTimeField(_("graded at"), default=timezone.now, editable=False)
    original = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["change", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(workshop__isnull=False, study=None, recommendation=None)
                    | Q(workshop=None, study__isnull=False, recommendation=None)
                    | Q(workshop=None, study=None, recommendation__isnull=False)
                ),
                name="contribution_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(grade__lte=models.F("most")), name="contribution_within_the_dates"),
            models.CheckConstraint(condition=Q(most__lte=5), name="contribution_at_most_five"),
            models.UniqueConstraint(
                fields=["change", "workshop", "study", "recommendation"], nulls_distinct=False, name="contribution_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.change_id} {self.origin}: {self.grade}"

    @property
    def origin(self) -> Workshop | Study | Recommendation:
        """The study, workshop or recommendation."""
        # The table holds exactly one of the three.
        return self.workshop or self.study or cast("Recommendation", self.recommendation)


class Substantiation(models.Model):
    """What an independent person who knows the matter says of the record."""

    class Verdict(models.TextChoices):
        """What they say."""

        FULL = "full", _("Agrees")
        PARTLY = "partly", _("Agrees in part")
        NOT = "not", _("Does not agree")
        UNKNOWN = "unknown", _("Cannot say")

    change = models.ForeignKey(
        PolicyChange,
        on_delete=models.CASCADE,
        related_name="substantiations",
        verbose_name=_("policy change"),
    )
    name = NameField(_("name"), max_length=200)
    affiliation = LineField(_("affiliation"), max_length=200)
    relation = LineField(_("how they know"), max_length=300)
    is_independent = models.BooleanField(
        _("had no part in the change, the workshop or this record"), default=False
    )
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    statement = ParagraphsField(_("statement"), blank=True, max_length=2000)
    on = models.DateField(_("day"))
    may_be_named = models.BooleanField(_("agreed to be named"), default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    original = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("substantiation")
        verbose_name_plural = _("substantiations")
        ordering = ["change", "on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(is_independent=True), name="substantiation_is_independent")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.change_id} {self.verdict}"
