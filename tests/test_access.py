"""Every address outside the apps' own tables x everybody; and none that is in no table.

The pages of regions, studies, indicators, workshops, evaluations and outcomes have tables in the tests of those apps.
"""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from core.models import User
from tests.studies.making import make_user

pytestmark = pytest.mark.django_db
WALKED_BY_APPS = {"regions", "studies", "indicators", "workshops", "evaluations", "outcomes"}
"""Names of URL configurations whose tables stand in tests/<app>/test_access.py."""
FRAMEWORKS = ("allauth.", "django.contrib.")
"""Views of packages: `tests/accounts` and `tests/core/test_admin.py` try what the portal uses of them."""
EVERYBODY, SIGNED_IN, ADMINISTRATORS = (
    {"visitor", "stranger", "admin"},
    {"stranger", "admin"},
    {"admin"},
)
LINKS, TOKENS, PROGRAMS, PROBES = "links", "tokens", "other programs", "probes"
ROWS = {
    **dict.fromkeys(
        (
            "home", "robots", "sitemap", "oai", "script_texts", "signing_keys",
            "api:reference", "api:schema", "api:commissions", "api:countries", "api:coverage", "api:claims",
            "api:evaluation_pools", "api:evaluations", "api:indicators", "api:policy_changes", "api:projects",
            "api:recommendations", "api:releases", "api:report_bundles", "api:sources", "api:studies", "api:themes", "api:workshops",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(("account", "api_tokens"), SIGNED_IN),
    **dict.fromkeys(
        ("staff", "staff_invite", "staff_review", "staff_trail", "staff_member", "status", "personal_data", "core:jobs"),
        ADMINISTRATORS,
    ),
    **dict.fromkeys(("invitation", "invitation_link"), LINKS),
    **dict.fromkeys(
        ("api:attendance", "api:decisions", "api:letters", "api:people", "api:person", "api:scans"), TOKENS
    ),
    "metrics": PROGRAMS,
    **dict.fromkeys(("healthz", "health_live", "health_ready"), PROBES),
}  # fmt: skip
"""Who each address is there for."""
ELSEWHERE = {
    "tests/accounts/test_sessions.py": {"account_end_session"},
    "tests/core/test_tokens.py": {"revoke_api_token"},
    "tests/core/test_jobs.py": {
        "core:job", "core:job_status", "core:try_job_again", "core:try_outbox_again", "core:try_row_again",
    },
    "tests/core/test_mailbox.py": {"mailbox", "mailbox_letter"},
    "tests/core/test_unsent.py": {"unsent"},
    "tests/test_bad_requests.py": {"set_language"},
    "tests/studies/test_access.py": {"permanent_study", "permanent_edition", "sitemap_section"},
    "tests/indicators/test_releases.py": {"permanent_release"},
    "tests/workshops/test_credentials.py": {"issuer", "issuer_did", "status_list"},
    "tests/core/test_api_document.py": {
        "api:country", "api:evaluation", "api:indicator", "api:programme", "api:study", "api:trace", "api:values",
        "api:workshop", "api:sdmx", "api:sdmx_availability", "api:sdmx_availability_v1", "api:sdmx_data",
        "api:sdmx_data_v1", "api:sdmx_structure", "api:sdmx_structure_v1", "api:",
    },
}  # fmt: skip
"""Where the others are tried, which need a record or a post."""
ARGUMENTS = {
    "invitation_link": ("no-such-token",),
    **dict.fromkeys(("api:attendance", "api:letters", "api:people", "api:scans"), ("no-such",)),
    **dict.fromkeys(("api:decisions", "api:person"), ("no-such", 1)),
}


def addresses(resolver, spaces=()):
    """Full names of all addresses that lead to views of ours."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            own = (pattern.namespace,) if pattern.namespace else ()
            yield from addresses(pattern, (*spaces, *own))
        elif not pattern.callback.__module__.startswith(FRAMEWORKS):
            yield ":".join([*spaces, pattern.name or ""])


def test_every_address_has_a_row_somewhere():
    ours = {
        name
        for name in addresses(get_resolver())
        if name.partition(":")[0] not in WALKED_BY_APPS | {"admin"}
    }

    assert ours == ROWS.keys() | set().union(*ELSEWHERE.values())
    assert [path for path in ELSEWHERE if not (settings.BASE_DIR / path).exists()] == []


@pytest.fixture
def people(db):
    """A browser for everybody, none of whom has a role but the administrator."""
    admin, stranger = make_user(is_superuser=True), make_user()
    browsers = {"visitor": Client(), "stranger": Client(), "admin": Client()}
    browsers["admin"].force_login(admin)
    browsers["stranger"].force_login(stranger)
    return browsers


STATUSES = {
    LINKS: {302, 410},
    TOKENS: {401, 403, 404, 405},
    PROGRAMS: {200, 404},
    PROBES: {200, 503},
}


def expected(row, who):
    """The statuses with which an address may answer somebody."""
    if isinstance(row, str):
        return STATUSES[row]
    if who in row:
        return {200}
    return {302} if who == "visitor" else {403, 404}


def test_every_address_is_there_for_those_in_its_row(people, subtests):
    admin = User.objects.get(is_superuser=True).pk
    for name, row in ROWS.items():
        arguments = (admin,) if name == "staff_member" else ARGUMENTS.get(name, ())
        for who, browser in people.items():
            with subtests.test(f"{name} for {who}"):
                answer = browser.get(reverse(name, args=arguments))
                assert answer.status_code in expected(row, who)
                if answer.status_code == 302 and row != LINKS:
                    assert "/accounts/login/" in answer.headers["Location"]
