"""People as registered for a workshop, nominations, registrations and every move they made."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as __

from migration_portal.core import languages
from regions.models import Area
from workshops.models.workshops import Workshop
from workshops.states import COMING, OPEN, SEATED, Actor, Nom, Reg, Travel

LINK = "workshops.registration"
FOCAL = "workshops.focal"


class Stakeholder(models.TextChoices):
    """Whom a person speaks for."""

    INTERIOR = "gov_interior", __("Government: migration and interior")
    LABOUR = "gov_labour", __("Government: labour and employment")
    FOREIGN = "gov_foreign", __("Government: foreign affairs and diaspora")
    PLANNING = "gov_planning", __("Government: planning, finance, development")
    STATISTICS = "gov_statistics", __("National statistical office")
    BANK = "gov_bank", __("Central bank")
    SOCIAL = "gov_social", __("Government: social affairs and women")
    MINISTRY = "gov_other", __("Other ministry")
    SUBNATIONAL = "gov_local", __("Sub-national government")
    PARLIAMENT = "parliament", __("Parliament")
    NHRI = "nhri", __("Judiciary, ombudsperson, human rights institution")
    REGIONAL = "regional", __("Regional organisation")
    UN = "un", __("United Nations entity")
    IGO = "igo", __("Other intergovernmental organisation")
    ACADEMIA = "academia", __("Academia and research")
    CIVIL = "civil", __("Civil society and migrant associations")
    EMPLOYERS = "employers", __("Employers")
    UNIONS = "unions", __("Trade unions")
    PRIVATE = "private", __("Private sector and money transfer")
    MEDIA = "media", __("Media")
    DONOR = "donor", __("Donor")
    SPEAKER = "speaker", __("Resource person or speaker")
    STAFF = "staff", __("Organising staff")
    SUPPORT = "support", __("Interpreter or support")


def group_of(stakeholder: str) -> str:
    """`government` for its nine kinds, else the kind itself."""
    return "government" if stakeholder.startswith("gov_") else stakeholder


NOT_COUNTED = (Stakeholder.STAFF, Stakeholder.SUPPORT)
"""Left out of reach and of evaluation denominators; they take no seat."""


class Details(models.Model):
    """What a nomination and a registration both say of a person."""

    class Gender(models.TextChoices):
        """As the person says; never inferred."""

        WOMAN = "woman", __("Woman")
        MAN = "man", __("Man")
        OTHER = "other", __("Non-binary or other")
        UNSAID = "unsaid", __("I prefer not to say")

    class Seniority(models.TextChoices):
        """Level of the post."""

        MINISTER = "minister", __("Minister or deputy")
        GENERAL = "director_general", __("Director-general")
        DIRECTOR = "director", __("Director or head")
        SENIOR = "senior", __("Senior officer")
        OFFICER = "officer", __("Officer or analyst")
        OTHER = "other", __("Other")

    title = models.CharField(__("title"), max_length=60, blank=True)
    given = models.CharField(__("given names"), max_length=120)
    family = models.CharField(__("family name"), max_length=120)
    printed_name = models.CharField(
        __("name as it should be printed"),
        max_length=200,
        blank=True,
        help_text=__("On badge and certificate, in any script."),
    )
    gender = models.CharField(__("gender"), max_length=8, choices=Gender, default=Gender.UNSAID)
    country = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=__("country represented"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    stakeholder = models.CharField(__("stakeholder type"), max_length=16, choices=Stakeholder)
    organisation = models.CharField(__("ministry or organisation"), max_length=200)
    position = models.CharField(__("position"), max_length=160, blank=True)
    seniority = models.CharField(
        __("seniority"), max_length=20, choices=Seniority, default=Seniority.OTHER
    )
    email = models.EmailField(__("e-mail"))
    phone = models.CharField(__("phone"), max_length=40, blank=True)
    language = models.CharField(
        __("language of correspondence"),
        max_length=2,
        choices=list(languages.NAMES.items()),
        default="en",
    )

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """Given and family name in Latin letters, as entered."""
        return f"{self.given} {self.family}".strip()

    @property
    def badge_name(self) -> str:
        """The name as the person wants it printed."""
        return self.printed_name or self.name


class FocalPoint(models.Model):
    """Who nominates for a country in a workshop; reached by a signed link, no account needed."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="focal_points", verbose_name=__("workshop")
    )
    country = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=__("country"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    name = models.CharField(__("name"), max_length=200)
    authority = models.CharField(__("nominating authority"), max_length=200)
    email = models.EmailField(__("e-mail"))
    language = models.CharField(
        __("language of correspondence"),
        max_length=2,
        choices=list(languages.NAMES.items()),
        default="en",
    )

    class Meta:
        verbose_name = __("focal point")
        verbose_name_plural = __("focal points")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "country", "email"], name="focal_point_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"

    def token(self) -> str:
        """What the link carries; it ends with the workshop and with a change of the address."""
        return signing.dumps([self.pk, self.email], salt=FOCAL)

    def link(self) -> str:
        """The path of the page where they nominate."""
        return reverse("workshops:nominate", args=[self.token()])


