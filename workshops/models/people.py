"""Whom people speak for, and what a nomination and a registration both say of a person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as __

from core.i18n import languages
from regions.models import Area


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


POLICY_ROLES = {
    "drafts": __("drafts policy"),
    "advises": __("advises"),
    "decides": __("decides"),
    "implements": __("implements"),
    "collects": __("collects data"),
    "researches": __("researches"),
    "advocates": __("advocates"),
}
"""What a person does with policy; several may hold."""

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

    class Representation(models.TextChoices):
        """For whom the person comes."""

        DELEGATION = "delegation", __("Government delegation")
        INDIVIDUAL = "individual", __("Individual expert")
        ORGANISATION = "organisation", __("Organisation")

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
    representation = models.CharField(
        __("comes as"), max_length=14, choices=Representation, default=Representation.DELEGATION
    )
    stakeholder = models.CharField(__("stakeholder type"), max_length=16, choices=Stakeholder)
    organisation = models.CharField(__("ministry or organisation"), max_length=200)
    unit = models.CharField(__("unit"), max_length=160, blank=True)
    position = models.CharField(__("position"), max_length=160, blank=True)
    seniority = models.CharField(
        __("seniority"), max_length=20, choices=Seniority, default=Seniority.OTHER
    )
    policy_roles = models.JSONField(__("role in policy"), default=list, blank=True)
    email = models.EmailField(__("official e-mail"))
    other_email = models.EmailField(__("other e-mail"), blank=True)
    phone = models.CharField(__("phone"), max_length=40, blank=True)
    messaging = models.BooleanField(__("may be reached on it by a messaging app"), default=False)
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
