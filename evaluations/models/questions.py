"""The question bank: items in versions that never change, and the few that a workshop adds of its own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n.languages import in_reader_language
from evaluations.models.surveys import Survey, SurveyRound

MOST_OWN = 5
"""Questions an organiser may add to the items of the bank."""
FIRST_OF_TEST, MOST_IN_TEST = 11, 10
"""The first place of a question of the knowledge test, and how many it may have."""
PLACES = (*range(1, MOST_OWN + 1), *range(FIRST_OF_TEST, FIRST_OF_TEST + MOST_IN_TEST))


class BankItemQuerySet(models.QuerySet):
    """Reads that several places share."""

    def bank(self):
        """Shared items, without those of one workshop."""
        return self.filter(survey=None)

    def current(self):
        """The newest version of each shared item that is not retired."""
        newest = BankItem.objects.bank().order_by("code", "-version").distinct("code")
        return self.filter(pk__in=newest.values("pk"), retired_on=None)


class BankItem(models.Model):
    """A question in one version; its wording and codes never change once it is in the bank.

    ``options`` is a list of ``{"code": 5, "texts": {"en": …}}``, best first; ``rows`` likewise for a
    matrix, whose answers are kept under the item's code and the row's (``FAC1``), or under the row's ``name``.
    An option with ``specify`` is “other”: a text stands beside it.
    """

    class Source(models.TextChoices):
        """Where options come from that differ from workshop to workshop."""

        SESSIONS = "sessions", _("Sessions of the programme")
        RECOMMENDATIONS = "recommendations", _("Recommendations discussed")
        THEMES = "themes", _("Themes of the workshop")
        STUDIES = "studies", _("Studies presented; one question for each")

    class Criterion(models.TextChoices):
        """Which of the six evaluation criteria of OECD-DAC an item speaks to."""

        RELEVANCE = "relevance", _("Relevance")
        COHERENCE = "coherence", _("Coherence")
        EFFECTIVENESS = "effectiveness", _("Effectiveness")
        EFFICIENCY = "efficiency", _("Efficiency")
        IMPACT = "impact", _("Impact")
        SUSTAINABILITY = "sustainability", _("Sustainability")

    class Origin(models.TextChoices):
        """Where an item comes from."""

        OWN = "own", _("written for this bank")
        PROJECT = "project", _("from the accomplishments of the project")
        ECLAC = "eclac", _("after ECLAC's reports on courses")
        UNITAR = "unitar", _("after UNITAR's follow-up surveys")
        DAC = "dac", _("from the criteria of OECD-DAC")

    code = models.CharField(_("code"), max_length=16, help_text="REL1, FAC, F_APP")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    # Names a type in `questionnaires.types`; no choices, so that a new type needs no migration.
    kind = models.CharField(_("type"), max_length=14)
    scale = models.CharField(_("scale"), max_length=4, blank=True)
    texts = models.JSONField(_("wording by language"))
    hints = models.JSONField(_("hint by language"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    rows = models.JSONField(_("rows of the matrix"), default=list, blank=True)
    right = models.JSONField(
        _("right answers"), default=list, blank=True, help_text=_("Of a knowledge test: [3]")
    )
    source = models.CharField(_("options from"), max_length=16, blank=True, choices=Source)
    construct = models.CharField(_("construct"), max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(
        _("Kirkpatrick level"),
        null=True,
        blank=True,
        help_text=_("1 reaction, 2 learning, 3 behaviour, 4 results."),
    )
    criterion = models.CharField(_("criterion"), max_length=14, blank=True, choices=Criterion)
    origin = models.CharField(_("origin"), max_length=8, blank=True, choices=Origin)
    rounds = models.JSONField(_("rounds"), default=list, blank=True)
    page = models.PositiveSmallIntegerField(_("page"), default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    core = models.BooleanField(
        _("core"), default=False, help_text=_("Asked by all five commissions, in these words.")
    )
    optional = models.BooleanField(
        _("optional"), default=False, help_text=_("Offered to its rounds, and asked if chosen.")
    )
    short = models.BooleanField(_("in the short form"), default=False)
    not_applicable = models.BooleanField(_("offers “not applicable”"), default=False)
    dont_know = models.BooleanField(_("offers “do not know”"), default=False)
    required = models.BooleanField(_("required"), default=False)
    shuffled = models.BooleanField(
        _("options in random order"), default=False, help_text=_("The same for one person.")
    )
    quotable = models.BooleanField(_("asks whether the text may be quoted"), default=False)
    private = models.BooleanField(
        _("private"), default=False, help_text=_("Sealed; only its author ever reads it again.")
    )
    shown_if = models.CharField(_("shown if the item"), max_length=16, blank=True)
    shown_codes = models.JSONField(_("has one of the codes"), default=list, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    survey = models.ForeignKey(
        Survey,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="own_items",
        verbose_name=_("survey it belongs to"),
    )
    slot = models.PositiveSmallIntegerField(
        _("place among those of the workshop"), null=True, blank=True
    )

    objects = BankItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the question bank")
        verbose_name_plural = _("items of the question bank")
        ordering = ["page", "position", "code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], condition=Q(survey=None), name="bank_version_once"),
            models.UniqueConstraint(fields=["survey", "code"], condition=Q(survey__isnull=False), name="own_code_once"),
            models.UniqueConstraint(fields=["survey", "slot"], name="own_place_once"),
            models.CheckConstraint(
                condition=Q(survey=None, slot=None) | Q(survey__isnull=False, slot__in=PLACES, core=False),
                name="own_items_have_places",
            ),
            models.CheckConstraint(condition=Q(private=False) | Q(kind="text", quotable=False), name="only_texts_are_private"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def is_core_in(self, round_: SurveyRound) -> bool:
        """Asked by all five commissions in such a round; of a short form those that belong to it."""
        return self.core and round_.kind in self.rounds and (self.short or not round_.is_short)

    def is_asked_first(self, round_: SurveyRound) -> bool:
        """Asked in such a round unless an organiser decides otherwise."""
        if round_.is_short:
            return self.short and round_.kind in self.rounds
        return round_.kind in self.rounds and not self.optional

    @property
    def text(self) -> str:
        """The wording in the reader's language, else in the best other one."""
        return in_reader_language(self.texts)


