"""Authors, the institutions they wrote for, and what each contributed to a work."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.model_fields import LineField, NameField
from studies.models.works import Study


class Institution(models.Model):
    """A body that authors belong to, or that is an author itself."""

    name = LineField(_("name"), max_length=300, unique=True)

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Author(models.Model):
    """A person named on a work, as printed there."""

    family = NameField(_("family name"), max_length=120)
    given = NameField(_("given name"), max_length=120, blank=True)
    orcid = models.CharField(_("ORCID"), max_length=19, blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["family", "given"]
        constraints = [
            models.UniqueConstraint(fields=["family", "given", "orcid"], name="author_once"),
            models.CheckConstraint(
                condition=Q(orcid="") | Q(orcid__regex=r"^(\d{4}-){3}\d{3}[\dX]$"),
                name="orcid_has_its_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


class Contribution(models.Model):
    """An author or an institution on a work, in the printed order."""

    class Role(models.TextChoices):
        """What was contributed."""

        AUTHOR = "author", _("author")
        EDITOR = "editor", _("editor")

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("study")
    )
    position = models.SmallIntegerField(_("position"))
    author = models.ForeignKey(
        Author,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("author"),
    )
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("institution"),
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.AUTHOR)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["study", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "position"], name="one_contribution_per_place"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(institution__isnull=False),
                name="contribution_names_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.author or self.institution)
