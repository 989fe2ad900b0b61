"""Weights by which need is ranked in the coverage-gap table."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NeedWeight(models.Model):
    """How much an aspect of need counts; the sum need not be one."""

    code = models.CharField(_("aspect"), max_length=30, primary_key=True)
    weight = models.FloatField(_("weight"))

    class Meta:
        verbose_name = _("weight of an aspect of need")
        verbose_name_plural = _("weights of aspects of need")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=0), name="weight_is_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.weight}"
