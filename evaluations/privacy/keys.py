"""The key of a series: made with it, sealed with SEAL_KEY, opened by the portal, destroyed after the last round."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from django.db import connection
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.sealing import box, seal_keys
from evaluations.models import PersonalSecret, SealedPlan, Survey, SurveyKey
from evaluations.privacy import pseudonyms

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from evaluations.models import SurveyRound


class NoKey(PortalError):
    """The key was destroyed after the last round, or was sealed with another secret."""

    code, status = "no_key", 409


def seal(data: bytes) -> bytes:
    """Closed with the portal's secret, for what may lie in the database and be read by nobody there."""
    return box("evaluations").encrypt(data)


def unseal(sealed: bytes) -> bytes:
    """What `seal` closed. Raises NoKey."""
    try:
        return box("evaluations").decrypt(sealed)
    except InvalidToken as problem:
        raise NoKey(_("The evaluation was sealed with another key (SEAL_KEY).")) from problem


def unlinked(name: str) -> list[str]:
    """What a thing goes by that nobody shall find without the portal's secret: by the newest key, and by older ones."""
    secrets = [b"evaluations:" + key.encode() for key in seal_keys()]
    return [hmac.new(secret, name.encode(), hashlib.sha256).hexdigest() for secret in secrets]


def make(survey: Survey) -> None:
    """Draw the key of a new series."""
    SurveyKey.objects.create(
        survey=survey, sealed=box("evaluations").encrypt(pseudonyms.new_secret())
    )


def key_of(survey_id: int) -> bytes:
    """The key. Raises NoKey."""
    sealed = SurveyKey.objects.filter(survey=survey_id).values_list("sealed", flat=True).first()
    if sealed is None:
        raise NoKey(_("The key of this evaluation was destroyed; answers are no longer paired."))
    try:
        return box("evaluations").decrypt(bytes(sealed))
    except InvalidToken as problem:
        raise NoKey(_("The evaluation was sealed with another key (SEAL_KEY).")) from problem


def give_secrets(registrations: Iterable[int]) -> None:
    """A personal secret for each who has none. One query."""
    PersonalSecret.objects.bulk_create(
        [
            PersonalSecret(registration_id=pk, secret=pseudonyms.new_secret())
            for pk in registrations
        ],
        ignore_conflicts=True,
    )


def pseudonyms_of(round_: SurveyRound, registrations: Iterable[int]) -> dict[int, bytes]:
    """The pseudonym in this round of each registration that has a secret. Raises NoKey. Two queries."""
    key = key_of(round_.survey_id)
    rows = PersonalSecret.objects.filter(registration__in=list(registrations))
    return {
        pk: pseudonyms.pseudonym(key, bytes(secret), round_.pk)
        for pk, secret in rows.values_list("registration", "secret")
    }


def waiting_names_of(round_: SurveyRound, registrations: Iterable[int]) -> dict[int, bytes]:
    """What a response of each registration goes by while it waits. Raises NoKey. Two queries."""
    key = key_of(round_.survey_id)
    rows = PersonalSecret.objects.filter(registration__in=list(registrations))
    return {
        pk: pseudonyms.waiting_name(key, bytes(secret), round_.pk)
        for pk, secret in rows.values_list("registration", "secret")
    }


def pairs(earlier: SurveyRound, later: SurveyRound) -> dict[bytes, bytes]:
    """Pseudonym in the later round -> in the earlier one, for everybody with a secret. Raises NoKey.

    Only for counting pairs while the key is there: what comes of it must not be stored by person. Two queries.
    """
    key = key_of(later.survey_id)
    people = PersonalSecret.objects.filter(registration__workshop__survey=later.survey_id)
    return {
        pseudonyms.pseudonym(key, bytes(secret), later.pk): pseudonyms.pseudonym(
            key, bytes(secret), earlier.pk
        )
        for secret in people.values_list("secret", flat=True)
    }


def destroy(survey: Survey, *, on: date) -> None:
    """Delete the key, the personal secrets and what only they could open. Cannot be undone.

    Of people only counts stay: how many each round asked. Answers get random pseudonyms and lose their sealed
    groups, so that an earlier copy of the key joins nothing in later copies of the database.
    """
    for round_ in survey.rounds.all():
        round_.asked = round_.number_asked()
        round_.save(update_fields=["asked"])
        round_.invitations.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evaluations_response SET groups = '',"
            " pseudonym = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
            " WHERE round_id IN (SELECT id FROM evaluations_surveyround WHERE survey_id = %s)",
            [survey.pk],
        )
    SurveyKey.objects.filter(survey=survey).delete()
    PersonalSecret.objects.filter(registration__workshop=survey.workshop_id).delete()
    SealedPlan.objects.filter(response__round__survey=survey).delete()
    Survey.objects.filter(pk=survey.pk).update(unpaired_on=on)
