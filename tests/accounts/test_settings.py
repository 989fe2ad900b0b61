"""Settings of accounts that come from the environment, read by a process of its own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.checks import check_accounts_are_protected

CODE = """
import json
from migration_portal import settings as s
app = s.SOCIALACCOUNT_PROVIDERS["openid_connect"]
print(json.dumps([
    s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.REQUIRE_SECOND_FACTOR,
    app["APPS"], app["SCOPE"], s.OIDC_ROLES, s.FORM_TARGETS,
]))
"""
OIDC = {
    "OIDC_ISSUER": "https://id.example.org/realms/staff",
    "OIDC_CLIENT_ID": "portal",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_NAME": "Unite Identity",
    "OIDC_ORIGINS": "https://login.example.net",
    "OIDC_ROLES": "cn=admins=administrator, escap=organiser:ESCAP",
}


def read(**variables):
    return subprocess.run(
        [sys.executable, "-c", CODE],
        env={**os.environ, "REQUIRE_SECOND_FACTOR": "", **variables},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("https", "expected"),
    [
        ("yes", ["__Host-sessionid", "__Host-csrftoken", True, True]),
        ("no", ["sessionid", "csrftoken", False, False]),
    ],
)
def test_cookies_and_second_factors_follow_https(https, expected):
    assert json.loads(read(HTTPS=https).stdout)[:4] == expected


def test_a_provider_is_named_by_the_environment():
    apps, scope, roles, targets = json.loads(read(**OIDC).stdout)[4:]

    assert [(app["name"], app["client_id"], app["settings"]) for app in apps] == [
        ("Unite Identity", "portal", {"server_url": "https://id.example.org/realms/staff"})
    ]
    assert scope == ["openid", "profile", "email"]
    assert roles == {"cn=admins": "administrator", "escap": "organiser:ESCAP"}
    assert targets == ["https://login.example.net", "https://id.example.org"]


def test_without_an_issuer_there_is_no_provider():
    assert json.loads(read(OIDC_ISSUER="").stdout)[4:] == [
        [],
        ["openid", "profile", "email"],
        {},
        [],
    ]


def app(client_id="portal", issuer="https://id.example.org"):
    provider = {"client_id": client_id, "secret": "known", "settings": {"server_url": issuer}}
    return {"openid_connect": {"APPS": [provider]}}


@pytest.mark.parametrize(
    ("changed", "identifiers"),
    [
        ({}, []),
        ({"SOCIALACCOUNT_PROVIDERS": app()}, []),
        ({"REQUIRE_SECOND_FACTOR": False}, ["accounts.W001"]),
        ({"SOCIALACCOUNT_PROVIDERS": app(client_id="")}, ["accounts.E001"]),
        ({"SOCIALACCOUNT_PROVIDERS": app(issuer="http://id.example.org")}, ["accounts.E002"]),
    ],
)
def test_what_weakens_accounts_is_told_before_they_are_used(changed, identifiers):
    with override_settings(**{"HTTPS": True, "REQUIRE_SECOND_FACTOR": True} | changed):
        problems = check_accounts_are_protected(None)

    assert [problem.id for problem in problems] == identifiers


@pytest.mark.parametrize("wrong", ["escap", "=administrator", "escap="])
def test_a_role_without_its_group_is_refused_at_start(wrong):
    done = read(OIDC_ROLES=wrong)

    assert done.returncode
    assert "OIDC_ROLES" in done.stderr
    assert "write group=role" in done.stderr
