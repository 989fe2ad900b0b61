"""What workers prepared of rounds, themes given to texts, evaluation reports, and leads to policy changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n import languages
from core.model_fields import LanguageField
from evaluations.models.responses import ResponseText
from evaluations.models.surveys import Survey, SurveyRound
from regions.models import Area
from workshops.models.workshops import Workshop


class PreparedResults(models.Model):
    """Figures of a closed round as they may be told; a version is never changed.

    ``content`` is `evaluations.statistics.prepared.Prepared`, through the door already. ``basis`` holds what decides
    whether a later version may follow: valid and favourable answers of every item, sealed.
    """

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="results", verbose_name=_("round")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    content = models.JSONField(_("figures"))
    basis = models.BinaryField(_("sealed basis"))
    digest = models.CharField(_("digest of the answers"), max_length=64)
    made_on = models.DateField(_("made on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("prepared results")
        verbose_name_plural = _("prepared results")
        ordering = ["round", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="results_version_once")
        ]

    def __str__(self) -> str:
        return f"results of {self.round_id} v{self.version}"


class TextTheme(models.Model):
    """A theme that coders give to texts of an evaluation."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="themes", verbose_name=_("evaluation")
    )
    name = models.CharField(_("theme"), max_length=80)

    class Meta:
        verbose_name = _("theme of texts")
        verbose_name_plural = _("themes of texts")
        ordering = ["survey", "name"]
        constraints = [models.UniqueConstraint(fields=["survey", "name"], name="theme_once")]

    def __str__(self) -> str:
        return self.name


class TextCoding(models.Model):
    """What one coder found in one text; no theme is a finding, too."""

    text = models.ForeignKey(
        ResponseText, on_delete=models.CASCADE, related_name="codings", verbose_name=_("text")
    )
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="text_codings",
        verbose_name=_("coder"),
    )
    themes = models.ManyToManyField(
        TextTheme, blank=True, related_name="codings", verbose_name=_("themes")
    )

    class Meta:
        verbose_name = _("coding of a text")
        verbose_name_plural = _("codings of texts")
        constraints = [models.UniqueConstraint(fields=["text", "coder"], name="coded_once_by_each")]

    def __str__(self) -> str:
        return f"{self.coder_id}: {self.text_id}"


class EvaluationReport(models.Model):
    """A report as made on a day in a language, kept with the figures it was made from."""

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.CASCADE,
        related_name="evaluation_reports",
        verbose_name=_("workshop"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    language = LanguageField(
        _("language"), choices=[(code, languages.NAMES[code]) for code in languages.UNITED_NATIONS]
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    content = models.JSONField(_("figures and sentences"), default=dict, blank=True)
    pdf = models.BinaryField(_("PDF"), default=bytes, blank=True)
    brief = models.BinaryField(_("brief as PDF"), default=bytes, blank=True)
    xlsx = models.BinaryField(_("workbook"), default=bytes, blank=True)
    docx = models.BinaryField(_("Word document"), default=bytes, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluation report")
        verbose_name_plural = _("evaluation reports")
        ordering = ["workshop", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="report_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(made_at__isnull=False),
                name="ready_report_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} no. {self.number} ({self.language})"


class PolicyLead(models.Model):
    """A change of policy that somebody named at follow-up: a hint to be checked, detached from its answer.

    `outcomes` takes leads up; it writes nothing here but the state.
    """

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", _("To be checked")
        TAKEN = "taken", _("Taken up")
        DISMISSED = "dismissed", _("Dismissed")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.PROTECT, related_name="policy_leads", verbose_name=_("workshop")
    )
    country = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
        help_text=_("Filled in when the lead is checked; the answer does not say it."),
    )
    answer = models.PositiveSmallIntegerField(_("answer"), help_text="F_POL: 1, 2")
    instrument = models.PositiveSmallIntegerField(
        _("kind of instrument"), null=True, blank=True, help_text="F_POLK"
    )
    what = models.TextField(_("what"), blank=True)
    stage = models.PositiveSmallIntegerField(_("stage"), null=True, blank=True, help_text="F_POLS")
    since = models.CharField(_("since when"), max_length=2000, blank=True)
    document = models.CharField(_("document"), max_length=2000, blank=True)
    contribution = models.PositiveSmallIntegerField(
        _("contribution of the workshop"), null=True, blank=True, help_text="F_CON, scale K4"
    )
    other_causes = models.TextField(_("what else contributed"), blank=True)
    source = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    note = models.TextField(_("note"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("lead to a policy change")
        verbose_name_plural = _("leads to policy changes")
        ordering = ["workshop", "source"]

    def __str__(self) -> str:
        return self.what[:60] or f"lead {self.pk}"