class SurveyItem(models.Model):
    """An item as asked in a round, with the options that only this workshop has."""

    round = models.ForeignKey(
        "SurveyRound", on_delete=models.CASCADE, related_name="items", verbose_name=_("round")
    )
    item = models.ForeignKey(
        BankItem, on_delete=models.PROTECT, related_name="uses", verbose_name=_("item")
    )
    name = models.CharField(_("name"), max_length=20, help_text="USE2_1")
    page = models.PositiveSmallIntegerField(_("page"), default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    subject = models.JSONField(
        _("what is asked about, by language"),
        default=dict,
        blank=True,
        help_text=_("Fills {subject} in the wording: the theme, the title of a study."),
    )
    options = models.JSONField(
        _("options of this workshop"),
        default=list,
        blank=True,
        help_text='[{"code": 1, "texts": {"en": …}, "of": "session:12"}]',
    )
    required = models.BooleanField(_("required"), default=False)
    shown_if = models.CharField(_("shown if the item"), max_length=20, blank=True)
    shown_codes = models.JSONField(_("has one of the codes"), default=list, blank=True)

    class Meta:
        verbose_name = _("question of a round")
        verbose_name_plural = _("questions of rounds")
        ordering = ["round", "page", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="asked_once_in_a_round"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def all_options(self) -> list[dict[str, Any]]:
        """Options in the order shown: of this workshop where there are, else of the bank."""
        return self.options or self.item.options

    @property
    def keys(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Under which keys of `Response.values` answers are kept, each with its row of a matrix."""
        rows = tuple(
            (row.get("name") or f"{self.name}{row['code']}", row) for row in self.item.rows
        )
        return rows or ((self.name, {}),)
