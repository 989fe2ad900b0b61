"""The evidence of a policy change, and the steps that rest on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import LineField, ParagraphsField, TextsField
from outcomes import coding
from outcomes.models.changes import DayField, PolicyChange
from outcomes.rules import DAY, earliest
from outcomes.stages import Stage

if TYPE_CHECKING:
    from datetime import date


class Step(models.Model):
    """One stage that a change reached, with its day and the piece of evidence it rests on."""

    change = models.ForeignKey(
        PolicyChange,
        on_delete=models.CASCADE,
        related_name="steps",
        verbose_name=_("policy change"),
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    on = DayField(_("day"), help_text=_("As far as it is known: 2010, 2010-07 or 2010-07-01."))
    note = LineField(_("note"), max_length=500, blank=True)
    texts = TextsField(
        _("what was reached with it, by language"), default=dict, blank=True, lines=False
    )
    evidence = models.ForeignKey(
        "Evidence", on_delete=models.PROTECT, related_name="steps", verbose_name=_("evidence")
    )
    original = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("step of a change")
        verbose_name_plural = _("steps of changes")
        ordering = ["change", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["change", "stage", "on"], name="same_step_once"),
            models.CheckConstraint(condition=Q(on__regex=rf"^{DAY}$"), name="step_has_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.stage} {self.on}"

    @property
    def first_day(self) -> date | None:
        """The first day it may have been."""
        return earliest(self.on)


class Evidence(models.Model):
    """A document, an address or a statement that a change or a contribution rests on."""

    change = models.ForeignKey(
        PolicyChange,
        on_delete=models.CASCADE,
        related_name="evidence",
        verbose_name=_("policy change"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=coding.Proof)
    title = LineField(_("title"), max_length=300)
    source = models.CharField(
        _("who says so"),
        max_length=200,
        help_text=_("Publisher or body; two different ones are wished."),
    )
    on = DayField(_("day"), blank=True)
    quote = ParagraphsField(_("what it says"), blank=True, max_length=2000)
    url = models.URLField(_("address"), blank=True, max_length=500)
    stored = models.CharField(max_length=200, blank=True, editable=False)
    filename = models.CharField(_("file"), max_length=150, blank=True, editable=False)
    media_type = models.CharField(max_length=100, blank=True, editable=False)
    is_public = models.BooleanField(_("may be shown to everybody"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    original = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["change", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(stored="") | ~Q(quote=""), name="evidence_can_be_read"
            )
        ]

    def __str__(self) -> str:
        return self.title
