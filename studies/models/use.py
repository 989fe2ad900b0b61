"""How often a study was read: numbers by month, and nothing of who read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.models.works import Study


class StudyUse(models.Model):
    """Views of a study's pages and downloads of its files in one month, without known robots."""

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="uses", verbose_name=_("study")
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    views = models.PositiveIntegerField(_("views"), default=0)
    downloads = models.PositiveIntegerField(_("downloads"), default=0)

    class Meta:
        verbose_name = _("use of a study")
        verbose_name_plural = _("use of studies")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["study", "month"], name="use_once_per_month"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.month:%Y-%m}"
