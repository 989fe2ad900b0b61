"""Registrations and every change of their state."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core import signing
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import search_keys
from core.mail.addresses import AddressField
from core.model_fields import GeneratedCharField, LanguageField, LineField, ParagraphsField
from workshops.models.nominations import Nomination
from workshops.models.people import NOT_COUNTED, Details, group_of
from workshops.models.secrets import new_secret
from workshops.models.workshops import Workshop
from workshops.states import (
    BEFORE_ANSWER,
    COMING,
    OPEN,
    SEATED,
    Actor,
    RegistrationState,
    label_for_person,
)

if TYPE_CHECKING:
    from datetime import date

LINK = "workshops.registration"


def new_code() -> str:
    """Ten characters that cannot be guessed or mistaken when read aloud."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _n in range(10))


class RegistrationQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def matching(self, text: str):
        """Those whose names, organisation and address hold every word, however it is typed."""
        return self.filter(search_keys.matching("search_key", text))

    def seated(self):
        """Those that hold a seat, by their state or while one is held for them."""
        return self.filter(Q(state__in=SEATED) | Q(holds_seat=True))

    def coming(self):
        """Accepted or later."""
        return self.filter(state__in=COMING)

    def listed_for(self, *audience: str, on):
        """Those who come and agreed to be named to the audience, while that holds."""
        queryset = self.coming().filter(erased_at=None, listed__in=audience)
        return queryset.filter(Q(listed_until=None) | Q(listed_until__gte=on))

    def counted(self):
        """Without staff and interpreters."""
        return self.exclude(stakeholder__in=NOT_COUNTED)


