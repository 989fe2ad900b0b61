"""The money of a project: budget and expenditure by commission and object class, and what others gave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.model_fields import LineField
from outcomes.models.framework import Period, Project
from regions.models import Commission


class ObjectClass(models.TextChoices):
    """Classes of the Development Account's budgets."""

    TEMPORARY_STAFF = "temporary", _("General temporary assistance")
    CONSULTANTS = "consultants", _("Consultants and experts")
    TRAVEL = "travel", _("Travel of staff")
    CONTRACTS = "contracts", _("Contractual services")
    OPERATING = "operating", _("General operating expenses")
    EQUIPMENT = "equipment", _("Furniture and equipment")
    WORKSHOPS = "workshops", _("Seminars, workshops and study tours")


class Amount(models.Model):
    """United States dollars of a commission in an object class."""

    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, related_name="+", verbose_name=_("commission")
    )
    object_class = models.CharField(_("object class"), max_length=12, choices=ObjectClass)
    amount = models.DecimalField(_("United States dollars"), max_digits=12, decimal_places=2)
    source = LineField(_("document"), max_length=300, blank=True)

    class Meta:
        abstract = True


class BudgetLine(Amount):
    """What was allotted for the whole of the project."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="budget", verbose_name=_("project")
    )

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ["project", "commission__area__code", "object_class"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "commission", "object_class"], name="budget_line_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.commission.code} {self.get_object_class_display()}: {self.amount}"


class Expenditure(Amount):
    """What was spent in a period. A correction of an earlier one may be negative."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="expenditures", verbose_name=_("project")
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="expenditures", verbose_name=_("period")
    )

    class Meta:
        verbose_name = _("expenditure")
        verbose_name_plural = _("expenditures")
        ordering = ["project", "period__year", "commission__area__code", "object_class"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "commission", "object_class"], name="expenditure_once"
            )
        ]

    def __str__(self) -> str:
        where = f"{self.period.year} {self.commission.code}"
        return f"{where} {self.get_object_class_display()}: {self.amount}"


class SupplementaryFunding(models.Model):
    """What others gave to the project, in money or in kind."""

    class Kind(models.TextChoices):
        """How it was given."""

        MONEY = "money", _("Money")
        IN_KIND = "in_kind", _("In kind")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="supplements", verbose_name=_("project")
    )
    giver = LineField(_("given by"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MONEY)
    what = LineField(_("for what"), max_length=300)
    amount = models.DecimalField(
        _("United States dollars"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty where nobody valued it."),
    )
    on = models.DateField(_("given on"))

    class Meta:
        verbose_name = _("supplementary funding")
        verbose_name_plural = _("supplementary funding")
        ordering = ["project", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="supplement_is_positive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver}: {self.what}"
