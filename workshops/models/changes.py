"""Corrections of registrations: what a field was before, and a new address that is not confirmed yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from core.mail.addresses import AddressField
from core.model_fields import GeneratedCharField
from regions.models import Area
from workshops.models.answers import Question
from workshops.models.people import POLICY_ROLES
from workshops.models.registrations import Registration
from workshops.models.secrets import new_secret
from workshops.states import Actor

ADDRESS = "workshops.address"


def _field(name: str) -> Any:
    return Registration._meta.get_field(name)


class RegistrationChange(models.Model):
    """One field of a registration as it was and as it became; never edited, erased with the person."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="changes",
        verbose_name=_("registration"),
    )
    field = models.CharField(_("field"), max_length=30)
    question = models.ForeignKey(
        Question,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("question"),
    )
    old = models.TextField(_("before"), blank=True, help_text=_("The code of a choice."))
    new = models.TextField(_("after"), blank=True, help_text=_("The code of a choice."))
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.CharField(_("actor"), max_length=10, choices=Actor)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("correction of a registration")
        verbose_name_plural = _("corrections of registrations")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.field}"

    @property
    def label(self) -> str:
        """What was corrected, in the reader's language."""
        if self.question:
            return str(self.question)
        try:
            return str(capfirst(_field(self.field).verbose_name))
        except FieldDoesNotExist:
            return self.field

    @property
    def old_text(self) -> str:
        """What stood there, in words."""
        return self._in_words(self.old)

    @property
    def new_text(self) -> str:
        """What stands there since, in words."""
        return self._in_words(self.new)

    def _in_words(self, stored: str) -> str:
        if self.question:
            return self.question.in_words(stored)
        if self.field == "country":
            country = Area.objects.filter(code=stored).first()
            return country.name if country else stored
        if self.field == "participant_kind":
            kinds = {kind.code: kind for kind in self.registration.workshop.participant_kinds.all()}
            return str(kinds.get(stored, stored))
        if self.field == "policy_roles":
            return ", ".join(str(POLICY_ROLES.get(code, code)) for code in stored.split())
        if stored in ("True", "False"):
            return _gettext("Yes") if stored == "True" else _gettext("No")
        try:
            choices = dict(_field(self.field).flatchoices)
        except FieldDoesNotExist:
            choices = {}
        return str(choices.get(stored, stored))


class AddressChange(models.Model):
    """An address that was asked for and waits for the click of who reads its letters."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="address_change",
        verbose_name=_("registration"),
    )
    email = AddressField(_("new e-mail"))
    secret = GeneratedCharField(max_length=24, make=new_secret, editable=False, unique=True)
    at = models.DateTimeField(_("asked for at"), default=timezone.now)
    actor = models.CharField(_("actor"), max_length=10, choices=Actor)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("change of an address")
        verbose_name_plural = _("changes of addresses")

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.at:%Y-%m-%d}"

    def link(self) -> str:
        """The path under which the new address is confirmed; another one asked for later ends it."""
        token = signing.dumps([self.pk, self.secret], salt=ADDRESS)
        return reverse("workshops:confirm_address", args=[token])
