"""Extra questions of a workshop and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from core.i18n import languages
from core.model_fields import ParagraphsField, TextsField
from workshops.models.people import group_of
from workshops.models.registrations import Registration
from workshops.models.workshops import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Question(models.Model):
    """An extra question of a workshop."""

    class Kind(models.TextChoices):
        """What the answer is."""

        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")
        FILE = "file", _("File")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="questions", verbose_name=_("workshop")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    sections = TextsField(_("section by language"), default=dict, blank=True)
    texts = TextsField(_("wording by language"))
    hints = TextsField(_("help by language"), default=dict, blank=True)
    options = models.JSONField(_("options by code and language"), default=dict, blank=True)
    required = models.BooleanField(_("required"), default=False)
    personal = models.BooleanField(
        _("personal"), default=True, help_text=_("Erased with the other personal data.")
    )
    shown_if = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("shown if"),
    )
    shown_value = models.CharField(_("has the answer"), max_length=60, blank=True)
    asked_of = models.JSONField(
        _("asked of"),
        default=list,
        blank=True,
        help_text=_("Groups of participants; none chosen: everybody."),
    )
    asked_kinds = models.JSONField(
        _("asked of kinds"),
        default=list,
        blank=True,
        help_text=_("Codes of kinds of participants; none chosen: all kinds."),
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["workshop", "position", "pk"]

    def __str__(self) -> str:
        return languages.in_reader_language(self.texts)

    @property
    def section(self) -> str:
        """The heading it stands under, in the reader's language."""
        return languages.in_reader_language(self.sections)

    @property
    def hint(self) -> str:
        """Help beside it, in the reader's language."""
        return languages.in_reader_language(self.hints)

    def is_asked_of(self, stakeholder: str, kind: str = "") -> bool:
        """Whether it is for people of this stakeholder type and this kind; of none before it is chosen."""
        of_group = not self.asked_of or group_of(stakeholder) in self.asked_of
        return of_group and (not self.asked_kinds or kind in self.asked_kinds)

    def choices(self) -> list[tuple[str, str]]:
        """Codes and labels of the answers that may be chosen; none where the answer is written or sent."""
        if self.kind == self.Kind.YES_NO:
            return [("yes", _gettext("Yes")), ("no", _gettext("No"))]
        if self.kind != self.Kind.CHOICE:
            return []
        return [(code, languages.in_reader_language(texts)) for code, texts in self.options.items()]

    @property
    def shown_answer(self) -> str:
        """The answer of the deciding question that shows it, in words."""
        return self.shown_if.in_words(self.shown_value) if self.shown_if else ""

    def in_words(self, value: str) -> str:
        """An answer as people read it."""
        return dict(self.choices()).get(value, value)


def asked(questions: Iterable[Question], value_of: Callable[[str], Any]) -> set[int]:
    """Numbers of those questions of a workshop that a person is asked, by what they said of themselves and answered.

    `value_of` gives the values by the names of a form (`stakeholder`, `participant_kind`, `q7`). An answer to a
    question that is not asked decides about no other.
    """
    by_number = {question.pk: question for question in questions}
    judged: dict[int, bool] = {}

    def is_asked(question: Question) -> bool:
        if question.pk not in judged:
            judged[question.pk] = False  # what leads back to itself is never asked
            judged[question.pk] = is_for_person(question) and is_decided(question)
        return judged[question.pk]

    def is_for_person(question: Question) -> bool:
        kind = value_of("participant_kind") if question.asked_kinds else ""
        return question.is_asked_of(value_of("stakeholder") or "", kind or "")

    def is_decided(question: Question) -> bool:
        if not question.shown_if_id:
            return True
        deciding = by_number.get(question.shown_if_id)
        return (
            deciding is not None
            and is_asked(deciding)
            and (value_of(f"q{deciding.pk}") or "") == question.shown_value
        )

    return {number for number, question in by_number.items() if is_asked(question)}


class Answer(models.Model):
    """The answer of a person to an extra question; the code of an option, never its label."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=_("registration"),
    )
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="answers", verbose_name=_("question")
    )
    value = ParagraphsField(_("answer"), blank=True)
    stored = models.CharField(max_length=200, blank=True, editable=False)
    media_type = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], name="one_answer_per_question"
            )
        ]

    def __str__(self) -> str:
        return self.value[:40]

    @property
    def in_words(self) -> str:
        """The answer as people read it."""
        return self.question.in_words(self.value)
