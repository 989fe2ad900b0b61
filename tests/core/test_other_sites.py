"""Pages of other sites read what is public, as nobody, and nothing else."""

import pytest

pytestmark = pytest.mark.django_db
ELSEWHERE = {"HTTP_ORIGIN": "https://statistics.example"}
ALLOWED = "Access-Control-Allow-Origin"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/indicators/",
        "/oai?verb=Identify",
        "/releases/",
        "/fr/indicators/",
        "/studies/feed.atom",
    ],
)
def test_what_is_public_may_be_read_from_elsewhere(client, address):
    response = client.get(address, **ELSEWHERE)

    assert response.status_code == 200
    assert response.headers[ALLOWED] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert {"ETag", "Link", "Retry-After"} <= set(
        response.headers["Access-Control-Expose-Headers"].split(", ")
    )


def test_a_browser_that_asks_first_is_answered(client):
    response = client.options(
        "/api/v1/values/",
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization",
        **ELSEWHERE,
    )

    assert response.status_code == 200
    assert response.headers[ALLOWED] == "*"
    assert "authorization" in response.headers["Access-Control-Allow-Headers"]
    assert "POST" not in response.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("address", ["/organise/", "/admin/login/", "/accounts/login/", "/desk/"])
def test_pages_of_accounts_are_not_for_other_sites(client, address):
    assert ALLOWED not in client.get(address, **ELSEWHERE).headers
