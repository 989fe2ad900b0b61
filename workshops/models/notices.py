"""The privacy notice of a workshop, as its organisers wrote it; none of a workshop means the standard one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import TextsField
from workshops.models.workshops import Workshop


class PrivacyNotice(models.Model):
    """One version of the notice, in all languages; never changed, so that a consent tells what was read."""

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="privacy_notices",
        verbose_name=_("workshop"),
    )
    version = models.PositiveSmallIntegerField(_("version"))
    texts = TextsField(_("text by language"), lines=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        ordering = ["workshop", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "version"], name="notice_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} v{self.version}"
