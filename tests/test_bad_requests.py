"""Requests that cannot be read are refused with a page, at every address: NUL, and a wrong host."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from core.http.middleware import RefuseNul
from tests.studies.making import make_user

GIVEN = {
    "pk": "1", "year": "2020", "extension": "csv", "format": "csv", "ending": "bib", "home": "TJK", "host": "RUS",
    "section": "pages", "project": "p", "serial": "s", "name": "n", "language": "en", "code": "X", "key": "k",
    "token": "t", "secret": "s", "area": "TJK", "kind": "theme",
}  # fmt: skip
"""A value for each argument of an address; any other is tried with 1."""
OWN_ERRORS = {"oai"}
"""Protocols whose errors are answers of their own."""
SAID = "The request holds the character NUL, which cannot be stored."


def _patterns(resolver, names=(), above=()):
    for one in resolver.url_patterns:
        patterns = (*above, one.pattern)
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from _patterns(
                    one, (*names, one.namespace) if one.namespace else names, patterns
                )
        elif one.name and one.name != "set_language":
            yield ":".join((*names, one.name)), patterns


def _kwargs(patterns):
    return {name: GIVEN.get(name, "1") for pattern in patterns for name in pattern.regex.groupindex}


def _address(name, patterns):
    kwargs = _kwargs(patterns)
    if "period" in kwargs:
        kwargs["period"] = "2018"
    if name.startswith("api:sdmx_structure"):
        kwargs["kind"] = "dataflow"
    for extension in ("csv", "pdf"):
        given = kwargs | ({"extension": extension} if "extension" in kwargs else {})
        try:
            return reverse(name, kwargs=given)
        except NoReverseMatch:
            continue
    raise AssertionError(f"no address of {name} with {kwargs}")


PAGES = sorted(dict(_patterns(get_resolver())).items(), key=lambda pair: pair[0])


def refused(answer, address):
    assert answer.status_code == 400
    text = answer.content.decode()
    if address.startswith("/api/"):
        assert answer.json()["code"] == "invalid"
        assert answer.json()["message"] == SAID
    else:
        assert SAID in text
        assert 'href="/static/css/base.css"' in text


@pytest.mark.wide
@pytest.mark.django_db
def test_nul_in_a_path_is_refused(client, subtests):
    tried = 0
    for name, patterns in PAGES:
        for argument, converter in patterns[-1].converters.items():
            if type(converter).__name__ == "StringConverter":
                tried += 1
                with subtests.test(f"{name} {argument}"):
                    address = reverse(name, kwargs=_kwargs(patterns) | {argument: "a\0b"})
                    refused(client.get(address), address)
    assert tried > 20


@pytest.mark.wide(but="%00=1")
@pytest.mark.django_db
@pytest.mark.parametrize("query", ["page=1&theme=a%00b", "%00=1"])
def test_nul_in_a_query_is_refused(client, query, subtests):
    for name, patterns in PAGES:
        if name not in OWN_ERRORS:
            with subtests.test(name):
                address = _address(name, patterns)
                refused(client.get(f"{address}?{query}"), address)


@pytest.mark.wide
@pytest.mark.django_db
def test_nul_in_a_form_is_refused_before_the_view(client, subtests):
    client.force_login(make_user())
    for name, patterns in PAGES:
        if name not in OWN_ERRORS:
            address = _address(name, patterns)
            for sent in ({"email": "a\0b"}, {"a\0b": "1"}):
                with subtests.test(f"{name} {sent}"):
                    refused(client.post(address, sent), address)  # multipart
                    body = "email=a%00b"
                    form = "application/x-www-form-urlencoded"
                    refused(client.post(address, body, form), address)


def test_the_name_of_the_parameter_is_told_by_the_api(client):
    answer = client.get("/api/v1/values/?indicator=POP&ref_area=%00")

    assert answer.json()["fields"] == {"ref_area": [SAID]}


@pytest.mark.parametrize("query", ["q=%2500", "q=100%25", "q=%30%30"])
@pytest.mark.django_db
def test_what_only_looks_like_nul_is_taken(client, query):
    assert client.get(f"/workshops/?{query}").status_code == 200


@pytest.mark.django_db
def test_what_a_file_holds_is_the_readers_business(client):
    file = SimpleUploadedFile("a.bin", b"\0\1")

    assert client.post("/accounts/login/", {"username": "a", "file": file}).status_code == 200


@pytest.mark.django_db
def test_nul_in_a_cookie_is_refused(client):
    client.cookies["sessionid"] = "a\0b"
    answer = client.get("/")

    assert answer.status_code == 400
    assert SAID in answer.content.decode()


def test_the_page_is_in_the_language_of_the_address(client):
    page = client.get("/fr/workshops/?theme=%00").content.decode()

    assert '<html lang="fr"' in page


def test_a_request_without_nul_is_not_looked_through(rf):
    """The query and the cookies of a usual request are not even parsed."""
    request = rf.get("/workshops/?q=1")
    check = RefuseNul(lambda asked: asked)

    assert check(request) is request
    assert check.process_view(request, len, (), {}) is None
    assert not {"GET", "COOKIES"} & vars(request).keys()


@pytest.mark.parametrize(
    "address", ["/", "/zh-hans/workshops/", "/no/such/page/", "/api/v1/countries/"]
)
def test_an_unknown_host_is_refused_with_a_page(client, address):
    answer = client.get(address, headers={"host": "evil.example.org"})

    assert answer.status_code == 400
    if address.startswith("/api/"):
        assert answer.json() == {
            "code": "invalid",
            "message": "This request could not be read",
            "fields": {},
        }
    else:
        assert "evil" not in answer.content.decode()
        assert "css/base.css" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "month", ["0001-01", "0999-12", "1000-01", "9998-12", "9999-01", "9999-12"]
)
def test_the_calendar_bears_any_month(client, month):
    assert client.get(f"/workshops/?month={month}").status_code == 200
