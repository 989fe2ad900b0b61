"""Attendance with its trail, and certificates."""

from __future__ import annotations

import secrets
import unicodedata

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import GeneratedCharField, LanguageField, LineField, NameField
from workshops.models.programme import Session
from workshops.models.registrations import Registration


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

        QR = "qr", _("Check-in at the door")
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
    minutes = models.PositiveIntegerField(_("minutes"))
    method = models.CharField(_("method"), max_length=16, choices=Method)
    came_at = models.DateTimeField(_("came at"), null=True, blank=True)
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


class AttendanceInterval(models.Model):
    """From when to when a person is known to have been there; of several the union counts."""

    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="intervals", verbose_name=_("attendance")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = _("interval of an attendance")
        verbose_name_plural = _("intervals of attendances")
        ordering = ["attendance", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="interval_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id}: {self.starts_at} – {self.ends_at}"


class ScanRefusal(models.Model):
    """A code read at the door that checked nobody in; the code itself is not stored."""

    class Reason(models.TextChoices):
        """Why nobody was checked in."""

        UNKNOWN = "unknown", _("Nobody here has this code")
        STATE = "state", _("The registration holds no seat")
        EARLY = "early", _("The session was of another day")
        ENDED = "ended", _("The session had ended")
        BREAK = "break", _("No attendance is taken in a break")
        CLOSED = "closed", _("Attendance is closed")
        UNREADABLE = "unreadable", _("Not a code")

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="scan_refusals", verbose_name=_("session")
    )
    code = models.CharField(_("end of the code"), max_length=4, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    scanned_at = models.DateTimeField(_("scanned at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    key = models.CharField(_("key of the recording"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("refused scan")
        verbose_name_plural = _("refused scans")
        ordering = ["-scanned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="refusal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} …{self.code}: {self.reason}"


class AttendanceChange(models.Model):
    """What an attendance was before it was corrected."""

    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="changes", verbose_name=_("attendance")
    )
    kind = models.CharField(_("attendance"), max_length=12, choices=Attendance.Kind)
    minutes = models.PositiveIntegerField(_("minutes"))
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


SERIAL_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_serial() -> str:
    """A serial that cannot be guessed: `2M7K-QX4D-9RTB`."""
    return _grouped("".join(secrets.choice(SERIAL_LETTERS) for _n in range(12)))


def serial_of(typed: str) -> str:
    """The serial that somebody typed, whatever its case, hyphens and spaces; "" where nothing of it can be one."""
    letters = unicodedata.normalize("NFKC", typed[:200]).upper()
    return _grouped("".join(letter for letter in letters if letter in SERIAL_LETTERS)[:13])


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


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
    printed_name = NameField(_("name as printed"), max_length=200)
    language = LanguageField(_("language"))
    hours = models.DecimalField(_("hours"), max_digits=8, decimal_places=1)
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
    revoked_reason = LineField(_("reason of the revocation"), max_length=300, blank=True)
    stored = models.CharField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    status_index = models.PositiveIntegerField(
        _("place in the status list"), null=True, unique=True, editable=False
    )
    credential = models.TextField(_("signed credential"), blank=True, editable=False)

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
