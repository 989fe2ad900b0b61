"""Letters about workshops: those written, their texts, those that go out by themselves, and codes."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core import hooks
from core.mail import placeholders
from core.mail.addresses import address_key
from core.model_fields import GeneratedCharField
from core.models import Letter
from regions.models import Commission
from workshops.models.nominations import FocalPoint, Nomination
from workshops.models.registrations import Draft, Registration
from workshops.models.speakers import Speaker
from workshops.models.workshops import Workshop

CONFIRMATION = "address"
"""The link by which a new address is confirmed: the only one that goes to an address that is not the person's yet."""


class Mail(Letter):
    """A letter to one person about a workshop.

    Its text is kept with `{link}`, `{code}` and the marks of LETTER_LINKS such as `{evaluation:5}`.
    They are filled as the letter leaves, always with what belongs to the person it goes to, so the
    table opens nobody's page and organisers never read a link.
    """

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="mails", verbose_name=_("workshop")
    )
    registration = models.ForeignKey(
        Registration,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mails",
        verbose_name=_("registration"),
    )
    focal_point = models.ForeignKey(
        FocalPoint,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mails",
        verbose_name=_("focal point"),
    )
    nomination = models.ForeignKey(
        Nomination,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mails",
        verbose_name=_("nomination"),
        help_text=_(
            "Whom a letter to a focal point is about, or who is written to; erased with the person."
        ),
    )
    draft = models.ForeignKey(
        Draft,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mails",
        verbose_name=_("registration begun"),
    )
    speaker = models.ForeignKey(
        Speaker,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mails",
        verbose_name=_("speaker"),
    )
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    state_before = models.CharField(
        _("state before the change"),
        max_length=24,
        blank=True,
        help_text=_("A change back to it before the letter leaves drops the letter."),
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("edited by"),
    )
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)

    class Meta(Letter.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [models.Index(fields=["state", "next_at"], name="mail_to_send")]

    @property
    def is_waiting(self) -> bool:
        """It has not left yet."""
        return self.state == self.State.QUEUED

    def text_to_send(self) -> str:
        """With the personal links and codes."""
        return placeholders.replace(self.body, self._personal)

    def text_for_organisers(self) -> str:
        """With a note in the place of each personal link and code."""

        def note(name: str) -> str | None:
            if name == "code":
                return _now("[the personal code]")
            is_link = name == "link" or name.partition(":")[0] in settings.LETTER_LINKS
            return _now("[the personal link]") if is_link else None

        return placeholders.replace(self.body, note)

    @property
    def goes_to_its_person(self) -> bool:
        """It goes to the address that the person has now; to any other it carries nothing that opens their page."""
        person = self._person()
        return person is None or address_key(self.to) == address_key(person.email)

    def _personal(self, name: str) -> str | None:
        if name == "link":
            return settings.PORTAL_ADDRESS + self._path()
        if name == "code" and self.registration_id:
            if not self.goes_to_its_person:
                return ""
            code = AccessCode.objects.filter(registration=self.registration_id).first()
            return code.digits() if code else ""
        mark, _colon, number = name.partition(":")
        path_of = hooks.functions_by_name("LETTER_LINKS").get(mark)
        if path_of is None or not number.isdecimal() or not self.registration_id:
            return None
        if mark != CONFIRMATION and not self.goes_to_its_person:
            return settings.PORTAL_ADDRESS + self.workshop.get_absolute_url()
        return settings.PORTAL_ADDRESS + path_of(int(number), self.registration_id)

    def _person(self) -> Draft | FocalPoint | Speaker | Registration | Nomination | None:
        people = (self.draft, self.focal_point, self.speaker, self.registration, self.nomination)
        return next((person for person in people if person is not None), None)

    def _path(self) -> str:
        person = self._person()
        if person is None or not self.goes_to_its_person:
            return self.workshop.get_absolute_url()
        return person.link()

    def headers(self) -> dict[str, str]:
        """Answers go to the contact of the workshop, where it has one."""
        contact = self.workshop.contact_email
        return {"Reply-To": contact} if contact else {}

    def attachments(self) -> list[tuple[str, bytes, str]]:
        """The files that its kind of letter goes with (setting LETTER_ATTACHMENTS)."""
        makers = hooks.functions_by_name("LETTER_ATTACHMENTS")
        return makers[self.kind](self) if self.kind in makers else []


class LetterText(models.Model):
    """The text of a kind of letter in a language, as a workshop or a commission writes it."""

    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="letter_texts",
        verbose_name=_("commission"),
    )
    workshop = models.ForeignKey(
        Workshop,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="letter_texts",
        verbose_name=_("workshop"),
    )
    name = models.CharField(_("kind of letter"), max_length=40)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), max_length=10_000)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        ordering = ["name", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "name", "language"],
                condition=Q(commission=None),
                name="one_text_per_workshop",
            ),
            models.UniqueConstraint(
                fields=["commission", "name", "language"],
                condition=Q(workshop=None),
                name="one_text_per_commission",
            ),
            models.CheckConstraint(
                condition=Q(commission=None, workshop__isnull=False)
                | Q(commission__isnull=False, workshop=None),
                name="letter_text_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class ScheduledLetter(models.Model):
    """A letter that goes out by itself once, some days before or after a day of the workshop."""

    class Kind(models.TextChoices):
        """What it is about, and to whom."""

        UNANSWERED = "remind_invited", _("Reminder to those invited who have not answered")
        UNCONFIRMED = "remind_unconfirmed", _("Reminder to those accepted who have not confirmed")
        PAPERS = "remind_papers", _("Reminder of missing papers")
        BEFORE = "before", _("Before the workshop, to those who come")
        AFTER = "after", _("After the workshop, to those who took part")

    DEFAULT_DAYS = {
        Kind.UNANSWERED: 14,
        Kind.UNCONFIRMED: 10,
        Kind.PAPERS: 7,
        Kind.BEFORE: 3,
        Kind.AFTER: 1,
    }

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="scheduled_letters",
        verbose_name=_("workshop"),
    )
    kind = models.CharField(_("kind of letter"), max_length=20, choices=Kind)
    days = models.PositiveSmallIntegerField(
        _("days"), help_text=_("Before the first day, or after the last.")
    )
    is_on = models.BooleanField(_("is sent"), default=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("scheduled letter")
        verbose_name_plural = _("scheduled letters")
        ordering = ["workshop", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "kind"], name="scheduled_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.kind}"

    @property
    def due_on(self):
        """The day on which it goes out."""
        if self.kind == self.Kind.AFTER:
            return self.workshop.ends_on + timedelta(days=self.days)
        return self.workshop.starts_on - timedelta(days=self.days)


def new_nonce() -> str:
    """What a code is worked out from, with the secret key."""
    return secrets.token_urlsafe(24)


class AccessCode(models.Model):
    """The code last sent to the address of a registration, which proves who reads its letters.

    The digits stand in no table: they are worked out from the nonce with SECRET_KEY.
    """

    VALID_FOR = timedelta(minutes=15)
    MOST_TRIES = 5
    DIGITS = 8

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="access_code",
        verbose_name=_("registration"),
    )
    nonce = GeneratedCharField(max_length=40, make=new_nonce, editable=False)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    sent_today = models.PositiveSmallIntegerField(_("sent in 24 hours"), default=1)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")

    def __str__(self) -> str:
        return f"code of {self.registration_id}"

    def digits(self) -> str:
        """The code."""
        key = f"workshops.access_code:{settings.SECRET_KEY}".encode()
        digest = hmac.digest(key, f"{self.registration_id}:{self.nonce}".encode(), "sha256")
        return str(int.from_bytes(digest[:8]) % 10**self.DIGITS).zfill(self.DIGITS)
