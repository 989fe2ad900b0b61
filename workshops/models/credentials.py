"""Keys that sign certificates as verifiable credentials, and packs of certificates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.workshops import Workshop


class SigningKey(models.Model):
    """A key (Ed25519) of the portal; the public part stays published after another took its place."""

    kid = models.CharField(_("name of the key"), max_length=43, unique=True)
    public = models.CharField(_("public part, base64url"), max_length=43, unique=True)
    sealed = models.BinaryField(_("private part, sealed"), blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["retired_at"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="one_signing_key_in_use",
            )
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def jwk(self) -> dict[str, str]:
        """The public part as a JSON Web Key (RFC 8037)."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": self.public,
            "kid": self.kid,
            "alg": "EdDSA",
            "use": "sig",
        }


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
