"""What a manager decides of a project for those who read its data as IATI."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcomes.models.framework import Project


class IatiProfile(models.Model):
    """Currency, funder and policy markers; identifiers stand with the project itself."""

    class Significance(models.IntegerChoices):
        """How far a policy is an aim of the activity (PolicySignificance of the standard)."""

        NOT_TARGETED = 0, _("Not targeted")
        SIGNIFICANT = 1, _("A significant aim")
        PRINCIPAL = 2, _("The principal aim")

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="iati_profile", verbose_name=_("project")
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Write the three letters of ISO 4217: USD."))],
    )
    funder_identifier = models.CharField(
        _("IATI identifier of the Development Account"),
        max_length=100,
        blank=True,
        help_text=_("Empty: it is named without one."),
    )
    gender = models.PositiveSmallIntegerField(
        _("gender equality"), choices=Significance, null=True, blank=True
    )
    governance = models.PositiveSmallIntegerField(
        _("participatory development and good governance"),
        choices=Significance,
        null=True,
        blank=True,
    )
    disability = models.PositiveSmallIntegerField(
        _("inclusion of persons with disabilities"), choices=Significance, null=True, blank=True
    )

    class Meta:
        verbose_name = _("IATI profile")
        verbose_name_plural = _("IATI profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="currency_has_three_letters"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.currency}"
