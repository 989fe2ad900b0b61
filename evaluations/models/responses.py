"""Answers, which point to no person, and the keys that pair them while a series lasts.

Nothing here refers to a registration but `PersonalSecret`, and nothing of an answer can be worked out from
that without the key in `SurveyKey`, which is sealed with a secret from outside the database.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as __

from evaluations.models.questions import SurveyItem
from evaluations.models.surveys import Survey, SurveyRound
from workshops.models.registrations import Registration


class SurveyKey(models.Model):
    """The random key of a series, sealed with SEAL_KEY; deleted after the last round."""

    survey = models.OneToOneField(
        Survey, on_delete=models.CASCADE, related_name="key", verbose_name=__("evaluation")
    )
    sealed = models.BinaryField(__("sealed key"))

    class Meta:
        verbose_name = __("key of an evaluation")
        verbose_name_plural = __("keys of evaluations")

    def __str__(self) -> str:
        return f"key of {self.survey_id}"


class PersonalSecret(models.Model):
    """Random bytes of a person in a workshop; with the key of the series they make the pseudonym."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="personal_secret",
        verbose_name=__("registration"),
    )
    secret = models.BinaryField(__("secret"))

    class Meta:
        verbose_name = __("personal secret")
        verbose_name_plural = __("personal secrets")

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
        SurveyRound, on_delete=models.CASCADE, related_name="responses", verbose_name=__("round")
    )
    pseudonym = models.BinaryField(__("pseudonym"), max_length=32)
    groups = models.BinaryField(__("sealed groups"))
    values = models.JSONField(__("answers"))
    day = models.DateField(__("day"))

    class Meta:
        verbose_name = __("response")
        verbose_name_plural = __("responses")
        constraints = [
            models.UniqueConstraint(fields=["round", "pseudonym"], name="one_response_per_person"),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class ResponseText(models.Model):
    """What was written in an answer, kept apart from the codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="texts", verbose_name=__("response")
    )
    item = models.ForeignKey(
        SurveyItem, on_delete=models.CASCADE, related_name="texts", verbose_name=__("question")
    )
    text = models.TextField(__("text"))
    quotable = models.BooleanField(__("may be quoted"), default=False)

    class Meta:
        verbose_name = __("text of a response")
        verbose_name_plural = __("texts of responses")
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="one_text_per_question"),
        ]

    def __str__(self) -> str:
        return f"text {self.pk}"


class SealedPlan(models.Model):
    """Private texts of a response, sealed with the key of the series and the person's secret together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, related_name="plan", verbose_name=__("response")
    )
    sealed = models.BinaryField(__("sealed texts"))

    class Meta:
        verbose_name = __("sealed plan")
        verbose_name_plural = __("sealed plans")

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PaperForm(models.Model):
    """A form filled in on paper, by the number written on it, or with another tool. Once both entries agree its answers go to
    `Response` and nothing is left here but that it was keyed in."""

    class State(models.TextChoices):
        """How far it is."""

        FIRST = "first", __("To be keyed in a second time")
        DIFFERS = "differs", __("The two entries differ")
        DONE = "done", __("Keyed in")

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="paper_forms", verbose_name=__("round")
    )
    number = models.PositiveSmallIntegerField(__("number on the form"))
    source = models.CharField(
        __("digest of the submission"), max_length=64, blank=True, editable=False,
        help_text=__("Of a form filled in with another tool, so that it is taken once."),
    )  # fmt: skip
    state = models.CharField(__("state"), max_length=8, choices=State, default=State.FIRST)

    class Meta:
        verbose_name = __("paper form")
        verbose_name_plural = __("paper forms")
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
        PaperForm, on_delete=models.CASCADE, related_name="entries", verbose_name=__("paper form")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=__("keyed in by"),
    )
    answers = models.JSONField(__("answers"))

    class Meta:
        verbose_name = __("entry of a paper form")
        verbose_name_plural = __("entries of paper forms")
        constraints = [
            models.UniqueConstraint(fields=["form", "by"], name="entered_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"
