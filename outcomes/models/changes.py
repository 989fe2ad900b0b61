"""A policy change: what, where, who, coded and dated."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n import languages
from core.i18n.languages import in_reader_language
from core.model_fields import LineField, ParagraphsField, PlainInDatabase, TextsField
from outcomes import coding
from outcomes.models.framework import Project
from outcomes.rules import DAY
from outcomes.stages import CHANGED, RecordState, Stage
from regions.models import Area, Commission, Term


class DayField(PlainInDatabase):
    """A day as far as it is known, as text: 2010, 2010-07 or 2010-07-01."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs["validators"] = [
            RegexValidator(rf"^{DAY}$", _("Write 2010, 2010-07 or 2010-07-01."))
        ]
        super().__init__(*args, **kwargs)


class PolicyChangeQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def public(self):
        """What everybody may read."""
        return self.filter(state=RecordState.PUBLISHED)

    def changed(self):
        """From a draft on; an interest is no change, nor is what was reversed or abandoned."""
        return self.filter(stage__in=CHANGED)

    def with_names(self):
        """With what a line of a list shows."""
        return self.select_related("country").prefetch_related("commissions__area", "projects")


class PolicyChange(models.Model):
    """What changed in a country, coded, dated and reviewed.

    A published record is not written in. Its revision is a record of its own that `revises` it; once
    another person has approved the revision, its content becomes that of the public record.
    """

    country = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="policy_changes",
        verbose_name=_("country"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    commissions = models.ManyToManyField(
        Commission, related_name="policy_changes", verbose_name=_("commissions credited")
    )
    projects = models.ManyToManyField(
        Project,
        blank=True,
        related_name="changes",
        verbose_name=_("projects"),
        help_text=_("Whose results it is counted among."),
    )
    titles = TextsField(_("title by language"))
    summaries = TextsField(_("what changed, by language"), default=dict, blank=True, lines=False)
    instrument = models.CharField(_("instrument"), max_length=12, choices=coding.Instrument)
    instrument_name = LineField(_("official name"), max_length=300, blank=True)
    acted_by = LineField(_("who acted"), max_length=300)
    kind = models.CharField(
        _("what changed"), max_length=10, choices=coding.Kind, default=coding.Kind.POLICY
    )
    area = models.CharField(_("policy area"), max_length=12, choices=coding.PolicyArea)
    tool = models.CharField(_("policy tool"), max_length=16, choices=coding.Tool)
    groups = ArrayField(
        models.CharField(max_length=12, choices=coding.Group),
        verbose_name=_("migrant groups"),
        default=list,
    )
    origin = models.CharField(_("origin"), max_length=14, choices=coding.Origin)
    direction = models.CharField(_("direction"), max_length=10, choices=coding.Direction)
    magnitude = models.PositiveSmallIntegerField(
        _("magnitude"), choices=coding.Magnitude, default=coding.Magnitude.MINOR
    )
    significance = ParagraphsField(_("why it matters"), blank=True)
    valence = models.CharField(
        _("for the objective"),
        max_length=10,
        choices=coding.Valence,
        default=coding.Valence.POSITIVE,
    )
    is_intended = models.BooleanField(_("among the results the project intended"), default=True)
    terms = models.ManyToManyField(
        Term,
        blank=True,
        related_name="policy_changes",
        verbose_name=_("themes, objectives and targets"),
    )
    under_way_by = DayField(
        _("under way by"),
        blank=True,
        help_text=_("A day on which the process is known to have been under way already."),
    )
    under_way_note = LineField(_("how that is known"), max_length=500, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, blank=True, editable=False)
    stage_on = DayField(_("since"), blank=True, editable=False)
    state = models.CharField(
        _("state of the record"), max_length=10, choices=RecordState, default=RecordState.DRAFT
    )
    state_note = ParagraphsField(_("note on the state"), blank=True)
    is_demonstration = models.BooleanField(_("example record"), default=False)
    revises = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="open_revision",
        verbose_name=_("revision of"),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    objects = PolicyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy change")
        verbose_name_plural = _("policy changes")
        ordering = ["-stage_on", "pk"]
        indexes = [models.Index(fields=["state", "stage_on"], name="policy_change_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(titles__has_any_keys=list(languages.NAMES)), name="change_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state=RecordState.PUBLISHED) | (Q(published_at__isnull=False) & ~Q(stage="")),
                name="published_change_has_a_stage",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | Q(reviewed_by=None) | ~Q(recorded_by=models.F("reviewed_by")),
                name="change_is_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(revises=None) | ~Q(state=RecordState.PUBLISHED), name="revision_is_not_public"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or f"{self.country_id}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("outcomes:change", args=[self.pk])

    @property
    def record_key(self) -> int:
        """The number under which its trail stands: of a revision, that of the public record."""
        return self.revises_id or self.pk

    @property
    def title(self) -> str:
        """In the reader's language, else in the best other one."""
        return in_reader_language(self.titles)

    @property
    def summary(self) -> str:
        """Likewise."""
        return in_reader_language(self.summaries)

    @property
    def is_public(self) -> bool:
        """Everybody may read it."""
        return self.state == RecordState.PUBLISHED

    @property
    def is_change(self) -> bool:
        """From a draft on; below, it is an interest."""
        return self.stage in CHANGED

    @property
    def group_labels(self) -> list[str]:
        """The migrant groups in words."""
        return [str(coding.Group(code).label) for code in self.groups]
