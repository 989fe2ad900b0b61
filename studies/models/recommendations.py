"""Recommendations as records, and how far each country has come with them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n import languages
from core.model_fields import LanguageField, ParagraphsField
from regions.models import Area, Term
from studies.models.works import Study
from studies.states import Status


class RecommendationQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def public(self, *, on=None):
        """Those of studies that everybody may read."""
        return self.filter(study__in=Study.objects.public(on=on))

    def never_presented(self):
        """Those no country has any record of."""
        return self.filter(
            ~models.Exists(Uptake.objects.filter(recommendation=models.OuterRef("pk")))
        )


class Recommendation(models.Model):
    """What a study recommends, to whom, and where it says so."""

    class Addressee(models.TextChoices):
        """Who is to act."""

        GOVERNMENT = "government", _("Governments")
        LABOUR = "labour", _("Ministries of labour")
        INTERIOR = "interior", _("Ministries of the interior and border authorities")
        FOREIGN = "foreign", _("Ministries of foreign affairs and consulates")
        STATISTICS = "statistics", _("National statistical offices")
        CENTRAL_BANK = "central_bank", _("Central banks and financial regulators")
        COMMISSION = "commission", _("Regional Commissions")
        UN = "un", _("United Nations system")
        PARTNERS = "partners", _("Social partners and civil society")

    class Horizon(models.TextChoices):
        """By when."""

        SHORT = "short", _("Within two years")
        MEDIUM = "medium", _("Within five years")
        LONG = "long", _("Beyond five years")
        NONE = "none", _("Not stated")

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="recommendations", verbose_name=_("study")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    addressee = models.CharField(_("addressee"), max_length=14, choices=Addressee)
    theme = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        related_name="recommendations",
        verbose_name=_("theme"),
        limit_choices_to={"vocabulary": Term.Vocabulary.THEME},
    )
    objective = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations_by_objective",
        verbose_name=_("Compact objective"),
        limit_choices_to={"vocabulary": Term.Vocabulary.GCM},
    )
    countries = models.ManyToManyField(
        Area,
        blank=True,
        related_name="recommendations",
        verbose_name=_("countries"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
        help_text=_("Empty: all countries of the study."),
    )
    horizon = models.CharField(_("horizon"), max_length=8, choices=Horizon, default=Horizon.NONE)
    page = models.PositiveIntegerField(_("page"), null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "number"], name="recommendation_number_once_per_study"
            )
        ]

    def __str__(self) -> str:
        return self.text or f"{self.study_id}.{self.number}"

    def get_absolute_url(self) -> str:
        """The page of the recommendation."""
        return reverse("studies:recommendation", args=[self.pk])

    def best_text(self, preferred: str | None = None) -> RecommendationText | None:
        """The text in the wanted language (the reader's), else in the best other one."""
        texts = {text.language: text for text in self.texts.all()}
        language = languages.best_language(texts, preferred)
        return texts[language] if language else None

    @property
    def text(self) -> str:
        """The wording in the best language."""
        best = self.best_text()
        return best.text if best else ""


class RecommendationText(models.Model):
    """The wording in one language."""

    recommendation = models.ForeignKey(
        Recommendation,
        on_delete=models.CASCADE,
        related_name="texts",
        verbose_name=_("recommendation"),
    )
    language = LanguageField(_("language"))
    text = ParagraphsField(_("text"), max_length=3000)
    vector = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("text of a recommendation")
        verbose_name_plural = _("texts of recommendations")
        ordering = ["recommendation", "language"]
        indexes = [GinIndex(fields=["vector"], name="recommendation_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="one_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return languages.direction(self.language)


class Uptake(models.Model):
    """One move of a recommendation in a country, with its day and its evidence. Never changed."""

    recommendation = models.ForeignKey(
        Recommendation,
        on_delete=models.CASCADE,
        related_name="uptakes",
        verbose_name=_("recommendation"),
    )
    country = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="uptakes",
        verbose_name=_("country"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    on = models.DateField(_("day"))
    evidence = ParagraphsField(_("evidence"), max_length=2000)
    url = models.URLField(_("address of the evidence"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("status of a recommendation in a country")
        verbose_name_plural = _("statuses of recommendations in countries")
        ordering = ["recommendation", "country", "on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="uptake_has_evidence"),
            models.UniqueConstraint(
                fields=["recommendation", "country", "status", "on"], name="same_move_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.country_id} {self.status}"