class Nomination(Details):
    """A person whom a government puts forward."""

    class Capacity(models.TextChoices):
        """In which capacity."""

        HEAD = "head", __("Head of delegation")
        ALTERNATE = "alternate", __("Alternate")
        ADVISER = "adviser", __("Adviser")

    class Channel(models.TextChoices):
        """How it came."""

        PORTAL = "portal", __("Focal point on the portal")
        NOTE = "note_verbale", __("Note verbale")
        LETTER = "letter", __("Official letter")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="nominations", verbose_name=__("workshop")
    )
    focal_point = models.ForeignKey(
        FocalPoint,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="nominations",
        verbose_name=__("focal point"),
    )
    state = models.CharField(__("state"), max_length=12, choices=Nom, default=Nom.DRAFT)
    capacity = models.CharField(
        __("capacity"), max_length=10, choices=Capacity, default=Capacity.ADVISER
    )
    rank = models.PositiveSmallIntegerField(__("rank in the country's list"), default=1)
    is_reserve = models.BooleanField(__("reserve"), default=False)
    channel = models.CharField(
        __("channel"), max_length=14, choices=Channel, default=Channel.PORTAL
    )
    reference = models.CharField(__("number of the note"), max_length=80, blank=True)
    note_stored = models.CharField(max_length=200, blank=True, editable=False)
    note_filename = models.CharField(__("note verbale"), max_length=150, blank=True, editable=False)
    note_type = models.CharField(max_length=100, blank=True, editable=False)
    reason = models.TextField(__("reason"), blank=True)
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        verbose_name=__("replaces"),
    )
    created_at = models.DateTimeField(__("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(__("changed at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = __("nomination")
        verbose_name_plural = __("nominations")
        ordering = ["workshop", "country", "is_reserve", "rank", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.country_id})"


def new_code() -> str:
    """Ten characters that cannot be guessed or mistaken when read aloud."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _n in range(10))


def new_secret() -> str:
    """Signed into links; a new one ends the old links."""
    return secrets.token_urlsafe(12)


class RegistrationQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def seated(self):
        """Those that hold a seat."""
        return self.filter(state__in=SEATED)

    def coming(self):
        """Accepted or later."""
        return self.filter(state__in=COMING)

    def counted(self):
        """Without staff and interpreters."""
        return self.exclude(stakeholder__in=NOT_COUNTED)


class Registration(Details):
    """A person in a workshop."""

    class Listed(models.TextChoices):
        """Who may see the name in the list of participants."""

        NOBODY = "nobody", __("Nobody")
        PARTICIPANTS = "participants", __("The other participants")
        PUBLIC = "public", __("Everybody")

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=__("workshop"),
    )
    nomination = models.OneToOneField(
        Nomination,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registration",
        verbose_name=__("nomination"),
    )
    state = models.CharField(__("state"), max_length=24, choices=Reg, default=Reg.SUBMITTED)
    mode = models.CharField(
        __("takes part"),
        max_length=10,
        choices=[("in_person", __("In person")), ("online", __("Online"))],
        default="in_person",
    )
    interpretation = models.CharField(
        __("language of interpretation"),
        max_length=2,
        blank=True,
        choices=list(languages.NAMES.items()),
    )
    first_time = models.BooleanField(
        __("first United Nations workshop on migration"), null=True, blank=True
    )
    access_needs = models.CharField(__("accessibility needs"), max_length=300, blank=True)
    diet = models.CharField(__("dietary needs"), max_length=200, blank=True)
    consent_processing = models.DateTimeField(__("consent to processing"), null=True, blank=True)
    listed = models.CharField(
        __("name in the list of participants"), max_length=12, choices=Listed, default=Listed.NOBODY
    )
    consent_photos = models.BooleanField(__("may be photographed"), default=False)
    consent_contact = models.BooleanField(
        __("may be asked again after 6 and 12 months"), default=False
    )
    code = models.CharField(
        __("code"), max_length=12, unique=True, default=new_code, editable=False
    )
    secret = models.CharField(max_length=24, default=new_secret, editable=False)
    queued_at = models.DateTimeField(
        __("on the waiting list since"), null=True, blank=True, editable=False
    )
    offered_until = models.DateTimeField(
        __("offer stands until"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(__("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(__("changed at"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(__("erased at"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = __("registration")
        verbose_name_plural = __("registrations")
        ordering = ["workshop", "family", "given", "pk"]
        indexes = [models.Index(fields=["workshop", "state"], name="registration_by_state")]
        constraints = [
            models.UniqueConstraint(models.functions.Lower("email"), "workshop", condition=Q(state__in=OPEN), name="one_open_registration_per_address"),
            models.CheckConstraint(condition=~Q(state=Reg.OFFERED) | Q(offered_until__isnull=False), name="offer_has_an_end"),
            models.CheckConstraint(condition=~Q(state=Reg.WAITLISTED) | Q(queued_at__isnull=False), name="waiting_has_a_beginning"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or self.code

    def token(self) -> str:
        """What the person's link carries."""
        return signing.dumps([self.pk, self.secret], salt=LINK)

    def link(self) -> str:
        """The path of the person's own page."""
        return reverse("workshops:mine", args=[self.token()])

    @property
    def group(self) -> str:
        """The stakeholder group that quotas count."""
        return group_of(self.stakeholder)

    @property
    def takes_a_seat(self) -> bool:
        """Staff and interpreters do not."""
        return self.stakeholder not in NOT_COUNTED


class Move(models.Model):
    """One move of a registration; never changed."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="moves",
        verbose_name=__("registration"),
    )
    at = models.DateTimeField(__("at"), default=timezone.now)
    old = models.CharField(__("from"), max_length=24, blank=True, choices=Reg)
    new = models.CharField(__("to"), max_length=24, choices=Reg)
    actor = models.CharField(__("actor"), max_length=10, choices=Actor)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("by"),
    )
    reason = models.TextField(__("reason"), blank=True)

    class Meta:
        verbose_name = __("move of a registration")
        verbose_name_plural = __("moves of registrations")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.old} → {self.new}"


class Question(models.Model):
    """An extra question of a workshop."""

    class Kind(models.TextChoices):
        """What the answer is."""

        TEXT = "text", __("Text")
        CHOICE = "choice", __("Choice")
        YES_NO = "yes_no", __("Yes or no")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="questions", verbose_name=__("workshop")
    )
    position = models.PositiveSmallIntegerField(__("position"), default=1)
    kind = models.CharField(__("kind"), max_length=8, choices=Kind)
    texts = models.JSONField(__("wording by language"))
    options = models.JSONField(__("options by code and language"), default=dict, blank=True)
    required = models.BooleanField(__("required"), default=False)
    personal = models.BooleanField(
        __("personal"), default=True, help_text=__("Erased with the other personal data.")
    )
    shown_if = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=__("shown if"),
    )
    shown_value = models.CharField(__("has the answer"), max_length=60, blank=True)

    class Meta:
        verbose_name = __("question")
        verbose_name_plural = __("questions")
        ordering = ["workshop", "position", "pk"]

    def __str__(self) -> str:
        return languages.in_reader_language(self.texts)


class Answer(models.Model):
    """The answer of a person to an extra question; the code of an option, never its label."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=__("registration"),
    )
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="answers", verbose_name=__("question")
    )
    value = models.TextField(__("answer"), blank=True)

    class Meta:
        verbose_name = __("answer")
        verbose_name_plural = __("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], name="one_answer_per_question"
            )
        ]

    def __str__(self) -> str:
        return self.value[:40]


