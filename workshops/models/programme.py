"""The programme of a workshop."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.model_fields import LanguageField, LineField, ParagraphsField
from studies.models import Recommendation, Study
from workshops.models.workshops import Workshop


class Session(models.Model):
    """A part of the programme; times are moments, shown in the workshop's zone."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("workshop")
    )

    class Kind(models.TextChoices):
        """What happens in it."""

        OPENING = "opening", _("Opening")
        PRESENTATION = "presentation", _("Presentation")
        PANEL = "panel", _("Panel")
        DISCUSSION = "discussion", _("Discussion")
        GROUPS = "groups", _("Work in groups")
        VISIT = "visit", _("Field visit")
        BREAK = "break", _("Break")
        CLOSING = "closing", _("Closing")

    kind = models.CharField(_("type"), max_length=14, choices=Kind, default=Kind.PRESENTATION)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    title = LineField(_("title"), max_length=300)
    room = LineField(_("room"), max_length=300, blank=True)
    link = models.URLField(
        _("link for those online"),
        blank=True,
        help_text=_("Shown on the pages of accepted people only."),
    )
    speakers = ParagraphsField(
        _("speakers"), blank=True, help_text=_("One on each line: name, institution.")
    )
    moderator = LineField(_("moderator"), max_length=200, blank=True)
    countable = models.BooleanField(_("counts for attendance"), default=True)
    studies = models.ManyToManyField(
        Study, blank=True, related_name="sessions", verbose_name=_("studies presented")
    )
    recommendations = models.ManyToManyField(
        Recommendation,
        blank=True,
        related_name="sessions",
        verbose_name=_("recommendations discussed"),
    )
    code = models.CharField(_("code for self check-in"), max_length=8, blank=True, editable=False)
    code_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["workshop", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Material(models.Model):
    """A document of a session: a file kept here, or an address elsewhere."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="materials", verbose_name=_("session")
    )
    title = LineField(_("title"), max_length=200)
    language = LanguageField(_("language"), default="en")
    address = models.URLField(_("address"), blank=True)
    stored = models.CharField(max_length=200, blank=True, editable=False)
    filename = models.CharField(max_length=150, blank=True, editable=False)
    media_type = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") | ~Q(stored=""), name="material_is_somewhere"
            )
        ]

    def __str__(self) -> str:
        return self.title
