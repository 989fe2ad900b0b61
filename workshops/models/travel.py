"""The second stage: travel support and passports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as __

from workshops.models.registrations import Registration
from workshops.states import Travel, Visa


class TravelRequest(models.Model):
    """Support for the journey, asked for after acceptance only."""

    class Wanted(models.TextChoices):
        """What is asked for."""

        TICKET = "ticket", __("Ticket")
        DSA = "dsa", __("Daily subsistence")
        FULL = "full", __("Ticket, daily subsistence and terminals")
        PARTIAL = "partial", __("A part of the cost")

    class Basis(models.TextChoices):
        """On what ground support is given."""

        LDC = "ldc", __("Least developed country")
        LANDLOCKED = "lldc", __("Landlocked developing country")
        ISLAND = "sids", __("Small island developing State")
        DEVELOPING = "developing", __("Developing country")
        EXPERT = "expert", __("Expert of the workshop")
        OTHER = "other", __("Other")

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="travel",
        verbose_name=__("registration"),
    )
    state = models.CharField(__("state"), max_length=14, choices=Travel, default=Travel.REQUESTED)
    wanted = models.CharField(__("support"), max_length=8, choices=Wanted, default=Wanted.FULL)
    basis = models.CharField(__("basis"), max_length=12, choices=Basis, blank=True)
    priority = models.PositiveSmallIntegerField(__("priority score"), null=True, blank=True)
    departure_city = models.CharField(__("departure city"), max_length=120)
    arrives_on = models.DateField(__("arrives on"), null=True, blank=True)
    departs_on = models.DateField(__("departs on"), null=True, blank=True)
    wishes = models.CharField(__("wishes for the journey"), max_length=300, blank=True)
    flights = models.CharField(__("flights"), max_length=200, blank=True)
    ticketed_on = models.DateField(__("ticket issued on"), null=True, blank=True)
    dsa_rate = models.DecimalField(
        __("daily subsistence, USD a day"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    dsa_paid_on = models.DateField(__("subsistence paid on"), null=True, blank=True)
    dsa_reference = models.CharField(__("reference of the payment"), max_length=80, blank=True)
    hotel = models.CharField(__("hotel"), max_length=160, blank=True)
    lost_cost = models.DecimalField(
        __("cost of a cancellation or absence, USD"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
    )
    funded_in = models.ForeignKey(
        "workshops.Workshop",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="funded_seats",
        verbose_name=__("funded in"),
    )
    funded_country = models.ForeignKey(
        "regions.Area",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=__("funded for"),
    )
    funded_seat = models.PositiveSmallIntegerField(__("funded seat"), null=True, editable=False)
    reason = models.TextField(__("reason"), blank=True)
    decided_at = models.DateTimeField(__("decided at"), null=True, editable=False)
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
        constraints = [
            models.UniqueConstraint(
                fields=["funded_in", "funded_country", "funded_seat"], name="funded_seat_given_once"
            )
        ]

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


class VisaCase(models.Model):
    """How far a person's visa is."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="visa",
        verbose_name=__("registration"),
    )
    state = models.CharField(__("state"), max_length=18, choices=Visa, default=Visa.NEEDED)
    changed_at = models.DateTimeField(__("changed at"), default=timezone.now)

    class Meta:
        verbose_name = __("visa")
        verbose_name_plural = __("visas")

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"


class VisaLetter(models.Model):
    """A letter to an embassy as issued; what stood in it of the passport is not kept."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="visa_letters",
        verbose_name=__("registration"),
    )
    number = models.CharField(__("number"), max_length=60, unique=True)
    language = models.CharField(__("language"), max_length=2, default="en")
    signatory = models.CharField(__("signatory"), max_length=200, blank=True)
    issued_at = models.DateTimeField(__("issued at"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("issued by"),
    )
    revoked_at = models.DateTimeField(__("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = __("visa letter")
        verbose_name_plural = __("visa letters")
        ordering = ["registration", "pk"]

    def __str__(self) -> str:
        return self.number


class SideMove(models.Model):
    """One move of a travel request or a visa; never changed."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="side_moves",
        verbose_name=__("registration"),
    )
    ladder = models.CharField(
        __("of"), max_length=8, choices=[("travel", __("Travel support")), ("visa", __("Visa"))]
    )
    old = models.CharField(__("from"), max_length=20, blank=True)
    new = models.CharField(__("to"), max_length=20)
    at = models.DateTimeField(__("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("by"),
    )
    reason = models.TextField(__("reason"), blank=True)

    class Meta:
        verbose_name = __("move of travel or visa")
        verbose_name_plural = __("moves of travel and visa")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.ladder}: {self.old} → {self.new}"

    @property
    def label(self) -> str:
        """The word of the state it led to."""
        return str((Travel if self.ladder == "travel" else Visa)(self.new).label)
