"""A workshop, its seats by group, and what was changed of it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from core.i18n import languages
from core.i18n.languages import in_reader_language
from core.model_fields import PlainInDatabase
from regions.models import Area, Commission, CommissionRole, Term
from workshops.models.roles import WorkshopRole
from workshops.states import COUNTED, PUBLIC, TAKING, Status


def check_zone(name: str) -> None:
    """Raises ValidationError for what is no time zone of the IANA database."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone, such as Africa/Addis_Ababa.") % {"name": name}
        )


FIRST_DAY, LAST_DAY = date(1947, 1, 1), date(2199, 12, 31)
"""Between them lie the days of workshops: the first commissions began in 1947; far ahead, calendars end."""
TAKEN = {"new"}
"""Codes that are addresses of the desk itself."""


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

    def run_by(self, user, *roles: str):
        """Those the person works on: by a role in the workshop or in its host commission."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        own = CommissionRole.objects.commissions_of(user, CommissionRole.Role.ORGANISER)
        scoped = WorkshopRole.objects.filter(user=user)
        if roles:
            scoped = scoped.filter(role__in=roles)
        return self.filter(Q(host__in=own) | Q(pk__in=scoped.values("workshop")))


class Workshop(models.Model):
    """One event of the project."""

    class Kind(models.TextChoices):
        """What kind of event."""

        SEMINAR = "regional_seminar", __("Regional seminar")
        TECHNICAL = "technical_workshop", __("Technical workshop")
        EXPERTS = "expert_group_meeting", __("Expert group meeting")
        NATIONAL = "national_workshop", __("National workshop")
        INTERREGIONAL = "interregional_meeting", __("Interregional meeting")
        WEBINAR = "webinar", __("Webinar")
        STUDY_VISIT = "study_visit", __("Study visit")

    class Form(models.TextChoices):
        """Where people take part."""

        IN_PERSON = "in_person", __("In person")
        ONLINE = "online", __("Online")
        HYBRID = "hybrid", __("In person and online")

    class Mode(models.TextChoices):
        """How people come in."""

        NOMINATION = "by_nomination", __("By nomination of governments")
        INVITATION = "by_invitation", __("By invitation")
        OPEN = "open", __("Open registration")

    code = models.SlugField(
        __("code"), max_length=40, unique=True, help_text=__("Stays in addresses: bangkok-2010.")
    )
    is_demonstration = models.BooleanField(
        __("example record"), default=False, help_text=__("Shown with a note that it is made up.")
    )
    kind = models.CharField(__("type"), max_length=24, choices=Kind, default=Kind.SEMINAR)
    host = models.ForeignKey(
        Commission,
        on_delete=models.PROTECT,
        related_name="workshops",
        verbose_name=__("host commission"),
    )
    co_hosts = models.ManyToManyField(
        Commission, blank=True, related_name="co_hosted", verbose_name=__("co-hosts")
    )
    titles = models.JSONField(__("title by language"))
    summaries = models.JSONField(__("summary by language"), default=dict, blank=True)
    terms = models.ManyToManyField(
        Term,
        blank=True,
        related_name="workshops",
        verbose_name=__("themes, objectives and targets"),
    )
    project = models.CharField(__("project"), max_length=160, blank=True)
    accomplishment = models.CharField(
        __("expected accomplishment served"),
        max_length=4,
        blank=True,
        choices=[("EA1", "EA1"), ("EA2", "EA2"), ("both", "EA1, EA2")],
    )
    funding_code = models.CharField(
        __("code of the donor or the Development Account"), max_length=60, blank=True
    )
    languages = models.CharField(
        __("languages of work"), max_length=40, default="en", help_text=__("Codes: en fr ar")
    )
    document_languages = models.CharField(__("languages of documents"), max_length=40, blank=True)
    interpretation_languages = models.CharField(
        __("languages of interpretation"),
        max_length=40,
        blank=True,
        help_text=__("Codes: en fr ar"),
    )
    form = models.CharField(__("form"), max_length=10, choices=Form, default=Form.IN_PERSON)
    city = models.CharField(__("city"), max_length=120, blank=True)
    country = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hosted_workshops",
        verbose_name=__("host country"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    venue = models.CharField(__("venue"), max_length=300, blank=True)
    platform = models.URLField(__("address of the platform"), blank=True)
    zone = PlainInDatabase(__("time zone"), max_length=60, default="UTC", validators=[check_zone])
    starts_on = models.DateField(__("first day"))
    ends_on = models.DateField(__("last day"))
    mode = models.CharField(
        __("registration"), max_length=16, choices=Mode, default=Mode.NOMINATION
    )
    accepts_at_once = models.BooleanField(
        __("accept at once while seats are free"),
        default=False,
        help_text=__("Otherwise every registration is reviewed."),
    )
    registration_opens_on = models.DateField(__("registration opens on"), null=True, blank=True)
    registration_closes_on = models.DateField(
        __("registration closes after"), null=True, blank=True
    )
    nomination_deadline = models.DateField(__("nomination deadline"), null=True, blank=True)
    travel_deadline = models.DateField(__("deadline for travel support"), null=True, blank=True)
    visa_deadline = models.DateField(__("deadline for visa letters"), null=True, blank=True)
    capacity = models.PositiveIntegerField(__("seats in all"), default=40)
    capacity_in_person = models.PositiveIntegerField(__("seats in person"), null=True, blank=True)
    capacity_online = models.PositiveIntegerField(__("seats online"), null=True, blank=True)
    country_quota = models.PositiveSmallIntegerField(
        __("seats for each country"), null=True, blank=True
    )
    reserve_size = models.PositiveSmallIntegerField(
        __("places on the waiting list"), null=True, blank=True, help_text=__("Empty: no limit.")
    )
    substitution_until = models.DateField(__("people may be replaced until"), null=True, blank=True)
    funded_per_country = models.PositiveSmallIntegerField(
        __("funded seats for each country"), default=1
    )
    women_target = models.PositiveSmallIntegerField(
        __("target share of women, per cent"), default=50, validators=[MaxValueValidator(100)]
    )
    offer_days = models.PositiveSmallIntegerField(
        __("days an offer stands"), default=5, validators=[MinValueValidator(1)]
    )
    completion_share = models.PositiveSmallIntegerField(
        __("share of minutes for completion, per cent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    signatory = models.CharField(__("signatory of certificates"), max_length=200, blank=True)
    second_signatory = models.CharField(__("second signatory"), max_length=200, blank=True)
    status = models.CharField(__("status"), max_length=20, choices=Status, default=Status.DRAFT)
    status_reason = models.TextField(__("reason"), blank=True)
    changed_at = models.DateTimeField(__("changed at"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(__("revision"), default=1, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = __("workshop")
        verbose_name_plural = __("workshops")
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
        values = {"code": self.code, "starts_on": self.starts_on, "ends_on": self.ends_on}
        for name, value in values.items():
            if value:
                try:
                    (check_code if name == "code" else check_day)(value)
                except ValidationError as problem:
                    wrong[name] = problem
        if wrong:
            raise ValidationError(wrong)

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
    def is_moving(self) -> bool:
        """Registrations may still change."""
        return self.status in TAKING


class GroupQuota(models.Model):
    """Seats for a group of stakeholders."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="group_quotas", verbose_name=__("workshop")
    )
    group = models.CharField(__("group"), max_length=24)
    seats = models.PositiveIntegerField(__("seats"))

    class Meta:
        verbose_name = __("seats of a group")
        verbose_name_plural = __("seats of groups")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "group"], name="one_quota_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.group}: {self.seats}"
