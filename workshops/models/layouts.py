"""How certificates and badges of a workshop look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import LanguageField, LineField
from regions.models import Commission
from workshops.models.workshops import Workshop

CERTIFICATE_PARTS = {
    "emblem": _("Emblem"),
    "host": _("Commission"),
    "organisation": _("Organisation of the person"),
    "country": _("Country of the person"),
    "where": _("Place and days"),
    "hours": _("Hours and sessions attended"),
}
"""What a certificate may leave out; name, title and what is certified always stand on it."""
BADGE_PARTS = {
    "emblem": _("Emblem"),
    "position": _("Position"),
    "organisation": _("Organisation"),
    "country": _("Country"),
    "role": _("Role in the workshop"),
    "title": _("Title of the workshop"),
}
"""What a badge may leave out; name and code always stand on it."""
USUAL_CERTIFICATE_PARTS = ["emblem", "host", "where", "hours"]
"""What stands on certificates where nobody chose; on badges everything does."""


class DocumentLayout(models.Model):
    """What stands on the certificates and badges of a workshop, in which languages, and who signs as what."""

    workshop = models.OneToOneField(
        Workshop, on_delete=models.CASCADE, related_name="layout", verbose_name=_("workshop")
    )
    second_language = LanguageField(
        _("second language of certificates"),
        blank=True,
        help_text=_("Printed below the language of the person."),
    )
    signatory_title = LineField(_("title of the signatory"), max_length=200, blank=True)
    second_signatory_title = LineField(
        _("title of the second signatory"), max_length=200, blank=True
    )
    certificate_parts = models.JSONField(_("on certificates"), default=list, blank=True)
    badge_parts = models.JSONField(_("on badges"), default=list, blank=True)

    class Meta:
        verbose_name = _("layout of documents")
        verbose_name_plural = _("layouts of documents")

    def __str__(self) -> str:
        return f"{self.workshop_id}"


class LayoutPicture(models.Model):
    """An emblem or a signature, drawn anew as PNG from what was uploaded; of a workshop, or of all of a commission."""

    class Role(models.TextChoices):
        """What the picture shows."""

        EMBLEM = "emblem", _("Emblem")
        SIGNATURE = "signature", _("Signature of the signatory")
        SECOND_SIGNATURE = "second_signature", _("Signature of the second signatory")

    workshop = models.ForeignKey(
        Workshop,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="layout_pictures",
        verbose_name=_("workshop"),
    )
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="layout_pictures",
        verbose_name=_("commission"),
    )
    role = models.CharField(_("what it shows"), max_length=16, choices=Role)
    png = models.BinaryField(_("picture"))
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("picture of a layout")
        verbose_name_plural = _("pictures of layouts")
        constraints = [
            models.CheckConstraint(
                condition=Q(workshop=None) ^ Q(commission=None), name="picture_has_one_owner"
            ),
            models.UniqueConstraint(
                fields=["workshop", "role"], name="one_picture_of_a_role_in_a_workshop"
            ),
            models.UniqueConstraint(
                fields=["commission", "role"], name="one_picture_of_a_role_in_a_commission"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id or self.commission_id} {self.role}"