class Registration(Details):
    """A person in a workshop."""

    class Listed(models.TextChoices):
        """Who may see the name in the list of participants."""

        NOBODY = "nobody", _("Nobody")
        PARTICIPANTS = "participants", _("The other participants")
        PUBLIC = "public", _("Everybody")

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=_("workshop"),
    )
    nomination = models.OneToOneField(
        Nomination,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registration",
        verbose_name=_("nomination"),
    )
    state = models.CharField(
        _("state"), max_length=24, choices=RegistrationState, default=RegistrationState.SUBMITTED
    )
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    holds_seat = models.BooleanField(
        _("a seat is held"),
        default=False,
        editable=False,
        help_text=_(
            "Until the person answers, or until the one who takes their place is decided on."
        ),
    )
    mode = models.CharField(
        _("takes part"),
        max_length=10,
        choices=[("in_person", _("In person")), ("online", _("Online"))],
        default="in_person",
    )
    participant_kind = models.CharField(
        _("kind of participant"),
        max_length=24,
        blank=True,
        help_text=_("The code of one of the kinds that the workshop tells apart."),
    )
    interpretation = LanguageField(
        _("language of interpretation"),
        blank=True,
    )
    first_time = models.BooleanField(
        _("first United Nations workshop on migration"), null=True, blank=True
    )
    access_needs = LineField(_("accessibility needs"), max_length=300, blank=True)
    emergency_contact = LineField(
        _("emergency contact"),
        max_length=300,
        blank=True,
        help_text=_("Name and phone. Deleted 30 days after the workshop."),
    )
    diet = LineField(_("dietary needs"), max_length=200, blank=True)
    consent_processing = models.DateTimeField(_("consent to processing"), null=True, blank=True)
    notice_version = models.CharField(
        _("version of the privacy notice that was agreed to"),
        max_length=20,
        blank=True,
        editable=False,
    )
    listed = models.CharField(
        _("name in the list of participants"), max_length=12, choices=Listed, default=Listed.NOBODY
    )
    listed_until = models.DateField(
        _("name is listed until"), null=True, blank=True, editable=False
    )
    consent_photos = models.BooleanField(_("may be photographed"), default=False)
    consent_contact = models.BooleanField(_("may be asked again after 6 months"), default=False)
    code = GeneratedCharField(_("code"), max_length=12, unique=True, make=new_code, editable=False)
    secret = GeneratedCharField(max_length=24, make=new_secret, editable=False)
    link_until = models.DateField(
        _("link works until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("For a link that was asked for after links of the workshop ended."),
    )
    queued_at = models.DateTimeField(
        _("on the waiting list since"), null=True, blank=True, editable=False
    )
    offered_until = models.DateTimeField(
        _("offer stands until"), null=True, blank=True, editable=False
    )
    answer_until = models.DateField(
        _("to be completed until"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    search_key = search_keys.key_column("given", "family", "printed_name", "organisation", "email")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["workshop", "family", "given", "pk"]
        indexes = [
            models.Index(fields=["workshop", "state"], name="registration_by_state"),
            GinIndex(
                fields=["search_key"], opclasses=["gin_trgm_ops"], name="registration_by_words"
            ),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), "workshop", condition=Q(state__in=OPEN), name="one_open_registration_per_address"),
            models.CheckConstraint(condition=~Q(state=RegistrationState.OFFERED) | Q(offered_until__isnull=False), name="offer_has_an_end"),
            models.CheckConstraint(condition=Q(holds_seat=False) | Q(state__in=[*BEFORE_ANSWER, RegistrationState.SUBSTITUTED]), name="seat_is_held_before_an_answer"),
            models.CheckConstraint(condition=~Q(state=RegistrationState.WAITLISTED) | Q(queued_at__isnull=False), name="waiting_has_a_beginning"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or self.code

    def token(self) -> str:
        """What the person's link carries."""
        return signing.dumps([self.pk, self.secret], salt=LINK)

    def link(self) -> str:
        """The path of the personal link; what it leads to has the address `page_address`."""
        return reverse("workshops:own_registration", args=[self.token()])

    def page_address(self) -> str:
        """The path of the person's own page, which opens with the proof in a cookie alone."""
        return reverse("workshops:own_registration", args=[self.pk])

    @property
    def link_ends_on(self) -> date:
        """The last day of the personal link."""
        end = self.workshop.links_end_on
        return max(end, self.link_until) if self.link_until else end

    @property
    def state_for_person(self) -> str:
        """The state as the person reads it of themselves."""
        return label_for_person(self.state)

    @property
    def participant_kind_name(self) -> str:
        """The kind in the reader's language; "" where the workshop has none."""
        if not self.participant_kind:
            return ""
        kinds = {kind.code: str(kind) for kind in self.workshop.participant_kinds.all()}
        return kinds.get(self.participant_kind, self.participant_kind)

    @property
    def group(self) -> str:
        """The stakeholder group that quotas count."""
        return group_of(self.stakeholder)

    @property
    def has_seat(self) -> bool:
        """It holds one, by its state or while one is held for the person."""
        return self.holds_seat or self.state in SEATED

    @property
    def takes_a_seat(self) -> bool:
        """Staff and interpreters do not."""
        return self.stakeholder not in NOT_COUNTED


class StatusChange(models.Model):
    """One change of the state of a registration; never edited."""

    class Cause(models.TextChoices):
        """Why a person does not come, or is not accepted."""

        VISA = "visa", _("Visa")
        WORK = "work", _("Duties at work")
        ILLNESS = "illness", _("Illness")
        BUDGET = "budget", _("Budget")
        SECURITY = "security", _("Security")
        OTHER = "other", _("Other")

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="status_changes",
        verbose_name=_("registration"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    old = models.CharField(_("from"), max_length=24, blank=True, choices=RegistrationState)
    new = models.CharField(_("to"), max_length=24, choices=RegistrationState)
    actor = models.CharField(_("actor"), max_length=10, choices=Actor)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)
    reason = ParagraphsField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("move of a registration")
        verbose_name_plural = _("moves of registrations")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.old} → {self.new}"

    @property
    def new_for_person(self) -> str:
        """The new state as the person reads it of themselves."""
        return label_for_person(self.new)


class Draft(models.Model):
    """A registration begun and not sent: kept as written, found again by a link of its own."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("workshop")
    )
    registration = models.OneToOneField(
        Registration,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="draft",
        verbose_name=_("registration"),
    )
    email = AddressField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, default="en")
    written = models.JSONField(_("as written"), default=dict)
    secret = GeneratedCharField(max_length=24, make=new_secret, editable=False, unique=True)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("registration begun")
        verbose_name_plural = _("registrations begun")
        constraints = [
            models.UniqueConstraint(Lower("email"), "workshop", name="one_draft_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.saved_at:%Y-%m-%d}"

    def link(self) -> str:
        """The path under which the person goes on."""
        if self.registration:
            return self.registration.link()
        return reverse("workshops:resume", args=[self.workshop.code, self.secret])

    def page_address(self) -> str:
        """The path of the form, which opens with the proof in a cookie alone."""
        return reverse("workshops:resume", args=[self.workshop.code, str(self.pk)])
