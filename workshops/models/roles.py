"""Who works on a workshop, and what they changed of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as __


class WorkshopRole(models.Model):
    """A task of a person in one workshop."""

    class Role(models.TextChoices):
        """Which task."""

        OWNER = "owner", __("Owner: everything")
        MODERATOR = "moderator", __("Moderator: registrations and mail")
        DESK = "desk", __("Desk: attendance only")
        EVALUATION = "evaluation", __("Evaluation: statistics and surveys")

    workshop = models.ForeignKey(
        "workshops.Workshop",
        on_delete=models.CASCADE,
        related_name="roles",
        verbose_name=__("workshop"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="workshop_roles",
        verbose_name=__("person"),
    )
    role = models.CharField(__("task"), max_length=12, choices=Role)

    class Meta:
        verbose_name = __("task in a workshop")
        verbose_name_plural = __("tasks in workshops")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "user", "role"], name="task_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.workshop}"


class WorkshopEvent(models.Model):
    """Who changed what of a workshop when."""

    workshop = models.ForeignKey(
        "workshops.Workshop",
        on_delete=models.CASCADE,
        related_name="events",
        verbose_name=__("workshop"),
    )
    at = models.DateTimeField(__("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("by"),
    )
    action = models.CharField(__("action"), max_length=40)
    note = models.TextField(__("note"), blank=True)

    class Meta:
        verbose_name = __("event of a workshop")
        verbose_name_plural = __("events of workshops")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.action}"
