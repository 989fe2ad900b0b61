"""Files of an edition, as received, and the text of their pages."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.model_fields import LanguageField, LineField
from studies.models.works import Edition


class StudyFile(models.Model):
    """One file. Stored under the digest of its bytes; `filename` is what readers save it as."""

    class TextState(models.TextChoices):
        """Whether a worker has read the text."""

        WAITING = "waiting", _("Text is being read")
        DONE = "done", _("Text can be searched")
        EMPTY = "empty", _("No text in it (a scan?)")
        REFUSED = "refused", _("Cannot be opened")
        NONE = "none", _("Not a text")

    class Licence(models.TextChoices):
        """What readers may do with it (SPDX names where there is one)."""

        UN = "UN", _("© United Nations, terms of use of un.org")
        CC_BY_IGO_3 = "CC-BY-3.0-IGO", "CC BY 3.0 IGO"
        CC_BY_4 = "CC-BY-4.0", "CC BY 4.0"
        CC_BY_NC_ND_IGO_3 = "CC-BY-NC-ND-3.0-IGO", "CC BY-NC-ND 3.0 IGO"
        CC0 = "CC0-1.0", "CC0 1.0"

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="files", verbose_name=_("edition")
    )
    language = LanguageField(_("language of the file"))
    label = LineField(
        _("label"), max_length=200, blank=True, help_text=_("For example “Summary” or “Annex 2”.")
    )
    filename = models.CharField(_("file name"), max_length=150)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored = models.CharField(_("place in the storage"), max_length=200)
    licence = models.CharField(_("licence"), max_length=24, choices=Licence, blank=True)
    text_state = models.CharField(
        _("text"), max_length=8, choices=TextState, default=TextState.WAITING
    )
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "sha256"], name="same_file_once_per_edition"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.label or self.filename

    def get_absolute_url(self) -> str:
        """Where the file is downloaded."""
        return reverse("studies:file", args=[self.edition.study_id, self.pk, self.filename])

    @property
    def is_ready(self) -> bool:
        """Whether readers may have it: it was read without a problem, or is no text."""
        return self.text_state not in {self.TextState.WAITING, self.TextState.REFUSED}

    @property
    def kind(self) -> str:
        """PDF, DOCX, …: short enough for a label."""
        return self.filename.rsplit(".", 1)[-1].upper()


class FilePage(models.Model):
    """The text of one page, for passages that show where a word stands."""

    file = models.ForeignKey(
        StudyFile, on_delete=models.CASCADE, related_name="texts", verbose_name=_("file")
    )
    number = models.PositiveIntegerField(_("page"))
    text = models.TextField(_("text"))
    vector = SearchVectorField(null=True)

    class Meta:
        verbose_name = _("page of a file")
        verbose_name_plural = _("pages of files")
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_text_per_page")]

    def __str__(self) -> str:
        return f"{self.file_id} p. {self.number}"
