"""What things are about: priority themes, objectives of the Global Compact, SDG targets; and partners."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.i18n.languages import in_reader_language
from regions.models.areas import Commission


class TermQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def themes(self):
        """The priority themes, in their order."""
        return self.filter(vocabulary=Term.Vocabulary.THEME)


class Term(models.Model):
    """One entry of a taxonomy, with its name in six languages."""

    class Vocabulary(models.TextChoices):
        """Where the term comes from."""

        THEME = "theme", _("Priority theme")
        GCM = "gcm", _("Objective of the Global Compact")
        SDG = "sdg", _("SDG target")

    vocabulary = models.CharField(_("taxonomy"), max_length=6, choices=Vocabulary)
    code = models.SlugField(_("code"), max_length=30, unique=True, help_text="remittances, gcm-20")
    position = models.SmallIntegerField(_("position"))
    names = models.JSONField(_("names by language"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["vocabulary", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(names__has_key="en"), name="term_has_an_english_name"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page of the theme, objective or target."""
        return reverse("regions:term", args=[self.code])

    @property
    def name(self) -> str:
        """The name in the reader's language, else in English."""
        return in_reader_language(self.names)

    @property
    def number(self) -> str:
        """The number of an objective or target; empty for a theme."""
        return "" if self.vocabulary == self.Vocabulary.THEME else self.code.split("-", 1)[1]

    @property
    def label(self) -> str:
        """The name, after its number where it has one."""
        return f"{self.number} · {self.name}" if self.number else self.name


class Focus(models.Model):
    """What a commission says of a priority theme, with the document that says so."""

    commission = models.ForeignKey(
        Commission, on_delete=models.CASCADE, related_name="focuses", verbose_name=_("commission")
    )
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="focuses", verbose_name=_("theme")
    )
    statements = models.JSONField(_("statement by language"), help_text=_('{"en": "…"}'))
    source = models.CharField(_("document it stands in"), max_length=300)
    url = models.URLField(_("address of the document"), blank=True)

    class Meta:
        verbose_name = _("position on a theme")
        verbose_name_plural = _("positions on themes")
        ordering = ["term__position", "commission"]
        constraints = [
            models.UniqueConstraint(
                fields=["commission", "term"], name="focus_once_per_commission_and_theme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commission_id}: {self.term_id}"

    @property
    def statement(self) -> str:
        """The statement in the reader's language, else in the best other one."""
        return in_reader_language(self.statements)


class Partner(models.Model):
    """An agency of the Global Migration Group, with the years it belonged."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    names = models.JSONField(_("names by language"))
    website = models.URLField(_("website"), blank=True)
    since = models.SmallIntegerField(_("since"), null=True, blank=True)
    until = models.SmallIntegerField(_("until"), null=True, blank=True)
    confidence = models.CharField(_("how the years are known"), max_length=10, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("partner agency")
        verbose_name_plural = _("partner agencies")
        ordering = ["since", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="partner_leaves_after_it_joins",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def source_url(self) -> str:
        """The address of the source, which is kept without its scheme; empty where none is named."""
        return f"https://{self.source}" if self.source else ""

    @property
    def name(self) -> str:
        """The name in the reader's language, else in English."""
        return in_reader_language(self.names)
