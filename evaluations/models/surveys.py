"""The evaluation of a workshop, its rounds, and who is asked in each."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.model_fields import GeneratedCharField, LineField, ParagraphsField
from workshops.models.nominations import FocalPoint
from workshops.models.programme import Session
from workshops.models.registrations import Registration
from workshops.models.workshops import Workshop
from workshops.states import TOLD

LINK = "workshops.evaluation"
HANDED = "workshops.evaluation.handed"
"""What signs a link that others may see: the form behind it shows nothing that the person wrote before."""
BADGE = "workshops.evaluation.badge"
"""What signs a link found by a badge, which others may have entered: it tells nothing of its owner at all."""


class Survey(models.Model):
    """One evaluation: the series of rounds of one workshop, paired by one key."""

    workshop = models.OneToOneField(
        Workshop, on_delete=models.CASCADE, related_name="survey", verbose_name=_("workshop")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    unpaired_on = models.DateField(
        _("key destroyed on"),
        null=True,
        blank=True,
        help_text=_("From that day answers of one person can no longer be paired."),
    )
    invented = models.BooleanField(
        _("made up"), default=False, help_text=_("Example data; its pages say so.")
    )

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")

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

    def public(self):
        """Rounds whose results everybody may read."""
        return self.filter(survey__workshop__status__in=TOLD).without_running_tests()

    def without_running_tests(self):
        """Leaves knowledge tests out while one of the evaluation can still be answered: results tell the right answers,
        which the test after the workshop asks once more."""
        tests = (SurveyRound.Kind.TEST_BEFORE, SurveyRound.Kind.TEST_AFTER)
        running = SurveyRound.objects.filter(kind__in=tests).exclude(state=SurveyRound.State.CLOSED)
        return self.exclude(kind__in=tests, survey__in=running.values("survey"))


class SurveyRound(models.Model):
    """One time that people are asked. Opened and closed by beat."""

    class Kind(models.TextChoices):
        """Which round."""

        BASELINE = "R0", _("Baseline, with the registration")
        PULSE = "R1", _("Pulse after a session")
        END = "R2", _("End of the workshop")
        FOLLOW_UP = "R3", _("Follow-up after 6 months")
        INTERVIEW = "R4", _("Interview after 12 months")
        YEAR = "R5", _("Follow-up after 12 months")
        TEST_BEFORE = "T0", _("Knowledge test before the workshop")
        TEST_AFTER = "T1", _("Knowledge test after the workshop")

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("evaluation")
    )
    kind = models.CharField(_("round"), max_length=2, choices=Kind)
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rounds",
        verbose_name=_("session"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    own_times = models.BooleanField(
        _("times set by hand"), default=False, help_text=_("Otherwise they follow the programme.")
    )
    is_short = models.BooleanField(
        _("short form"), default=False, help_text=_("Twelve questions instead of all.")
    )
    room_code = GeneratedCharField(max_length=8, unique=True, make=new_room_code, editable=False)
    asked = models.PositiveIntegerField(
        _("people asked"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Counted when the key was destroyed, with which the list of those asked went."),
    )
    shared_live = models.BooleanField(
        _("shares were shown in the room"), default=False, editable=False
    )
    mixed_on = models.DateField(_("last mixed on"), null=True, blank=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of an evaluation")
        verbose_name_plural = _("rounds of evaluations")
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
    def is_later(self) -> bool:
        """It asks months after the workshop, by personal link alone."""
        return self.kind in (self.Kind.FOLLOW_UP, self.Kind.YEAR)

    @property
    def is_test(self) -> bool:
        """It asks what people know; its questions have right answers."""
        return self.kind in (self.Kind.TEST_BEFORE, self.Kind.TEST_AFTER)

    @property
    def title(self) -> str:
        """What pages call it."""
        kind = self.get_kind_display()
        return f"{kind}: {self.session.title}" if self.session else kind

    def number_asked(self) -> int:
        """How many people it asks, or asked: counted from the invitations while there are any."""
        return self.invitations.count() if self.asked is None else self.asked

    def number_answered(self) -> int:
        """How many answers it has, those included that wait to be mixed with others."""
        return self.responses.count() + self.waiting.count()

    @property
    def is_open(self) -> bool:
        """People may answer now."""
        return self.state == self.State.OPEN and timezone.now() < self.closes_at


class Invitation(models.Model):
    """A registration that a round asks; deleted with the key of the series. Whether it answered is never written.

    A change of this row would stand beside the answer in the database's own order, and the rounds that somebody
    answered would be a pattern to join on. Who has answered is worked out with the key.
    """

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("round")
    )
    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("registration"),
    )
    on_paper = models.BooleanField(_("handed in a paper form"), default=False)

    class Meta:
        verbose_name = _("invitation to answer")
        verbose_name_plural = _("invitations to answer")
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
        Survey, on_delete=models.CASCADE, related_name="interviews", verbose_name=_("evaluation")
    )
    focal_point = models.ForeignKey(
        FocalPoint,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="interviews",
        verbose_name=_("focal point"),
    )
    country = models.ForeignKey(
        "regions.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    held_on = models.DateField(_("held on"))
    told_by = LineField(_("told by"), max_length=200, help_text=_("Function, not name."))
    change = ParagraphsField(_("what changed"), blank=True)
    stage = models.PositiveSmallIntegerField(_("stage"), null=True, blank=True)
    changed_on = models.CharField(_("since when"), max_length=60, blank=True)
    document = LineField(_("document"), max_length=300, blank=True)
    contribution = models.PositiveSmallIntegerField(
        _("contribution of the workshop"), null=True, blank=True
    )
    other_causes = ParagraphsField(_("what else contributed"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("interview on outcomes")
        verbose_name_plural = _("interviews on outcomes")
        ordering = ["survey", "held_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(change="") | Q(stage__isnull=False), name="a_change_has_a_stage"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.country_id} {self.held_on}"
