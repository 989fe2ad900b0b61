"""The programme of a workshop."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as __

from studies.models import Recommendation, Study
from workshops.models.workshops import Workshop


class Session(models.Model):
    """A part of the programme; times are moments, shown in the workshop's zone."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="sessions", verbose_name=__("workshop")
    )
    starts_at = models.DateTimeField(__("starts at"))
    ends_at = models.DateTimeField(__("ends at"))
    title = models.CharField(__("title"), max_length=300)
    room = models.CharField(__("room or link"), max_length=300, blank=True)
    speakers = models.TextField(
        __("speakers"), blank=True, help_text=__("One on each line: name, institution.")
    )
    countable = models.BooleanField(__("counts for attendance"), default=True)
    studies = models.ManyToManyField(
        Study, blank=True, related_name="sessions", verbose_name=__("studies presented")
    )
    recommendations = models.ManyToManyField(
        Recommendation,
        blank=True,
        related_name="sessions",
        verbose_name=__("recommendations discussed"),
    )
    code = models.CharField(__("code for self check-in"), max_length=8, blank=True, editable=False)
    code_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = __("session")
        verbose_name_plural = __("sessions")
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
