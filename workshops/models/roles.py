"""Who works on a workshop, and what they changed of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant, RoleGrantQuerySet
from workshops.models.people import Stakeholder
from workshops.states import Status

ACTIONS = {
    "created": gettext_lazy("created"),
    "edited": gettext_lazy("edited"),
    "programme": gettext_lazy("programme"),
    "material": gettext_lazy("material"),
    "question": gettext_lazy("question"),
    "certificate revoked": gettext_lazy("certificate revoked"),
    "focal point named": gettext_lazy("focal point named"),
    "focal point corrected": gettext_lazy("focal point corrected"),
    "nomination entered": gettext_lazy("nomination entered"),
    "retention": gettext_lazy("periods of retention"),
    "task taken": gettext_lazy("task taken away"),
    "attendance closed": gettext_lazy("attendance closed"),
    "attendance reopened": gettext_lazy("attendance opened again"),
}


class WorkshopRole(RoleGrant):
    """A task of a person in one workshop."""

    class Role(models.TextChoices):
        """Which task."""

        OWNER = "owner", gettext_lazy("Owner: everything")
        MODERATOR = "moderator", gettext_lazy("Moderator: registrations and mail")
        DESK = "desk", gettext_lazy("Desk: attendance only")
        EVALUATION = "evaluation", gettext_lazy("Evaluation: statistics and surveys")

    workshop = models.ForeignKey(
        "workshops.Workshop",
        on_delete=models.CASCADE,
        related_name="roles",
        verbose_name=gettext_lazy("workshop"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="workshop_roles",
        verbose_name=gettext_lazy("person"),
    )
    role = models.CharField(gettext_lazy("task"), max_length=12, choices=Role)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("task in a workshop")
        verbose_name_plural = gettext_lazy("tasks in workshops")
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
        verbose_name=gettext_lazy("workshop"),
    )
    at = models.DateTimeField(gettext_lazy("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=gettext_lazy("by"),
    )
    action = models.CharField(gettext_lazy("action"), max_length=40)
    note = models.TextField(gettext_lazy("note"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("event of a workshop")
        verbose_name_plural = gettext_lazy("events of workshops")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.action}"

    @property
    def description(self) -> str:
        """What was done, in the reader's language."""
        kind, _colon, value = self.action.partition(": ")
        if kind == "status" and value in Status.values:
            return _("status: %(what)s") % {"what": Status(value).label}
        if kind == "status taken back" and value in Status.values:
            return _("status taken back: %(what)s") % {"what": Status(value).label}
        if kind == "task" and value in WorkshopRole.Role.values:
            return _("task: %(what)s") % {"what": WorkshopRole.Role(value).label}
        if self.action.startswith("seats of "):
            code, seats = kind.removeprefix("seats of "), value
            group = Stakeholder(code).label if code in Stakeholder.values else _("government")
            if seats == "any":
                return _("no limit of seats: %(group)s") % {"group": group}
            return _("limit of seats: %(group)s, %(seats)s") % {"group": group, "seats": seats}
        if self.action.startswith("copied from "):
            return _("copied from %(what)s") % {"what": self.action.removeprefix("copied from ")}
        return str(ACTIONS.get(self.action, self.action))
