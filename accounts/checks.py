"""System checks of accounts, for an installation that people reach."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def check_accounts_are_protected(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A second factor where it matters, and a provider of identities that is whole."""
    problems: list[CheckMessage] = []
    if settings.HTTPS and not settings.REQUIRE_SECOND_FACTOR:
        problems.append(
            checks.Warning(
                "REQUIRE_SECOND_FACTOR is false.",
                hint="A password alone then opens the data of people to whoever learns it.",
                id="accounts.W001",
            )
        )
    for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        if not (app["client_id"] and app["secret"]):
            problems.append(
                Error("OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is empty.", id="accounts.E001")
            )
        if settings.HTTPS and not app["settings"]["server_url"].startswith("https://"):
            problems.append(
                Error(
                    "OIDC_ISSUER does not begin with https://.",
                    hint="Anybody between the portal and the provider could sign in as anybody.",
                    id="accounts.E002",
                )
            )
    return problems
