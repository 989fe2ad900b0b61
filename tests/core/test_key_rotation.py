"""Keys change by command: what was sealed with the old one opens with the new one alone."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import sealing
from core import erasures, signing_keys
from core.apps_list import APPS
from core.models import User
from evaluations.privacy import keys as evaluation_keys
from evaluations.services import surveys
from tests.workshops.making import make_workshop, register
from workshops.models import Passport, Registration
from workshops.services import erasure, passports

pytestmark = pytest.mark.django_db
OF_THE_SERIES = {
    "evaluations.Response.groups",
    "evaluations.SavedForm.sealed",
    "evaluations.SealedPlan.sealed",
    "evaluations.WaitingResponse.sealed",
}
"""Sealed with the key of a series, which is itself sealed with SEAL_KEY."""


@pytest.fixture
def sealed(settings):
    """A passport, second factors, keys of an evaluation and of signatures, an erasure: by the old key."""
    settings.SEAL_KEY = "old"
    workshop = make_workshop()
    row = register(workshop)
    Registration.objects.filter(pk=row.pk).update(state="accepted")
    row.refresh_from_db()
    passports.seal(registration=row, values={"number": "N1"})
    user = User.objects.create_user("amal", password="a-long-one-of-them")
    codes = {"migrated_codes": [sealing.seal("code")], "used_mask": 3}
    Authenticator.objects.create(user=user, type="recovery_codes", data=codes)
    Authenticator.objects.create(user=user, type="totp", data={"secret": sealing.seal("totp")})
    signing_keys.current()
    gone = register(workshop, email="gone@example.org")
    erasure.erase(registration=gone, at=timezone.now())
    return row


def opened(row):
    """All of it, in the clear."""
    mfa = {one.type: one.data for one in Authenticator.objects.all()}
    return {
        "passport": passports.revealed(row)["number"],
        "code": sealing.unseal(mfa["recovery_codes"]["migrated_codes"][0]),
        "totp": sealing.unseal(mfa["totp"]["secret"]),
        "signing": signing_keys.current().pk,
        "erased": [
            entry["person"]["addresses"]
            for _at, entry in erasures.entries(
                erasures.storage_of(""), timezone.now() - timedelta(days=1)
            )
        ],
    }


def test_a_key_is_changed_without_losing_what_was_sealed(sealed, settings, capsys):
    before = opened(sealed)
    settings.SEAL_KEY = "new, old"
    assert opened(sealed) == before

    call_command("rotate_keys")
    first = capsys.readouterr().out
    call_command("rotate_keys")
    second = capsys.readouterr().out

    assert "workshops.Passport.sealed: 1 sealed anew, 0 were already" in first
    assert "mfa.Authenticator.data: 2 sealed anew" in first
    assert "core.SigningKey.sealed: 1 sealed anew" in first
    assert "erasures: 1 sealed anew" in first
    assert " 0 sealed anew, 1 were already" in second.splitlines()[0]
    settings.SEAL_KEY = "new"
    assert opened(sealed) == before
    settings.SEAL_KEY = "old"
    assert passports.revealed(sealed) == {}


def test_what_no_key_opens_is_told_and_left(sealed, settings, capsys):
    old = bytes(Passport.objects.get().sealed)
    settings.SEAL_KEY = "new"

    with pytest.raises(CommandError, match="open with none of the 1 keys"):
        call_command("rotate_keys")

    assert (
        "workshops.Passport.sealed: 0 sealed anew, 0 were already, 1 open"
        in capsys.readouterr().out
    )
    assert bytes(Passport.objects.get().sealed) == old


def test_without_a_key_of_seals_those_of_sessions_count(sealed, settings):
    before = opened(sealed)
    settings.SEAL_KEY, settings.SECRET_KEY_FALLBACKS = "", ["old"]

    call_command("rotate_keys")

    settings.SECRET_KEY_FALLBACKS = []
    assert opened(sealed) == before


def test_sessions_outlive_a_change_of_the_key_of_sessions(settings):
    """Whoever comes while the old key is a fallback goes over to the new one; whoever does not signs in again."""
    user = User.objects.create_user("amal", password="a-long-one-of-them")
    comes, stays_away = Client(), Client()
    for client in (comes, stays_away):
        client.force_login(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-that-is-long-and-random-0123456789"
    assert comes.get(reverse("api_tokens")).status_code == 200

    settings.SECRET_KEY_FALLBACKS = []
    assert comes.get(reverse("api_tokens")).status_code == 200
    assert stays_away.get(reverse("api_tokens")).status_code == 302


def test_names_that_lead_back_to_nothing_are_found_by_older_keys(settings):
    settings.SEAL_KEY = "old"
    before = evaluation_keys.unlinked("submission:1:x")
    settings.SEAL_KEY = "new,old"

    names = evaluation_keys.unlinked("submission:1:x")

    assert names[1:] == before
    assert names[0] != before[0]


def test_every_sealed_column_is_rotated(settings):
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.concrete_fields
        if "sealed" in field.name or "sealed" in str(field.verbose_name)
        if isinstance(field, models.BinaryField | models.TextField | models.CharField)
    }

    assert columns - OF_THE_SERIES == {
        f"{label}.{field}" for label, field, _purpose in settings.SEALED
    } - {"mfa.Authenticator.data"}


def test_a_series_keeps_its_key(settings):
    settings.SEAL_KEY = "old"
    survey = surveys.set_up(workshop=make_workshop(), at=timezone.now())
    key = evaluation_keys.key_of(survey.pk)
    settings.SEAL_KEY = "new,old"
    call_command("rotate_keys")
    settings.SEAL_KEY = "new"

    assert evaluation_keys.key_of(survey.pk) == key
