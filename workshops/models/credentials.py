"""Packs of certificates."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.workshops import Workshop


class CertificatePack(models.Model):
    """All valid certificates of a workshop in one file, for a day."""

    class Form(models.TextChoices):
        """What kind of file."""

        ZIP = "zip", "ZIP"
        PDF = "pdf", "PDF"

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="certificate_packs",
        verbose_name=_("workshop"),
    )
    form = models.CharField(_("kind of file"), max_length=3, choices=Form)
    digest = models.CharField(_("fingerprint of what is in it"), max_length=64)
    stored = models.CharField(max_length=200, editable=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("pack of certificates")
        verbose_name_plural = _("packs of certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "form"], name="one_pack_of_certificates_of_a_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.form}"
