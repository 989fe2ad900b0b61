"""The second stage: travel support and passports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import LineField, ParagraphsField
from workshops.models.registrations import Registration
from workshops.states import Travel, Visa


class TravelRequest(models.Model):
    """Support for the journey, asked for after acceptance only."""

    class Wanted(models.TextChoices):
        """What is asked for."""

        TICKET = "ticket", _("Ticket")
        DSA = "dsa", _("Daily subsistence")
        FULL = "full", _("Ticket, daily subsistence and terminals")
        PARTIAL = "partial", _("A part of the cost")

    class Basis(models.TextChoices):
        """On what ground support is given."""

        LDC = "ldc", _("Least developed country")
        LANDLOCKED = "lldc", _("Landlocked developing country")
        ISLAND = "sids", _("Small island developing State")
        DEVELOPING = "developing", _("Developing country")
        EXPERT = "expert", _("Expert of the workshop")
        OTHER = "other", _("Other")

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="travel",
        verbose_name=_("registration"),
    )
    state = models.CharField(_("state"), max_length=14, choices=Travel, default=Travel.REQUESTED)
    wanted = models.CharField(_("support"), max_length=8, choices=Wanted, default=Wanted.FULL)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority score"), null=True, blank=True)
    departure_city = LineField(_("departure city"), max_length=120, addresses=False)
    arrives_on = models.DateField(_("arrives on"), null=True, blank=True)
    departs_on = models.DateField(_("departs on"), null=True, blank=True)
    wishes = LineField(_("wishes for the journey"), max_length=300, blank=True)
    flights = LineField(_("flights"), max_length=200, blank=True)
    ticketed_on = models.DateField(_("ticket issued on"), null=True, blank=True)
    dsa_rate = models.DecimalField(
        _("daily subsistence, USD a day"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    dsa_paid_on = models.DateField(_("subsistence paid on"), null=True, blank=True)
    dsa_reference = LineField(_("reference of the payment"), max_length=80, blank=True)
    hotel = LineField(_("hotel"), max_length=160, blank=True)
    lost_cost = models.DecimalField(
        _("cost of a cancellation or absence, USD"),
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
        verbose_name=_("funded in"),
    )
    funded_country = models.ForeignKey(
        "regions.Area",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("funded for"),
    )
    funded_seat = models.PositiveSmallIntegerField(_("funded seat"), null=True, editable=False)
    reason = ParagraphsField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("travel request")
        verbose_name_plural = _("travel requests")
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
        verbose_name=_("registration"),
    )
    sealed = models.BinaryField(_("sealed data"))
    given_at = models.DateTimeField(_("given at"), default=timezone.now)

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passports")
        permissions = [("read_passport", _("Can read passports"))]

    def __str__(self) -> str:
        return f"passport of {self.registration_id}"


class PassportReading(models.Model):
    """Who read whose passport data when, and why."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="passport_readings",
        verbose_name=_("registration"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    purpose = LineField(_("purpose"), max_length=200)

    class Meta:
        verbose_name = _("reading of a passport")
        verbose_name_plural = _("readings of passports")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d}"


class VisaCase(models.Model):
    """How far a person's visa is."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="visa",
        verbose_name=_("registration"),
    )
    state = models.CharField(_("state"), max_length=18, choices=Visa, default=Visa.NEEDED)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"


class VisaLetter(models.Model):
    """A letter to an embassy as issued; what stood in it of the passport is not kept."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="visa_letters",
        verbose_name=_("registration"),
    )
    number = models.CharField(_("number"), max_length=60, unique=True)
    language = models.CharField(_("language"), max_length=2, default="en")
    signatory = LineField(_("signatory"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("issued by"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("visa letter")
        verbose_name_plural = _("visa letters")
        ordering = ["registration", "pk"]

    def __str__(self) -> str:
        return self.number


class SideStatusChange(models.Model):
    """One change of the state of a travel request or a visa; never edited."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="side_status_changes",
        verbose_name=_("registration"),
    )
    lifecycle = models.CharField(
        _("of"), max_length=8, choices=[("travel", _("Travel support")), ("visa", _("Visa"))]
    )
    old = models.CharField(_("from"), max_length=20, blank=True)
    new = models.CharField(_("to"), max_length=20)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = ParagraphsField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("move of travel or visa")
        verbose_name_plural = _("moves of travel and visa")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.lifecycle}: {self.old} → {self.new}"

    @property
    def label(self) -> str:
        """The word of the state it led to."""
        return str((Travel if self.lifecycle == "travel" else Visa)(self.new).label)
