"""Answers, which point to no person, and the keys that pair them while a series lasts.

Nothing here refers to a registration but `PersonalSecret`, and nothing of an answer can be worked out from
that without the key in `SurveyKey`, which is sealed with a secret from outside the database.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.questions import SurveyItem
from evaluations.models.surveys import Survey, SurveyRound
from workshops.models.registrations import Registration


class SurveyKey(models.Model):
    """The random key of a series, sealed with SEAL_KEY; deleted after the last round."""

    survey = models.OneToOneField(
        Survey, on_delete=models.CASCADE, related_name="key", verbose_name=_("evaluation")
    )
    sealed = models.BinaryField(_("sealed key"))

    class Meta:
        verbose_name = _("key of an evaluation")
        verbose_name_plural = _("keys of evaluations")

    def __str__(self) -> str:
        return f"key of {self.survey_id}"


class PersonalSecret(models.Model):
    """Random bytes of a person in a workshop; with the key of the series they make the pseudonym."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="personal_secret",
        verbose_name=_("registration"),
    )
    secret = models.BinaryField(_("secret"))

    class Meta:
        verbose_name = _("personal secret")
        verbose_name_plural = _("personal secrets")

    def __str__(self) -> str:
        return f"secret of {self.registration_id}"


class Response(models.Model):
    """One filled-in form. No person, no time of day, no order.

    ``values`` maps every key asked in the round to a code, a list of codes (several of many, ranking) or a
    number; codes that are no answers stand in `evaluations.statistics.codes`. ``day`` is the day on which the
    answers of the round were last mixed, the same for all of them. ``groups`` are the attributes for splitting
    results, sealed with the key of the series (`evaluations.privacy.pseudonyms`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="responses", verbose_name=_("round")
    )
    pseudonym = models.BinaryField(_("pseudonym"), max_length=32)
    groups = models.BinaryField(_("sealed groups"))
    values = models.JSONField(_("answers"))
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.UniqueConstraint(fields=["round", "pseudonym"], name="one_response_per_person"),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class WaitingResponse(models.Model):
    """A filled-in form that waits for others, sealed whole; written with them as responses, at the latest on closing.

    The moment at which this row is written is the moment of answering. Nothing in it can be joined with the
    response that it becomes: its name, its size and its bytes say nothing, and at least eight become one batch.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="waiting", verbose_name=_("round")
    )
    name = models.BinaryField(_("name"), max_length=32)
    sealed = models.BinaryField(_("sealed response"))

    class Meta:
        verbose_name = _("waiting response")
        verbose_name_plural = _("waiting responses")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "name"], name="one_waiting_response_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"waiting {self.pk}"


class SavedForm(models.Model):
    """A form that somebody saved to go on with elsewhere, sealed with a code that they alone have.

    Name and bytes are made from that code and the key of the series, so the row belongs to nobody that can be told. Deleted
    when the form is sent, at the latest when the round closes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="saved_forms", verbose_name=_("round")
    )
    name = models.BinaryField(_("name"), max_length=32)
    sealed = models.BinaryField(_("sealed form"))

    class Meta:
        verbose_name = _("saved form")
        verbose_name_plural = _("saved forms")
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="saved_once_by_a_code"),
        ]

    def __str__(self) -> str:
        return f"saved {self.pk}"


class ResponseText(models.Model):
    """What was written in an answer, kept apart from the codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="texts", verbose_name=_("response")
    )
    item = models.ForeignKey(
        SurveyItem, on_delete=models.CASCADE, related_name="texts", verbose_name=_("question")
    )
    text = models.TextField(_("text"))
    quotable = models.BooleanField(_("may be quoted"), default=False)
    quote = models.TextField(
        _("words cleared for quoting"),
        blank=True,
        help_text=_("What a person read and cleared; nothing else is quoted."),
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("read for quoting by"),
    )

    class Meta:
        verbose_name = _("text of a response")
        verbose_name_plural = _("texts of responses")
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="one_text_per_question"),
        ]

    def __str__(self) -> str:
        return f"text {self.pk}"


class SealedPlan(models.Model):
    """Private texts of a response, sealed with the key of the series and the person's secret together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, related_name="plan", verbose_name=_("response")
    )
    sealed = models.BinaryField(_("sealed texts"))

    class Meta:
        verbose_name = _("sealed plan")
        verbose_name_plural = _("sealed plans")

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PaperForm(models.Model):
    """A form filled in on paper, by the number written on it, or with another tool. Once both entries agree its answers go to
    `Response` and nothing is left here but that it was keyed in."""

    class State(models.TextChoices):
        """How far it is."""

        FIRST = "first", _("To be keyed in a second time")
        DIFFERS = "differs", _("The two entries differ")
        DONE = "done", _("Keyed in")

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="paper_forms", verbose_name=_("round")
    )
    number = models.PositiveSmallIntegerField(_("number on the form"))
    source = models.CharField(
        _("digest of the submission"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Of a form filled in with another tool, so that it is taken once."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.FIRST)

    class Meta:
        verbose_name = _("paper form")
        verbose_name_plural = _("paper forms")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="paper_number_once"),
            models.UniqueConstraint(fields=["round", "source"], condition=~models.Q(source=""), name="submission_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.round_id} no. {self.number}"


class PaperEntry(models.Model):
    """One of the two entries of a paper form, by two people; deleted once they agree."""

    form = models.ForeignKey(
        PaperForm, on_delete=models.CASCADE, related_name="entries", verbose_name=_("paper form")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("keyed in by"),
    )
    answers = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("entry of a paper form")
        verbose_name_plural = _("entries of paper forms")
        constraints = [
            models.UniqueConstraint(fields=["form", "by"], name="entered_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"
