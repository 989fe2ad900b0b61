"""Whom people speak for, and what a nomination and a registration both say of a person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from core.mail.addresses import AddressField
from core.model_fields import LanguageField, LineField, NameField
from regions.models import Area


class Stakeholder(models.TextChoices):
    """Whom a person speaks for."""

    INTERIOR = "gov_interior", _("Government: migration and interior")
    LABOUR = "gov_labour", _("Government: labour and employment")
    FOREIGN = "gov_foreign", _("Government: foreign affairs and diaspora")
    PLANNING = "gov_planning", _("Government: planning, finance, development")
    STATISTICS = "gov_statistics", _("National statistical office")
    BANK = "gov_bank", _("Central bank")
    SOCIAL = "gov_social", _("Government: social affairs and women")
    MINISTRY = "gov_other", _("Other ministry")
    SUBNATIONAL = "gov_local", _("Sub-national government")
    PARLIAMENT = "parliament", _("Parliament")
    NHRI = "nhri", _("Judiciary, ombudsperson, human rights institution")
    REGIONAL = "regional", _("Regional organisation")
    UN = "un", _("United Nations entity")
    IGO = "igo", _("Other intergovernmental organisation")
    ACADEMIA = "academia", _("Academia and research")
    CIVIL = "civil", _("Civil society and migrant associations")
    EMPLOYERS = "employers", _("Employers")
    UNIONS = "unions", _("Trade unions")
    PRIVATE = "private", _("Private sector and money transfer")
    MEDIA = "media", _("Media")
    DONOR = "donor", _("Donor")
    SPEAKER = "speaker", _("Resource person or speaker")
    STAFF = "staff", _("Organising staff")
    SUPPORT = "support", _("Interpreter or support")


def group_of(stakeholder: str) -> str:
    """`government` for its nine kinds, else the kind itself."""
    return "government" if stakeholder.startswith("gov_") else stakeholder


def representation_of(person: Details) -> str:
    """For whom the person comes, as they say; where nothing was said, a government's person for it."""
    if person.representation:
        return person.representation
    is_government = group_of(person.stakeholder) == "government"
    kinds = Details.Representation
    return kinds.DELEGATION if is_government else kinds.ORGANISATION


def check_country(person: Details) -> str:
    """Why the details of a delegation cannot stand: it has no country; "" where they can."""
    delegation = representation_of(person) == Details.Representation.DELEGATION
    return needs_country() if delegation and person.country_id is None else ""


def needs_country() -> str:
    """What a delegation without a country is told."""
    return _gettext("A government delegation represents a country. Choose the country.")


POLICY_ROLES = {
    "drafts": _("drafts policy"),
    "advises": _("advises"),
    "decides": _("decides"),
    "implements": _("implements"),
    "collects": _("collects data"),
    "researches": _("researches"),
    "advocates": _("advocates"),
}
"""What a person does with policy; several may hold."""

NOT_COUNTED = (Stakeholder.STAFF, Stakeholder.SUPPORT)
"""Left out of reach and of evaluation denominators; they take no seat."""


class Details(models.Model):
    """What a nomination and a registration both say of a person."""

    class Gender(models.TextChoices):
        """As the person says; never inferred."""

        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        OTHER = "other", _("Non-binary or other")
        UNSAID = "unsaid", _("I prefer not to say")

    class Seniority(models.TextChoices):
        """Level of the post."""

        MINISTER = "minister", _("Minister or deputy")
        GENERAL = "director_general", _("Director-general")
        DIRECTOR = "director", _("Director or head")
        SENIOR = "senior", _("Senior officer")
        OFFICER = "officer", _("Officer or analyst")
        OTHER = "other", _("Other")

    class Representation(models.TextChoices):
        """For whom the person comes."""

        DELEGATION = "delegation", _("Government delegation")
        INDIVIDUAL = "individual", _("Individual expert")
        ORGANISATION = "organisation", _("Organisation")

    title = LineField(_("title"), max_length=60, blank=True, addresses=False)
    given = NameField(_("given names"), max_length=120)
    family = NameField(_("family name"), max_length=120)
    printed_name = NameField(
        _("name as it should be printed"),
        max_length=200,
        blank=True,
        help_text=_("On badge and certificate, in any script."),
    )
    gender = models.CharField(
        _("gender"), max_length=8, choices=Gender, blank=True, help_text=_("Empty: not given.")
    )
    country = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country represented"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    representation = models.CharField(_("comes as"), max_length=14, choices=Representation)
    stakeholder = models.CharField(_("stakeholder type"), max_length=16, choices=Stakeholder)
    organisation = LineField(_("ministry or organisation"), max_length=200, addresses=False)
    unit = LineField(_("unit"), max_length=160, blank=True, addresses=False)
    position = LineField(_("position"), max_length=160, blank=True, addresses=False)
    seniority = models.CharField(_("seniority"), max_length=20, choices=Seniority, blank=True)
    policy_roles = models.JSONField(_("role in policy"), default=list, blank=True)
    email = AddressField(_("official e-mail"))
    other_email = AddressField(_("other e-mail"), blank=True)
    phone = LineField(_("phone"), max_length=40, blank=True, addresses=False)
    messaging = models.BooleanField(_("may be reached on it by a messaging app"), default=False)
    language = LanguageField(
        _("language of correspondence"),
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
