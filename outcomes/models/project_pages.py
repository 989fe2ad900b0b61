"""The public page of a project: official wordings, context with its sources, agencies, and its themes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import languages
from core.i18n.languages import in_reader_language
from core.model_fields import LineField, TextsField
from outcomes.models.changes import DayField
from outcomes.models.framework import Accomplishment, Project
from regions.models import Term


class Sourced(models.Model):
    """What says so, and its address."""

    source = LineField(_("source"), max_length=300, blank=True)
    url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        abstract = True


class ProjectPage(models.Model):
    """What the page of a project has beside its framework."""

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="page", verbose_name=_("project")
    )
    subtitles = TextsField(_("second half of the title, by language"), default=dict, blank=True)
    url = models.URLField(_("address of the project's own page"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("page of a project")
        verbose_name_plural = _("pages of projects")
        ordering = ["project"]

    def __str__(self) -> str:
        return self.subtitle or self.url

    @property
    def subtitle(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.subtitles)


class OfficialWording(Sourced):
    """The objective or an accomplishment as the project document words it; of the objective without accomplishment."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="wordings", verbose_name=_("project")
    )
    accomplishment = models.ForeignKey(
        Accomplishment,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="wordings",
        verbose_name=_("accomplishment"),
        help_text=_("Empty: the objective."),
    )
    texts = TextsField(_("official wording by language"), lines=False)

    class Meta:
        verbose_name = _("official wording")
        verbose_name_plural = _("official wordings")
        ordering = ["project", "accomplishment"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "accomplishment"],
                nulls_distinct=False,
                name="one_official_wording",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="official_wording_has_a_source"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.texts)


class ContextText(Sourced):
    """A passage on why the project is there, with what it rests on."""

    class Kind(models.TextChoices):
        """What it is about."""

        RELEVANCE = "relevance", _("Relevance")
        COORDINATION = "coordination", _("Coordination between agencies")
        REGIONS = "regions", _("What regions share and where they differ")
        OTHER = "other", _("Other context")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="context", verbose_name=_("project")
    )
    kind = models.CharField(_("about"), max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(_("place"), default=1)
    texts = TextsField(_("text by language"), lines=False)

    class Meta:
        verbose_name = _("text on the context")
        verbose_name_plural = _("texts on the context")
        ordering = ["project", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(texts__has_any_keys=list(languages.NAMES)), name="context_has_a_text"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def text(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.texts)


class AgencyGroup(Sourced):
    """A group of agencies that the project works with: who set it up, on what, and for what."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="agency_groups", verbose_name=_("project")
    )
    names = TextsField(_("name by language"))
    abbreviation = LineField(_("abbreviation"), max_length=30, blank=True)
    set_up_on = DayField(_("set up"), blank=True)
    set_up_by = TextsField(_("set up by, by language"), default=dict, blank=True)
    forerunners = TextsField(_("built on, by language"), default=dict, blank=True)
    purposes = TextsField(_("what it aims at, by language"), default=dict, blank=True, lines=False)

    class Meta:
        verbose_name = _("group of agencies")
        verbose_name_plural = _("groups of agencies")
        ordering = ["project", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.abbreviation})" if self.abbreviation else self.name

    @property
    def name(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.names)

    @property
    def founder(self) -> str:
        """Likewise."""
        return in_reader_language(self.set_up_by)

    @property
    def forerunner(self) -> str:
        """Likewise."""
        return in_reader_language(self.forerunners)

    @property
    def purpose(self) -> str:
        """Likewise."""
        return in_reader_language(self.purposes)


class AgencyMember(Sourced):
    """A member of a group, and when it came and went as far as that is known."""

    group = models.ForeignKey(
        AgencyGroup, on_delete=models.CASCADE, related_name="members", verbose_name=_("group")
    )
    name = LineField(_("agency"), max_length=200)
    is_founder = models.BooleanField(_("a member from the beginning"), default=False)
    since = DayField(_("since"), blank=True)
    until = DayField(_("until"), blank=True)

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        ordering = ["group", "-is_founder", "name"]
        constraints = [
            models.UniqueConstraint(fields=["group", "name"], name="agency_once_in_a_group")
        ]

    def __str__(self) -> str:
        return self.name


class ProjectTheme(Sourced):
    """A theme the project works on, and who named it first: the High-level Dialogue or the project itself."""

    class Origin(models.TextChoices):
        """Who named it."""

        DIALOGUE = "dialogue", _("High-level Dialogue of 2006")
        PROJECT = "project", _("The project")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="themes", verbose_name=_("project")
    )
    term = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("theme"),
        limit_choices_to={"vocabulary": Term.Vocabulary.THEME},
    )
    origin = models.CharField(_("named by"), max_length=10, choices=Origin)
    notes = TextsField(
        _("what of it, by language"),
        default=dict,
        blank=True,
        help_text=_("For instance: size and dynamics."),
    )

    class Meta:
        verbose_name = _("theme of a project")
        verbose_name_plural = _("themes of projects")
        ordering = ["project", "origin", "term__position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "term"], name="project_theme_once")
        ]

    def __str__(self) -> str:
        return self.term.name

    @property
    def note(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.notes)
