"""Values quoted in a study, tied by code and day to what the portal publishes now."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.models import Area
from studies.models.works import Study


class QuotedFigure(models.Model):
    """A value as printed, and the figure it was taken from.

    `indicator` is a code that the settings' FIGURE_LOOKUP understands; there is no foreign key,
    because studies and indicators do not know each other.
    """

    class Outcome(models.TextChoices):
        """What the last comparison found."""

        UNCHECKED = "unchecked", _("Not compared yet")
        SAME = "same", _("Still as quoted")
        MOVED = "moved", _("Moved")
        MISSING = "missing", _("No longer published")

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="figures", verbose_name=_("study")
    )
    page = models.PositiveIntegerField(_("page"), null=True, blank=True)
    indicator = models.CharField(_("indicator"), max_length=40)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("country or region")
    )
    year = models.SmallIntegerField(_("year the figure is for"))
    value = models.FloatField(_("value in the study"))
    decimals = models.SmallIntegerField(_("decimals printed"), default=1)
    known_on = models.DateField(
        _("figures as known on"), help_text=_("The vintage the authors used.")
    )
    tolerance = models.FloatField(
        _("tolerance, per cent of the value"), default=5, validators=[MinValueValidator(0)]
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.UNCHECKED, editable=False
    )
    now_value = models.FloatField(_("value now"), null=True, blank=True, editable=False)
    now_vintage = models.DateField(_("vintage now"), null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(_("compared at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("quoted figure")
        verbose_name_plural = _("quoted figures")
        ordering = ["study", "page", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="tolerance_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area_id} {self.year}: {self.value}"
