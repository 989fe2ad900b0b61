"""Attendance with its trail, certificates, and the mail that tells people."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import hooks
from core.model_fields import GeneratedCharField, LanguageField
from core.models import Letter
from workshops.models.nominations import FocalPoint
from workshops.models.programme import Session
from workshops.models.registrations import Registration
from workshops.models.workshops import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable

LINK_MARK = re.compile(r"\{(\w+):(\d+)\}")
"""Where a personal link of a higher app goes in a letter: the name it has in LETTER_LINKS, and a number."""


class Attendance(models.Model):
    """A person in a session."""

    class Kind(models.TextChoices):
        """How they attended."""

        PRESENT = "present", _("Present")
        LATE = "late", _("Late")
        LEFT_EARLY = "left_early", _("Left early")
        REMOTE = "remote", _("Online")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    class Method(models.TextChoices):
        """How it is known."""

        QR = "qr", _("QR code at the desk")
        SELF = "self_code", _("Code on the screen")
        SHEET = "signature_sheet", _("Signature sheet")
        LOG = "platform_log", _("Log of the platform")
        MANUAL = "manual", _("Entered by hand")

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="attendances",
        verbose_name=_("registration"),
    )
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="attendances", verbose_name=_("session")
    )
    kind = models.CharField(_("attendance"), max_length=12, choices=Kind, default=Kind.PRESENT)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    method = models.CharField(_("method"), max_length=16, choices=Method)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    key = models.CharField(_("key of the recording"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"], name="one_attendance_per_session"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="recording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.session_id} {self.kind}"


class AttendanceChange(models.Model):
    """What an attendance was before it was corrected."""

    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="changes", verbose_name=_("attendance")
    )
    kind = models.CharField(_("attendance"), max_length=12, choices=Attendance.Kind)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    method = models.CharField(_("method"), max_length=16, choices=Attendance.Method)
    at = models.DateTimeField(_("corrected at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("corrected by"),
    )

    class Meta:
        verbose_name = _("correction of an attendance")
        verbose_name_plural = _("corrections of attendances")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.attendance_id} was {self.kind}"


def new_serial() -> str:
    """A serial that cannot be guessed: `2M7K-QX4D-9RTB`."""
    letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    parts = ("".join(secrets.choice(letters) for _n in range(4)) for _m in range(3))
    return "-".join(parts)


class Certificate(models.Model):
    """A certificate as issued; a correction is a new one that points to the old."""

    class Kind(models.TextChoices):
        """What it certifies."""

        PARTICIPATION = "participation", _("Certificate of participation")
        COMPLETION = "completion", _("Certificate of completion")
        SPEAKER = "speaker", _("Certificate for speakers")
        ORGANISER = "organiser", _("Certificate for organisers")

    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("registration"),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    serial = GeneratedCharField(
        _("serial"), max_length=14, unique=True, make=new_serial, editable=False
    )
    printed_name = models.CharField(_("name as printed"), max_length=200)
    language = LanguageField(_("language"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    sessions = models.PositiveSmallIntegerField(_("sessions attended"), default=0)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("issued by"),
    )
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason of the revocation"), max_length=300, blank=True)
    stored = models.CharField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["registration", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(revoked_at=None),
                name="one_valid_certificate_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        """Where anybody checks it."""
        return reverse("workshops:verify_serial", args=[self.serial])


class Mail(Letter):
    """A letter to one person about a workshop."""

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

    class Meta(Letter.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [models.Index(fields=["state", "next_at"], name="mail_to_send")]

    def text_to_send(self, *, handed: bool = False) -> str:
        """With the personal links of higher apps, which are put in only as the letter leaves.

        A kept letter would otherwise let every reader of the outbox answer in the person's name. `handed`:
        by an organiser, with links behind which nothing stands that the person wrote before.
        """
        return self.body_with(
            lambda path_of, number: (
                settings.PORTAL_ADDRESS + path_of(number, self.registration_id, handed=handed)
            )
        )

    def body_with(self, link: Callable[[Callable[..., str], int], str]) -> str:
        """The text with what `link` makes of each mark, from the mark's function and its number."""
        link_makers = hooks.functions_by_name("LETTER_LINKS")

        def filled(mark: re.Match[str]) -> str:
            path_of = link_makers.get(mark[1])
            return link(path_of, int(mark[2])) if path_of else mark[0]

        return LINK_MARK.sub(filled, self.body)
