"""Focal points and the people they put forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.mail.addresses import AddressField
from core.model_fields import (
    GeneratedCharField,
    LanguageField,
    LineField,
    NameField,
    ParagraphsField,
)
from regions.models import Area
from workshops.models.people import Details
from workshops.models.secrets import new_secret
from workshops.models.workshops import Workshop
from workshops.states import NominationState

if TYPE_CHECKING:
    from datetime import date

FOCAL, NOMINEE = "workshops.focal", "workshops.nominee"


class FocalPoint(models.Model):
    """Who nominates for a country in a workshop; reached by a signed link, no account needed."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="focal_points", verbose_name=_("workshop")
    )
    country = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    name = NameField(_("name"), max_length=200)
    authority = LineField(_("nominating authority"), max_length=200, addresses=False)
    email = AddressField(_("e-mail"))
    mandate_from = models.DateField(_("mandate from"), null=True, blank=True)
    mandate_until = models.DateField(_("mandate until"), null=True, blank=True)
    language = LanguageField(
        _("language of correspondence"),
        default="en",
    )
    secret = GeneratedCharField(max_length=24, make=new_secret, editable=False)
    link_renewed_at = models.DateTimeField(
        _("link renewed at"), null=True, blank=True, editable=False
    )
    link_ended_at = models.DateTimeField(_("link ended at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "country", "email"], name="focal_point_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"

    def may_nominate_on(self, day) -> bool:
        """Whether the mandate holds on the day."""
        begun = self.mandate_from is None or self.mandate_from <= day
        return begun and (self.mandate_until is None or day <= self.mandate_until)

    def token(self) -> str:
        """What the link carries; a new secret ends the old links."""
        return signing.dumps([self.pk, self.secret], salt=FOCAL)

    def link(self) -> str:
        """The path of the personal link; what it leads to has the address `page_address`."""
        return reverse("workshops:nominate", args=[self.token()])

    def page_address(self) -> str:
        """The path of the page where they nominate, which opens with the proof in a cookie alone."""
        return reverse("workshops:nominate", args=[self.pk])

    @property
    def link_ends_on(self) -> date:
        """The last day of the link: that of the mandate, or some days after the workshop."""
        end = self.workshop.links_end_on
        return min(end, self.mandate_until) if self.mandate_until else end


class Nomination(Details):
    """A person whom a government puts forward."""

    class Capacity(models.TextChoices):
        """In which capacity."""

        HEAD = "head", _("Head of delegation")
        ALTERNATE = "alternate", _("Alternate")
        ADVISER = "adviser", _("Adviser")

    class Channel(models.TextChoices):
        """How it came."""

        PORTAL = "portal", _("Focal point on the portal")
        NOTE = "note_verbale", _("Note verbale")
        LETTER = "letter", _("Official letter")
        ORGANISATION = "org_letter", _("Letter of an organisation")
        DIRECT = "direct", _("Direct invitation")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="nominations", verbose_name=_("workshop")
    )
    focal_point = models.ForeignKey(
        FocalPoint,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="nominations",
        verbose_name=_("focal point"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=NominationState, default=NominationState.DRAFT
    )
    capacity = models.CharField(
        _("capacity"), max_length=10, choices=Capacity, default=Capacity.ADVISER
    )
    rank = models.PositiveSmallIntegerField(_("rank in the country's list"), default=1)
    is_reserve = models.BooleanField(_("reserve"), default=False)
    channel = models.CharField(_("channel"), max_length=14, choices=Channel, default=Channel.PORTAL)
    reference = LineField(_("number of the note"), max_length=80, blank=True)
    document_date = models.DateField(_("date of the note"), null=True, blank=True)
    endorsement = ParagraphsField(_("endorsement"), max_length=3000, blank=True)
    note_stored = models.CharField(max_length=200, blank=True, editable=False)
    note_filename = models.CharField(_("note verbale"), max_length=150, blank=True, editable=False)
    note_type = models.CharField(max_length=100, blank=True, editable=False)
    reason = ParagraphsField(_("reason"), blank=True)
    secret = GeneratedCharField(max_length=24, make=new_secret, editable=False)
    objected_at = models.DateTimeField(_("objected at"), null=True, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["workshop", "country", "is_reserve", "rank", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.country_id})"

    @property
    def nominated_by(self) -> str:
        """Who put the person forward: the authority of the focal point, else how the name came."""
        return self.focal_point.authority if self.focal_point else str(self.get_channel_display())

    def token(self) -> str:
        """What the link of the nominated person carries; a new secret ends the old links."""
        return signing.dumps([self.pk, self.secret], salt=NOMINEE)

    def link(self) -> str:
        """The path of the personal link; what it leads to has the address `page_address`."""
        return reverse("workshops:nominee", args=[self.token()])

    def page_address(self) -> str:
        """The path of the nominated person's page, which opens with the proof in a cookie alone."""
        return reverse("workshops:nominee", args=[self.pk])

    @property
    def link_ends_on(self) -> date:
        """The last day of the personal link."""
        return self.workshop.links_end_on
