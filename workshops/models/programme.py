"""The programme of a workshop."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import LanguageField, LineField
from studies.models import Recommendation, Study
from workshops.models.workshops import Workshop


class SessionQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def attended(self) -> SessionQuerySet:
        """Those in which attendance is taken: all but the breaks."""
        return self.exclude(kind=Session.Kind.BREAK)


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
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code for self check-in"), max_length=8, blank=True, editable=False)
    code_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["workshop", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(kind="break") | Q(countable=False), name="breaks_do_not_count"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A break never counts, for who saves without a form, too."""
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """A break never counts for attendance, whatever the form said."""
        if self.kind == self.Kind.BREAK:
            self.countable = False

    def people(self, role: str) -> list[Any]:
        """Who has a role in it, in their order; from what was read with the session where it was."""
        return [row for row in self.roles.all() if row.role == role]

    def names(self, role: str) -> str:
        """The same as organisers write it: a line for each, name and organisation."""
        return "\n".join(row.speaker.line for row in self.people(role))

    @property
    def minutes(self) -> int:
        """How long it lasts, by the moments: an hour that clocks skip or repeat makes no difference."""
        return int((self.ends_at.timestamp() - self.starts_at.timestamp()) // 60)


class RemovedSession(models.Model):
    """What calendars that once had a session need to take it out again."""

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="removed_sessions",
        verbose_name=_("workshop"),
    )
    uid = models.UUIDField(unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    removed_at = models.DateTimeField(_("removed at"), default=timezone.now)

    class Meta:
        verbose_name = _("removed session")
        verbose_name_plural = _("removed sessions")
        ordering = ["workshop", "starts_at", "pk"]

    def __str__(self) -> str:
        return self.title


class ProgrammeAnnouncement(models.Model):
    """The programme as those who come know it: as it was announced, or as the last letter told it.

    What lies elsewhere since then is a change that nobody was told of.
    """

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="programme_announcements",
        verbose_name=_("workshop"),
    )
    sessions = models.JSONField(
        _("sessions"), help_text=_("By their identity: title, hours, zone and room.")
    )
    by_letter = models.BooleanField(_("told by letter"), default=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("announced programme")
        verbose_name_plural = _("announced programmes")
        ordering = ["workshop", "pk"]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.at:%Y-%m-%d %H:%M}"


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
