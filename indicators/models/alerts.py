"""Who is told by mail when the figures of an indicator or of an area change."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.mail.addresses import AddressField
from core.model_fields import GeneratedCharField
from core.models import Letter
from indicators.models.releases import Indicator, Release
from regions.models import Area


def new_key() -> str:
    """A secret of 256 bits: who has it may confirm and end the subscription."""
    return secrets.token_urlsafe(32)


class Subscription(models.Model):
    """An address that wants to be told. Nothing is sent but one question until it is confirmed.

    The row goes when the person ends it; those never confirmed go after a week.
    """

    email = AddressField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("indicator")
    )
    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("area")
    )
    key = GeneratedCharField(_("key"), max_length=64, unique=True, make=new_key)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    newest_release = models.ForeignKey(
        Release,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("newest release it was told of"),
    )

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "indicator", "area"],
                name="subscription_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(indicator__isnull=False) | Q(area__isnull=False),
                name="subscription_is_to_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id or ''} {self.area_id or ''}"

    def get_absolute_url(self) -> str:
        """The page where it is confirmed or ended."""
        return reverse("indicators:subscription", args=[self.key])

    def one_click_path(self) -> str:
        """Where a mail program ends it without asking."""
        return reverse("indicators:unsubscribe", args=[self.key])


class AlertMail(Letter):
    """A letter to a subscriber: the question whether they want it, or what a release changed."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="mails", verbose_name=_("subscription")
    )
    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("release")
    )

    class Meta(Letter.Meta):
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [models.Index(fields=["state", "next_at"], name="alert_to_send")]

    def headers(self) -> dict[str, str]:
        """One click ends it, in the reader's mail program (RFC 2369, RFC 8058)."""
        address = settings.PORTAL_ADDRESS + self.subscription.one_click_path()
        return {
            "List-Unsubscribe": f"<{address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
