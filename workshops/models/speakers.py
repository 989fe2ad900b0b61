"""Speakers, chairs and moderators of a workshop, as people, and what they do in its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n.languages import best_language, in_reader_language
from core.mail.addresses import AddressField
from core.model_fields import (
    GeneratedCharField,
    LanguageField,
    LineField,
    NameField,
    TextsField,
)
from workshops.models.programme import Session
from workshops.models.secrets import new_secret
from workshops.models.workshops import Workshop
from workshops.states import SpeakerState

if TYPE_CHECKING:
    from datetime import date

SPEAKER_LINK = "workshops.speaker"


class SpeakerQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def named(self) -> SpeakerQuerySet:
        """Those whom everybody may read of: who confirmed, and who may be named before they answer."""
        before = Q(named_before_answer=True, state__in=(SpeakerState.LISTED, SpeakerState.INVITED))
        return self.filter(before | Q(state=SpeakerState.CONFIRMED))


class Speaker(models.Model):
    """Somebody who speaks in a workshop or chairs; an organiser names them, and they answer by a link.

    Their name and organisation stand in the public programme; biography and photo only where they
    agreed. The address is for organisers alone.
    """

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="speakers", verbose_name=_("workshop")
    )
    name = NameField(_("name"), max_length=200)
    title = LineField(_("title or position"), max_length=160, blank=True, addresses=False)
    organisation = LineField(_("organisation"), max_length=200, blank=True, addresses=False)
    email = AddressField(
        _("e-mail"), blank=True, help_text=_("Never public. The letter that asks them goes there.")
    )
    language = LanguageField(_("language of correspondence"), default="en")
    biographies = TextsField(_("biography by language"), default=dict, blank=True, lines=False)
    photo = models.CharField(_("photo"), max_length=200, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=SpeakerState, default=SpeakerState.LISTED
    )
    named_before_answer = models.BooleanField(
        _("named in the public programme before they have answered"), default=True
    )
    shows_biography = models.BooleanField(_("biography is public"), default=False)
    shows_photo = models.BooleanField(_("photo is public"), default=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    secret = GeneratedCharField(max_length=24, make=new_secret, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["workshop", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SpeakerState.CONFIRMED)
                | Q(shows_biography=False, shows_photo=False),
                name="speaker_shows_once_confirmed",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("workshops:speaker", args=[self.workshop.code, self.pk])

    @property
    def line(self) -> str:
        """As a programme names them: name and organisation."""
        return f"{self.name}, {self.organisation}" if self.organisation else self.name

    @property
    def is_named(self) -> bool:
        """Everybody may read the name."""
        before = self.state in (SpeakerState.LISTED, SpeakerState.INVITED)
        return self.state == SpeakerState.CONFIRMED or (before and self.named_before_answer)

    @property
    def biography(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.biographies)

    @property
    def biography_language(self) -> str:
        """The language of the text in `biography`."""
        return best_language(code for code, text in self.biographies.items() if text) or ""

    @property
    def has_public_photo(self) -> bool:
        """There is one, and the person agreed."""
        return bool(self.photo) and self.shows_photo

    @property
    def has_page(self) -> bool:
        """There is more to read than the name, and the person agreed to it."""
        return self.has_public_photo or (self.shows_biography and bool(self.biography))

    def token(self) -> str:
        """What the link carries; a new secret ends the old links."""
        return signing.dumps([self.pk, self.secret], salt=SPEAKER_LINK)

    def link(self) -> str:
        """The path of the personal link; what it leads to has the address `page_address`."""
        return reverse("workshops:own_speaker", args=[self.token()])

    def page_address(self) -> str:
        """The path of the person's own page, which opens with the proof in a cookie alone."""
        return reverse("workshops:own_speaker", args=[self.pk])

    @property
    def link_ends_on(self) -> date:
        """The last day of the personal link."""
        return self.workshop.links_end_on


class SessionRole(models.Model):
    """What a speaker does in a session."""

    class Role(models.TextChoices):
        """The part that they have."""

        SPEAKER = "speaker", _("Speaker")
        CHAIR = "chair", _("Chair")
        MODERATOR = "moderator", _("Moderator")

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="roles", verbose_name=_("session")
    )
    speaker = models.ForeignKey(
        Speaker, on_delete=models.CASCADE, related_name="roles", verbose_name=_("speaker")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in sessions")
        # Chairs, moderators, speakers: the alphabet of their codes.
        ordering = ["session", "role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker", "role"], name="role_once_in_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.role} {self.speaker_id}"
