"""Webhooks: where programs of organisers are told what happened, and every message to them."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions.models import Commission
from workshops.models.workshops import Workshop

EVENTS = {
    "registration.created": _("A person is registered or invited"),
    "registration.changed": _("A registration is corrected"),
    "registration.state": _("The state of a registration changes"),
    "attendance.recorded": _("Attendance is recorded or corrected"),
    "certificate.issued": _("A certificate is issued"),
}
TEST = "webhook.test"
"""The kind of message that the page of a webhook sends."""


class Webhook(models.Model):
    """An address that is told of events in one workshop, or in all that a commission hosts."""

    workshop = models.ForeignKey(
        Workshop,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="webhooks",
        verbose_name=_("workshop"),
    )
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("commission"),
    )
    address = models.CharField(_("address"), max_length=500)
    sealed_secret = models.TextField(_("sealed secret"), editable=False)
    events = models.JSONField(_("events"), default=list)
    is_active = models.BooleanField(_("is active"), default=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("created by"),
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(workshop=None, commission__isnull=False)
                | Q(workshop__isnull=False, commission=None),
                name="webhook_of_workshop_or_commission",
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def event_labels(self) -> list[Any]:
        """What it is told of, in words."""
        return [EVENTS.get(event, event) for event in self.events]


class WebhookDelivery(models.Model):
    """A message to a webhook: written in the transaction of its reason, sent by a worker."""

    class State(models.TextChoices):
        """How far it came."""

        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    uid = models.UUIDField(_("identity"), default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(_("event"), max_length=40)
    body = models.TextField(_("message"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try at"), default=timezone.now)
    status = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message to a webhook")
        verbose_name_plural = _("messages to webhooks")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state="queued"), name="webhook_delivery_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.uid}"
