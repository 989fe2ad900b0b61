"""The second stage: travel support and passports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as __

from workshops.models.registrations import Registration
from workshops.states import Travel


class TravelRequest(models.Model):
    """Support for the journey, asked for after acceptance only."""

    class Wanted(models.TextChoices):
        """What is asked for."""

        TICKET = "ticket", __("Ticket")
        DSA = "dsa", __("Daily subsistence")
        FULL = "full", __("Ticket, daily subsistence and terminals")

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="travel",
        verbose_name=__("registration"),
    )
    state = models.CharField(__("state"), max_length=14, choices=Travel, default=Travel.REQUESTED)
    wanted = models.CharField(__("support"), max_length=8, choices=Wanted, default=Wanted.FULL)
    departure_city = models.CharField(__("departure city"), max_length=120)
    arrives_on = models.DateField(__("arrives on"), null=True, blank=True)
    departs_on = models.DateField(__("departs on"), null=True, blank=True)
    reason = models.TextField(__("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("decided by"),
    )
    changed_at = models.DateTimeField(__("changed at"), default=timezone.now)

    class Meta:
        verbose_name = __("travel request")
        verbose_name_plural = __("travel requests")

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"


class Passport(models.Model):
    """Passport data, encrypted as one value; who reads it is noted in `PassportReading`."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="passport",
        verbose_name=__("registration"),
    )
    sealed = models.BinaryField(__("sealed data"))
    kept_until = models.DateField(__("kept until"))
    given_at = models.DateTimeField(__("given at"), default=timezone.now)

    class Meta:
        verbose_name = __("passport")
        verbose_name_plural = __("passports")
        permissions = [("read_passport", __("Can read passports"))]

    def __str__(self) -> str:
        return f"passport of {self.registration_id}"


class PassportReading(models.Model):
    """Who read whose passport data when, and why."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="passport_readings",
        verbose_name=__("registration"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("by"),
    )
    at = models.DateTimeField(__("at"), default=timezone.now)
    purpose = models.CharField(__("purpose"), max_length=200)

    class Meta:
        verbose_name = __("reading of a passport")
        verbose_name_plural = __("readings of passports")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d}"
