"""For how long a workshop holds personal data, where its organisers set another period than the usual one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.models.workshops import Workshop


class RetentionPeriod(models.Model):
    """A period of one kind of data; without a row the usual one of the settings counts."""

    class Data(models.TextChoices):
        """What is held: the usual period of each is RETENTION_…_DAYS, the longest RETENTION_…_MOST_DAYS."""

        NEEDS = "needs", _("Access and dietary needs, emergency contact")
        PASSPORT = "passport", _("Passport data")
        CONTACT = "contact", _("Consent to be asked again")
        NAMES = "names", _("Names, addresses, letters, travel")

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="retention_periods",
        verbose_name=_("workshop"),
    )
    data = models.CharField(_("data"), max_length=10, choices=Data)
    days = models.PositiveSmallIntegerField(_("days after the last day"))

    class Meta:
        verbose_name = _("retention period")
        verbose_name_plural = _("retention periods")
        ordering = ["workshop", "data"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "data"], name="retention_period_once"),
            models.CheckConstraint(condition=Q(days__gt=0), name="retention_period_is_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.data}: {self.days}"
