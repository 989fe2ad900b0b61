"""A workshop, its seats by group, and what was changed of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import languages
from core.i18n.languages import in_reader_language
from core.model_fields import LineField, ParagraphsField, PlainInDatabase, TextsField
from regions.models import Area, Commission, CommissionRole, Term
from workshops.models.roles import WorkshopRole
from workshops.states import CLOSED_REASONS, COUNTED, PUBLIC, TAKING, Status


@cache
def zone_names() -> frozenset[str]:
    """Names of the IANA database; they are looked for in its folders, so once for all forms."""
    return frozenset(available_timezones())


def check_zone(name: str) -> None:
    """Raises ValidationError for what is no time zone of the IANA database."""
    if name not in zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone, such as Africa/Addis_Ababa.") % {"name": name}
        )


FIRST_DAY, LAST_DAY = date(1947, 1, 1), date(2199, 12, 31)
"""Between them lie the days of workshops: the first commissions began in 1947; far ahead, calendars end."""
TAKEN = {"new", "search", "take-over"}
"""Codes that are addresses of the organisers' pages themselves."""


def check_code(code: str) -> None:
    """Raises ValidationError for a code of hyphens alone, or one that is an address already."""
    if not code.strip("-_") or code.lower() in TAKEN:
        raise ValidationError(
            _("“%(code)s” cannot be a code; take one such as bangkok-2010."), params={"code": code}
        )


def check_day(day: date) -> None:
    """Raises ValidationError for a day that no workshop can have."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(
            _("A workshop lies between %(first)s and %(last)s."),
            params={"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()},
        )


class WorkshopQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def public(self):
        """Announced or later."""
        return self.filter(status__in=PUBLIC)

    def hosted_by(self, code: str) -> WorkshopQuerySet:
        """Those of a commission, alone or with others; each once."""
        own = Q(host__area__code=code) | Q(co_hosts__area__code=code)
        return self.filter(pk__in=Workshop.objects.filter(own).values("pk"))

    def run_by(self, user, *roles: str):
        """Those the person works on: by a role in the workshop or in its host commission."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        own = CommissionRole.objects.commissions_of(user, CommissionRole.Role.ORGANISER)
        scoped = WorkshopRole.objects.current().filter(user=user)
        if roles:
            scoped = scoped.filter(role__in=roles)
        return self.filter(Q(host__in=own) | Q(pk__in=scoped.values("workshop")))