class TravelRequest(models.Model):
    """Support for the journey, asked for after acceptance only."""

    class Wanted(models.TextChoices):
        """What is asked for."""

        TICKET = "ticket", __("Ticket")
        DSA = "dsa", __("Daily subsistence")
        FULL = "full", __("Ticket, daily subsistence and terminals")

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="travel",
        verbose_name=__("registration"),
    )
    state = models.CharField(__("state"), max_length=14, choices=Travel, default=Travel.REQUESTED)
    wanted = models.CharField(__("support"), max_length=8, choices=Wanted, default=Wanted.FULL)
    departure_city = models.CharField(__("departure city"), max_length=120)
    arrives_on = models.DateField(__("arrives on"), null=True, blank=True)
    departs_on = models.DateField(__("departs on"), null=True, blank=True)
    reason = models.TextField(__("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("decided by"),
    )
    changed_at = models.DateTimeField(__("changed at"), default=timezone.now)

    class Meta:
        verbose_name = __("travel request")
        verbose_name_plural = __("travel requests")

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"


class Passport(models.Model):
    """Passport data, encrypted as one value; who reads it is noted in `PassportReading`."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="passport",
        verbose_name=__("registration"),
    )
    sealed = models.BinaryField(__("sealed data"))
    kept_until = models.DateField(__("kept until"))
    given_at = models.DateTimeField(__("given at"), default=timezone.now)

    class Meta:
        verbose_name = __("passport")
        verbose_name_plural = __("passports")
        permissions = [("read_passport", __("Can read passports"))]

    def __str__(self) -> str:
        return f"passport of {self.registration_id}"


class PassportReading(models.Model):
    """Who read whose passport data when, and why."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="passport_readings",
        verbose_name=__("registration"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=__("by"),
    )
    at = models.DateTimeField(__("at"), default=timezone.now)
    purpose = models.CharField(__("purpose"), max_length=200)

    class Meta:
        verbose_name = __("reading of a passport")
        verbose_name_plural = __("readings of passports")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d}"
