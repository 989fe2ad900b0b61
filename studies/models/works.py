"""A study is one work; an edition is the work in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n import languages
from core.model_fields import LanguageField, LineField, ParagraphsField
from regions.models import Area, Commission, CommissionRole, Term
from studies.states import State

if TYPE_CHECKING:
    from datetime import date

ISSUED = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


class StudyQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def public(self, *, on: date | None = None):
        """Published, and past their embargo on the day (today)."""
        day = on or timezone.localdate()
        return self.filter(Q(embargo_until=None) | Q(embargo_until__lte=day), state=State.PUBLISHED)

    def edited_by(self, user):
        """Works of the commissions the person edits for; all for an administrator."""
        if user.is_authenticated and user.is_superuser:
            return self
        commissions = CommissionRole.objects.commissions_of(user, CommissionRole.Role.EDITOR)
        return self.filter(commissions__in=commissions).distinct() if commissions else self.none()


class Study(models.Model):
    """One work, whatever the languages it appeared in."""

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    commissions = models.ManyToManyField(
        Commission, related_name="studies", verbose_name=_("commissions")
    )
    countries = models.ManyToManyField(
        Area,
        blank=True,
        related_name="studies",
        verbose_name=_("countries"),
        limit_choices_to={"kind": Area.Kind.COUNTRY},
    )
    terms = models.ManyToManyField(
        Term, blank=True, related_name="studies", verbose_name=_("themes, objectives and targets")
    )
    embargo_until = models.DateField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Nothing of a published study is public before this day."),
    )
    is_demonstration = models.BooleanField(
        _("example record"), default=False, help_text=_("Shown with a note that it is made up.")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_note = ParagraphsField(_("public note on the withdrawal"), blank=True)
    first_published_at = models.DateTimeField(
        _("first published at"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "changed_at"], name="study_by_change")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_note="")),
                name="withdrawn_study_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED, State.WITHDRAWN])
                | Q(first_published_at__isnull=False),
                name="published_study_knows_since_when",
            ),
        ]

    def __str__(self) -> str:
        edition = self.best_edition()
        return edition.title if edition and edition.title else f"{_('Study')} {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the work in the reader's language."""
        return reverse("studies:study", args=[self.pk])

    def permanent_path(self) -> str:
        """The address to cite: it never changes and leads to the reader's language."""
        return reverse("permanent_study", args=[self.pk])

    def is_public(self, on: date | None = None) -> bool:
        """Whether everybody may read it on the day (today)."""
        day = on or timezone.localdate()
        return self.state == State.PUBLISHED and (
            self.embargo_until is None or self.embargo_until <= day
        )

    @property
    def is_embargoed(self) -> bool:
        """Published, but not before a day to come."""
        return self.state == State.PUBLISHED and not self.is_public()

    def leaves_a_note(self) -> bool:
        """Withdrawn after it could be read: its address keeps the title and the note."""
        ahead = self.embargo_until is not None and self.embargo_until > timezone.localdate()
        return self.state == State.WITHDRAWN and not ahead

    def public_editions(self) -> list[Edition]:
        """Editions a reader may see, in the order of languages. Uses what was prefetched."""
        order = list(languages.NAMES)
        editions = [edition for edition in self.editions.all() if not edition.in_preparation]
        return sorted(editions, key=lambda edition: order.index(edition.language))

    def best_edition(self, preferred: str | None = None) -> Edition | None:
        """The edition in the wanted language (the reader's), else in the best other one."""
        editions = {edition.language: edition for edition in self.public_editions()}
        if not editions:
            editions = {edition.language: edition for edition in self.editions.all()}
        language = languages.best_language(editions, preferred)
        return editions[language] if language else None


class Edition(models.Model):
    """The work in one language."""

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="editions", verbose_name=_("study")
    )
    language = LanguageField(_("language"))
    title = LineField(_("title"), max_length=500, blank=True)
    subtitle = LineField(_("subtitle"), max_length=500, blank=True)
    abstract = ParagraphsField(_("abstract"), blank=True, max_length=10_000)
    issued = models.CharField(
        _("date of issue"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(ISSUED, _("Write 2011, 2011-05 or 2011-05-17."))],
        help_text=_("As far as it is known: 2011, 2011-05 or 2011-05-17."),
    )
    symbol = LineField(
        _("symbol"), max_length=80, blank=True, help_text=_("For example LC/L.2983 or E/ESCWA/…")
    )
    isbn = models.CharField(_("ISBN"), max_length=20, blank=True)
    doi = models.CharField(
        _("DOI"),
        max_length=120,
        blank=True,
        validators=[
            RegexValidator(r"^10\.\d{4,9}/\S+$", _("A DOI begins with 10. and has a slash."))
        ],
    )
    publisher = LineField(_("publisher"), max_length=200, blank=True)
    in_preparation = models.BooleanField(
        _("in preparation"),
        default=False,
        help_text=_("Not shown to readers, and not checked when the study is published."),
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["study", "language"]
        constraints = [
            models.UniqueConstraint(fields=["study", "language"], name="one_edition_per_language"),
            models.CheckConstraint(
                condition=Q(issued="") | Q(issued__regex=ISSUED), name="edition_issued_is_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    def get_absolute_url(self) -> str:
        """The page of this edition."""
        return reverse("studies:edition", args=[self.study_id, self.language])

    def permanent_path(self) -> str:
        """The address to cite for this edition."""
        return reverse("permanent_edition", args=[self.study_id, self.language])

    def ready_files(self) -> list:
        """The files readers may have, in their order. Uses what was prefetched."""
        return [file for file in self.files.all() if file.is_ready]

    @property
    def year(self) -> int | None:
        """The year of issue."""
        return int(self.issued[:4]) if self.issued else None

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return languages.direction(self.language)

    @property
    def doi_address(self) -> str:
        """Where the DOI leads."""
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def full_title(self) -> str:
        """Title and subtitle."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title


class Relation(models.Model):
    """How one work stands to another; shown on both pages."""

    class Kind(models.TextChoices):
        """The first is … the second."""

        PART_OF = "part_of", _("is part of")
        REPLACES = "replaces", _("replaces")
        CONTINUES = "continues", _("continues")
        SUPPLEMENTS = "supplements", _("supplements")
        RELATED = "related", _("is related to")

    REVERSE = {
        "part_of": _("has as a part"),
        "replaces": _("is replaced by"),
        "continues": _("is continued by"),
        "supplements": _("is supplemented by"),
        "related": _("is related to"),
    }

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="relations", verbose_name=_("study")
    )
    other = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="relations_to", verbose_name=_("other study")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "other"]
        constraints = [
            models.UniqueConstraint(fields=["study", "other"], name="related_once"),
            models.CheckConstraint(condition=~Q(study=F("other")), name="not_related_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.kind} {self.other_id}"


class StudyEvent(models.Model):
    """Who did what when; written in the transaction of the change, never changed."""

    class Action(models.TextChoices):
        """What was done."""

        CREATED = "created", _("created")
        EDITED = "edited", _("edited")
        SUBMITTED = "submitted", _("submitted for review")
        RETURNED = "returned", _("returned to draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        FILE_ADDED = "file_added", _("file added")
        FILE_REMOVED = "file_removed", _("file removed")
        IMPORTED = "imported", _("imported")

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="events", verbose_name=_("study")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    action = models.CharField(_("action"), max_length=14, choices=Action)
    detail = models.JSONField(_("what changed"), default=dict, blank=True)
    note = ParagraphsField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event of a study")
        verbose_name_plural = _("events of studies")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.study_id} {self.action} {self.at:%Y-%m-%d}"
