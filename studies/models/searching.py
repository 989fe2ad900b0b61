"""What the search reads: one narrow row per edition, kept by `studies.services.search_entries`."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.models.works import Edition, Study


class SearchEntry(models.Model):
    """An edition of a published study as the search sees it.

    `title` and `head` (title, abstract, names, symbol, recommendations, with weights) rank; `words`
    holds every lexeme of head and files, without positions, and finds. The vectors are kept beside
    the rows (`toast_tuple_target` in the migration), so that visiting every match reads few pages.
    """

    edition = models.OneToOneField(
        Edition,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("edition"),
    )
    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="+", verbose_name=_("study")
    )
    language = models.CharField(_("language"), max_length=2)
    visible_from = models.DateField(_("visible from"))
    year = models.SmallIntegerField(_("year"))
    commissions = ArrayField(models.SmallIntegerField())
    countries = ArrayField(models.SmallIntegerField())
    terms = ArrayField(models.IntegerField())
    title = SearchVectorField()
    head = SearchVectorField()
    words = SearchVectorField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            GinIndex(fields=["title"], name="search_title"),
            GinIndex(fields=["head"], name="search_head"),
            GinIndex(fields=["words"], name="search_words"),
        ]

    def __str__(self) -> str:
        return str(self.edition_id)


class SearchGeneration(models.Model):
    """One row: its number is a new one after every change of the entries, in the same transaction."""

    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("state of the search")
        verbose_name_plural = _("states of the search")

    def __str__(self) -> str:
        return str(self.number)


class SearchWord(models.Model):
    """A word of a title or abstract, from which "did you mean" chooses."""

    word = models.CharField(_("word"), max_length=60, unique=True)
    editions = models.PositiveIntegerField(_("editions"), default=1)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_likeness")
        ]

    def __str__(self) -> str:
        return self.word