class Workshop(models.Model):
    """One event of the project."""

    class Kind(models.TextChoices):
        """What kind of event."""

        SEMINAR = "regional_seminar", gettext_lazy("Regional seminar")
        TECHNICAL = "technical_workshop", gettext_lazy("Technical workshop")
        EXPERTS = "expert_group_meeting", gettext_lazy("Expert group meeting")
        NATIONAL = "national_workshop", gettext_lazy("National workshop")
        INTERREGIONAL = "interregional_meeting", gettext_lazy("Interregional meeting")
        WEBINAR = "webinar", gettext_lazy("Webinar")
        STUDY_VISIT = "study_visit", gettext_lazy("Study visit")

    class Form(models.TextChoices):
        """Where people take part."""

        IN_PERSON = "in_person", gettext_lazy("In person")
        ONLINE = "online", gettext_lazy("Online")
        HYBRID = "hybrid", gettext_lazy("In person and online")

    class Mode(models.TextChoices):
        """How people come in."""

        NOMINATION = "by_nomination", gettext_lazy("By nomination of governments")
        INVITATION = "by_invitation", gettext_lazy("By invitation")
        OPEN = "open", gettext_lazy("Open registration")

    code = models.SlugField(
        gettext_lazy("code"),
        max_length=40,
        unique=True,
        help_text=gettext_lazy(
            "Stands in addresses: bangkok-2010. Addresses with an earlier code go on leading here."
        ),
    )
    is_demonstration = models.BooleanField(
        gettext_lazy("example record"),
        default=False,
        help_text=gettext_lazy("Shown with a note that it is made up."),
    )
    kind = models.CharField(gettext_lazy("type"), max_length=24, choices=Kind, default=Kind.SEMINAR)
    host = models.ForeignKey(
        Commission,
        on_delete=models.PROTECT,
        related_name="workshops",
        verbose_name=gettext_lazy("host commission"),
    )
    co_hosts = models.ManyToManyField(
        Commission, blank=True, related_name="co_hosted", verbose_name=gettext_lazy("co-hosts")
    )
    titles = TextsField(gettext_lazy("title by language"))
    summaries = TextsField(
        gettext_lazy("summary by language"), default=dict, blank=True, lines=False
    )
    terms = models.ManyToManyField(
        Term,
        blank=True,
        related_name="workshops",
        verbose_name=gettext_lazy("themes, objectives and targets"),
    )
    project = LineField(gettext_lazy("project"), max_length=160, blank=True)
    accomplishment = models.CharField(
        gettext_lazy("expected accomplishment served"),
        max_length=4,
        blank=True,
        choices=[("EA1", "EA1"), ("EA2", "EA2"), ("both", "EA1, EA2")],
    )
    funding_code = LineField(
        gettext_lazy("code of the donor or the Development Account"), max_length=60, blank=True
    )
    languages = models.CharField(
        gettext_lazy("languages of work"),
        max_length=40,
        default="en",
        help_text=gettext_lazy("Codes: en fr ar"),
    )
    document_languages = models.CharField(
        gettext_lazy("languages of documents"), max_length=40, blank=True
    )
    interpretation_languages = models.CharField(
        gettext_lazy("languages of interpretation"),
        max_length=40,
        blank=True,
        help_text=gettext_lazy("Codes: en fr ar"),
    )
    form = models.CharField(
        gettext_lazy("form"), max_length=10, choices=Form, default=Form.IN_PERSON
    )
    city = LineField(gettext_lazy("city"), max_length=120, blank=True)
    country = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hosted_workshops",
        verbose_name=gettext_lazy("host country"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    venue = LineField(gettext_lazy("venue"), max_length=300, blank=True)
    platform = models.URLField(gettext_lazy("address of the platform"), blank=True)
    zone = PlainInDatabase(
        gettext_lazy("time zone"), max_length=60, default="UTC", validators=[check_zone]
    )
    starts_on = models.DateField(gettext_lazy("first day"))
    ends_on = models.DateField(gettext_lazy("last day"))
    mode = models.CharField(
        gettext_lazy("registration"), max_length=16, choices=Mode, default=Mode.NOMINATION
    )
    accepts_at_once = models.BooleanField(
        gettext_lazy("accept at once while seats are free"),
        default=False,
        help_text=gettext_lazy("Otherwise every registration is reviewed."),
    )
    registration_opens_on = models.DateField(
        gettext_lazy("registration opens on"), null=True, blank=True
    )
    registration_closes_on = models.DateField(
        gettext_lazy("registration closes after"), null=True, blank=True
    )
    nomination_deadline = models.DateField(
        gettext_lazy("nomination deadline"), null=True, blank=True
    )
    travel_deadline = models.DateField(
        gettext_lazy("deadline for travel support"), null=True, blank=True
    )
    visa_deadline = models.DateField(
        gettext_lazy("deadline for visa letters"), null=True, blank=True
    )
    capacity = models.PositiveIntegerField(
        gettext_lazy("seats in all"), default=40, validators=[MinValueValidator(1)]
    )
    capacity_in_person = models.PositiveIntegerField(
        gettext_lazy("seats in person"), null=True, blank=True
    )
    capacity_online = models.PositiveIntegerField(
        gettext_lazy("seats online"), null=True, blank=True
    )
    country_quota = models.PositiveSmallIntegerField(
        gettext_lazy("seats for each country"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("Empty: no limit."),
    )
    reserve_size = models.PositiveSmallIntegerField(
        gettext_lazy("places on the waiting list"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty: no limit."),
    )
    substitution_until = models.DateField(
        gettext_lazy("people may be replaced until"), null=True, blank=True
    )
    edit_until = models.DateField(
        gettext_lazy("participants may change their data until"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty: until the first day."),
    )
    funded_per_country = models.PositiveSmallIntegerField(
        gettext_lazy("funded seats for each country"), default=1
    )
    women_target = models.PositiveSmallIntegerField(
        gettext_lazy("target share of women, per cent"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    offer_days = models.PositiveSmallIntegerField(
        gettext_lazy("days an offer stands"), default=5, validators=[MinValueValidator(1)]
    )
    completion_share = models.PositiveSmallIntegerField(
        gettext_lazy("share of minutes for completion, per cent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    contact_name = LineField(gettext_lazy("contact for participants"), max_length=200, blank=True)
    contact_email = models.EmailField(
        gettext_lazy("e-mail of the contact"),
        blank=True,
        help_text=gettext_lazy("Letters name it, and answers to them go there."),
    )
    signatory = LineField(gettext_lazy("signatory of certificates"), max_length=200, blank=True)
    second_signatory = LineField(gettext_lazy("second signatory"), max_length=200, blank=True)
    status = models.CharField(
        gettext_lazy("status"), max_length=20, choices=Status, default=Status.DRAFT
    )
    status_reason = ParagraphsField(gettext_lazy("reason"), blank=True)
    attendance_closed_at = models.DateTimeField(
        gettext_lazy("attendance closed at"), null=True, blank=True, editable=False
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    changed_at = models.DateTimeField(
        gettext_lazy("changed at"), default=timezone.now, editable=False
    )
    revision = models.PositiveIntegerField(gettext_lazy("revision"), default=1, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("workshop")
        verbose_name_plural = gettext_lazy("workshops")
        ordering = ["-starts_on", "code"]
        indexes = [models.Index(fields=["status", "starts_on"], name="workshop_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="workshop_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="workshop_has_seats"),
            models.CheckConstraint(condition=~Q(status__in=["postponed", "cancelled"]) | ~Q(status_reason=""), name="workshop_says_why_not"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or self.code

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("workshops:workshop", args=[self.code])

    def clean(self) -> None:
        """A code and days that pages, calendars and rounds can work with. Raises ValidationError."""
        wrong: dict[str, ValidationError] = {}
        values: dict[str, Any] = {
            "code": self.code,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }
        for name, value in values.items():
            if value:
                try:
                    (check_code if name == "code" else check_day)(value)
                except ValidationError as problem:
                    wrong[name] = problem
        if "code" not in wrong and WorkshopCode.objects.filter(code=self.code).exclude(
            workshop=self.pk
        ):
            wrong["code"] = ValidationError(
                _("Another workshop had this code, and its old addresses lead there. Take another.")
            )
        wrong |= self._wrong_limits()
        if wrong:
            raise ValidationError(wrong)

    def _wrong_limits(self) -> dict[str, ValidationError]:
        """Seats and days of registration that contradict each other."""
        wrong = {}
        in_person = (self.capacity_in_person or 0) if "in_person" in self.modes else 0
        online = (self.capacity_online or 0) if "online" in self.modes else 0
        if self.capacity and in_person + online > self.capacity:
            wrong["capacity"] = ValidationError(
                _(
                    "Seats in person (%(in_person)s) and online (%(online)s) are %(sum)s together,"
                    " more than all seats (%(all)s)."
                ),
                params={
                    "in_person": in_person,
                    "online": online,
                    "sum": in_person + online,
                    "all": self.capacity,
                },
            )
        for mode, name in (("in_person", "capacity_in_person"), ("online", "capacity_online")):
            if getattr(self, name) == 0 and mode in self.modes:
                wrong[name] = ValidationError(
                    _("With no seats nobody could take part this way. Choose another form instead.")
                )
        opens, closes = self.registration_opens_on, self.registration_closes_on
        if opens and closes and closes < opens:
            wrong["registration_closes_on"] = ValidationError(
                _("Registration would close before it opens.")
            )
        return wrong

    @property
    def title(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.titles)

    @property
    def summary(self) -> str:
        """Likewise."""
        return in_reader_language(self.summaries)

    @property
    def language_names(self) -> str:
        """Languages of work, in the reader's language."""
        return languages.named(self.languages)

    @property
    def interpretation_names(self) -> str:
        """Languages of interpretation, likewise."""
        return languages.named(self.interpretation_languages)

    @property
    def document_names(self) -> str:
        """Languages of documents, likewise."""
        return languages.named(self.document_languages)

    @property
    def tz(self) -> ZoneInfo:
        """The zone its times are told in."""
        return ZoneInfo(self.zone)

    @property
    def begins_at(self) -> datetime:
        """The first moment of the first day, where it takes place; offers and the waiting list end then."""
        return datetime.combine(self.starts_on, time.min, self.tz)

    @property
    def ends_at(self) -> datetime:
        """The last moment of the last day, where it takes place."""
        return datetime.combine(self.ends_on + timedelta(days=1), time.min, self.tz)

    @property
    def closed_reason(self) -> str:
        """Why people can answer nothing now; "" while they can."""
        return str(CLOSED_REASONS.get(self.status, ""))

    @property
    def links_end_on(self) -> date:
        """The last day of the personal links of its participants and focal points."""
        return self.ends_on + timedelta(days=settings.PERSONAL_LINK_DAYS)

    @property
    def is_public(self) -> bool:
        """Everybody may read its page."""
        return self.status in PUBLIC

    @property
    def counts(self) -> bool:
        """It took place, so it enters reports."""
        return self.status in COUNTED

    @property
    def modes(self) -> tuple[str, ...]:
        """How a person may take part."""
        return ("in_person", "online") if self.form == self.Form.HYBRID else (self.form,)

    @property
    def takes_registrations(self) -> bool:
        """People may register by themselves today."""
        closes = self.registration_closes_on or self.ends_on
        today = timezone.localdate(timezone=self.tz)
        opens = self.registration_opens_on or today
        return (
            self.mode == self.Mode.OPEN and self.status == Status.OPEN and opens <= today <= closes
        )

    @property
    def opens_later(self) -> bool:
        """Its registration is announced for a later day."""
        opens = self.registration_opens_on
        before = self.status in (Status.ANNOUNCED, Status.OPEN)
        return bool(before and opens and timezone.localdate(timezone=self.tz) < opens)

    @property
    def takes_nominations(self) -> bool:
        """Focal points may nominate today."""
        closes = self.nomination_deadline or self.starts_on
        today = timezone.localdate(timezone=self.tz)
        return self.mode == self.Mode.NOMINATION and self.status == Status.OPEN and today <= closes

    @property
    def takes_substitutes(self) -> bool:
        """A person who comes may still be replaced by another."""
        until = self.substitution_until or self.starts_on
        return self.is_moving and timezone.localdate(timezone=self.tz) <= until

    @property
    def corrections_until(self) -> date:
        """The last day on which participants may change their data."""
        return self.edit_until or self.starts_on

    @property
    def is_moving(self) -> bool:
        """Registrations may still change."""
        return self.status in TAKING


class ParticipantKind(models.Model):
    """A kind of participants that a workshop tells apart, such as delegates, experts and observers."""

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="participant_kinds",
        verbose_name=gettext_lazy("workshop"),
    )
    code = models.SlugField(
        gettext_lazy("code"),
        max_length=24,
        help_text=gettext_lazy("In lists and files; it is stored and never changes."),
    )
    names = TextsField(gettext_lazy("name by language"))
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=1)

    class Meta:
        verbose_name = gettext_lazy("kind of participants")
        verbose_name_plural = gettext_lazy("kinds of participants")
        ordering = ["workshop", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "code"], name="participant_kind_once")
        ]

    def __str__(self) -> str:
        return in_reader_language(self.names) or self.code


class WorkshopCode(models.Model):
    """A code that a workshop has or had; no other can take it, so that old addresses lead on."""

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="codes",
        verbose_name=gettext_lazy("workshop"),
    )
    code = models.SlugField(gettext_lazy("code"), max_length=40, unique=True)

    class Meta:
        verbose_name = gettext_lazy("code of a workshop")
        verbose_name_plural = gettext_lazy("codes of workshops")

    def __str__(self) -> str:
        return self.code


class GroupQuota(models.Model):
    """Seats for a group of stakeholders."""

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="group_quotas",
        verbose_name=gettext_lazy("workshop"),
    )
    group = models.CharField(gettext_lazy("group"), max_length=24)
    seats = models.PositiveIntegerField(gettext_lazy("seats"))

    class Meta:
        verbose_name = gettext_lazy("seats of a group")
        verbose_name_plural = gettext_lazy("seats of groups")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "group"], name="one_quota_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.group}: {self.seats}"
