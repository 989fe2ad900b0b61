"""The evaluation of a workshop, its rounds, and who is asked in each."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as __

from core.model_fields import GeneratedCharField
from workshops.models.nominations import FocalPoint
from workshops.models.programme import Session
from workshops.models.registrations import Registration
from workshops.models.workshops import Workshop

LINK = "workshops.evaluation"
HANDED = "workshops.evaluation.handed"
"""What signs a link that others may see: the form behind it shows nothing that the person wrote before."""


class Survey(models.Model):
    """One evaluation: the series of rounds of one workshop, paired by one key."""

    workshop = models.OneToOneField(
        Workshop, on_delete=models.CASCADE, related_name="survey", verbose_name=__("workshop")
    )
    created_at = models.DateTimeField(__("created at"), default=timezone.now)
    unpaired_on = models.DateField(
        __("key destroyed on"), null=True, blank=True,
        help_text=__("From that day answers of one person can no longer be paired."),
    )  # fmt: skip
    invented = models.BooleanField(
        __("made up"), default=False, help_text=__("Example data; its pages say so.")
    )

    class Meta:
        verbose_name = __("evaluation")
        verbose_name_plural = __("evaluations")

    def __str__(self) -> str:
        return f"evaluation of {self.workshop_id}"


def new_room_code() -> str:
    """What the QR code on the screen carries; names no person."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _n in range(8))


class RoundQuerySet(models.QuerySet):
    """Reads that several places share."""

    def to_open(self, at):
        """Planned rounds whose time has come."""
        return self.filter(state=SurveyRound.State.PLANNED, opens_at__lte=at, closes_at__gt=at)


class SurveyRound(models.Model):
    """One time that people are asked. Opened and closed by beat."""

    class Kind(models.TextChoices):
        """Which round."""

        BASELINE = "R0", __("Baseline, with the registration")
        PULSE = "R1", __("Pulse after a session")
        END = "R2", __("End of the workshop")
        FOLLOW_UP = "R3", __("Follow-up after 6 months")
        INTERVIEW = "R4", __("Interview after 12 months")

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", __("Planned")
        OPEN = "open", __("Open")
        CLOSED = "closed", __("Closed")

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="rounds", verbose_name=__("evaluation")
    )
    kind = models.CharField(__("round"), max_length=2, choices=Kind)
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rounds",
        verbose_name=__("session"),
    )
    state = models.CharField(__("state"), max_length=8, choices=State, default=State.PLANNED)
    opens_at = models.DateTimeField(__("opens at"))
    closes_at = models.DateTimeField(__("closes at"))
    own_times = models.BooleanField(
        __("times set by hand"), default=False, help_text=__("Otherwise they follow the programme.")
    )
    room_code = GeneratedCharField(max_length=8, unique=True, make=new_room_code, editable=False)
    mixed_on = models.DateField(__("last mixed on"), null=True, blank=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = __("round of an evaluation")
        verbose_name_plural = __("rounds of evaluations")
        ordering = ["survey", "kind", "opens_at", "pk"]
        indexes = [models.Index(fields=["state", "opens_at"], name="rounds_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(kind="R1", session__isnull=False) | (~Q(kind="R1") & Q(session=None)), name="pulse_has_a_session"),
            models.UniqueConstraint(fields=["survey", "kind"], condition=Q(session=None), name="round_once"),
            models.UniqueConstraint(fields=["session"], name="pulse_once_per_session"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of {self.survey_id}"

    @property
    def title(self) -> str:
        """What pages call it."""
        return f"{self.get_kind_display()}: {self.session.title}" if self.session_id else self.get_kind_display()  # fmt: skip

    @property
    def is_open(self) -> bool:
        """People may answer now."""
        return self.state == self.State.OPEN and timezone.now() < self.closes_at


class Invitation(models.Model):
    """A registration that a round asks. Whether it answered is known here only once the round is closed.

    While a round is open nothing is written here when somebody answers: a change of this row would stand
    beside the answer in the database's own order. Who has answered is then worked out with the key.
    """

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="invitations", verbose_name=__("round")
    )
    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=__("registration"),
    )
    on_paper = models.BooleanField(__("handed in a paper form"), default=False)
    answered = models.BooleanField(__("answered"), null=True, editable=False)

    class Meta:
        verbose_name = __("invitation to answer")
        verbose_name_plural = __("invitations to answer")
        constraints = [
            models.UniqueConstraint(fields=["round", "registration"], name="asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} in {self.round_id}"

    def token(self, salt: str = LINK) -> str:
        """What the personal link carries; always the same, so that a draft kept under it is found again."""
        return signing.Signer(salt=salt).sign_object([self.round_id, self.registration_id])

    def link(self) -> str:
        """The path of the form, for the person alone."""
        return reverse("evaluations:evaluate", args=[self.token()])

    def handed_link(self) -> str:
        """The path for pages that others may come to see: of a follow-up, the form without the plan."""
        if self.round.kind != SurveyRound.Kind.FOLLOW_UP:
            return self.link()
        return reverse("evaluations:evaluate", args=[self.token(HANDED)])


class OutcomeInterview(models.Model):
    """The record at twelve months: what a focal point tells of changes. Not anonymous, and no survey."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="interviews", verbose_name=__("evaluation")
    )
    focal_point = models.ForeignKey(
        FocalPoint,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="interviews",
        verbose_name=__("focal point"),
    )
    country = models.ForeignKey(
        "regions.Area", on_delete=models.PROTECT, related_name="+", verbose_name=__("country")
    )
    held_on = models.DateField(__("held on"))
    told_by = models.CharField(__("told by"), max_length=200, help_text=__("Function, not name."))
    change = models.TextField(__("what changed"), blank=True)
    stage = models.PositiveSmallIntegerField(__("stage"), null=True, blank=True)
    changed_on = models.CharField(__("since when"), max_length=60, blank=True)
    document = models.CharField(__("document"), max_length=300, blank=True)
    contribution = models.PositiveSmallIntegerField(
        __("contribution of the workshop"), null=True, blank=True
    )
    other_causes = models.TextField(__("what else contributed"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("recorded by"),
    )
    recorded_at = models.DateTimeField(__("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = __("interview on outcomes")
        verbose_name_plural = __("interviews on outcomes")
        ordering = ["survey", "held_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(change="") | Q(stage__isnull=False), name="a_change_has_a_stage"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.country_id} {self.held_on}"
