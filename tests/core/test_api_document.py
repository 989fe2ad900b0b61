"""The OpenAPI document says what the server does: who may call, which values it takes, which errors it gives."""

import pytest

from core.api.parameters import Parameter, clean, code, day, flag, integer, period, text, word
from migration_portal.api_reference import schema
from tests.workshops.making import make_workshop

ERRORS = {"400", "404", "429"}


@pytest.fixture(scope="module")
def operations():
    """Reads that are open to all; those for tokens are in tests/workshops/test_api_organiser.py."""
    rows = {path: methods.get("get") for path, methods in schema()["paths"].items()}
    return {path: row for path, row in rows.items() if row and {} in row["security"]}


def parameters_of(operation):
    return {
        parameter["name"]: parameter
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    }


def test_every_call_goes_with_a_token_and_without(operations):
    assert operations
    for path, operation in operations.items():
        assert {} in operation["security"], path
        assert {"token": []} in operation["security"], path


def test_every_address_tells_its_errors_in_the_one_shape(operations):
    for path, operation in operations.items():
        assert set(operation["responses"]) - {"410"} == {"200", *ERRORS}, path
        for status, answer in operation["responses"].items():
            if status != "200":
                shape = answer["content"]["application/json"]["schema"]
                assert shape == {"$ref": "#/components/schemas/Error"}, path


def test_every_number_has_its_bounds_and_every_text_its_length(operations):
    seen = set()
    for path, operation in operations.items():
        for name, parameter in parameters_of(operation).items():
            shape = parameter["schema"]
            shape = shape.get("items", shape)
            seen.add(shape["type"])
            if shape["type"] == "integer":
                assert {"minimum", "maximum"} <= set(shape), (path, name)
            elif shape["type"] == "string":
                assert set(shape) & {"maxLength", "enum", "pattern", "format"}, (path, name)
            else:
                assert shape["type"] == "boolean", (path, name)

    assert seen == {"integer", "string", "boolean"}


@pytest.mark.parametrize(
    ("kind", "good", "wrong"),
    [
        (integer(1, 9), {"minimum": 1, "maximum": 9}, "0"),
        (integer(1, 9), {"type": "integer"}, "10"),
        (code, {"minLength": 1}, ""),
        (word, {"minLength": 1}, " "),
        (text, {"maxLength": 200}, "x" * 201),
        (day, {"format": "date"}, "2020-13-01"),
        (period, {"pattern": r"^[12]\d{3}(-?[Qq][1-4])?$"}, "3020"),
        (flag, {"type": "boolean"}, "maybe"),
    ],
)
def test_what_the_document_says_of_a_value_is_what_is_refused(kind, good, wrong):
    documented = Parameter("name", "A name.", kind).documented.type

    assert good.items() <= documented.items()
    with pytest.raises(ValueError, match=r"."):
        kind(wrong)


def test_codes_that_there_are_not_are_refused_together_by_name(rf):
    parameters = (
        Parameter("country", "Countries.", code, True, known=lambda: ["PHL", "TJK"]),
        Parameter("host", "A host.", code, known=lambda: ["ECA"]),
    )
    query = rf.get("/", {"country": "phl,PHI,QQQ", "host": "ECB"}).GET

    with pytest.raises(Exception, match="PHI") as caught:
        clean(query, parameters)

    wrong = caught.value.detail
    assert [str(error) for error in wrong["country"]] == [
        "PHI is not known. Did you mean PHL?",
        "QQQ is not known. Did you mean PHL, TJK?",
    ]
    assert [str(error) for error in wrong["host"]] == ["ECB is not known. Did you mean ECA?"]
    assert clean(rf.get("/", {"country": "phl,tjk"}).GET, parameters) == {"country": ("PHL", "TJK")}


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/recommendations/?page=2",
        "/api/v1/claims/?page=2",
        "/api/v1/report-bundles/?page=2",
        "/api/v1/studies/?page=2",
        "/api/v1/evaluations/?page=2",
        "/api/v1/policy-changes/?page=2",
    ],
)
def test_every_list_refuses_a_page_beyond_its_last_in_the_same_words(client, db, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.json()["message"] == "The last page is 1."


def outside(shape):
    """Values that the document forbids."""
    if "enum" in shape:
        yield "nonsense"
    elif shape["type"] == "integer":
        yield from (shape["minimum"] - 1, shape["maximum"] + 1, "1.5")
    elif shape["type"] == "boolean" or "format" in shape:
        yield "nonsense"
    if "maxLength" in shape:
        yield "x" * (shape["maxLength"] + 1)


def inside(shape):
    """Values at the edges of what the document allows, where that says which there are."""
    if "enum" in shape:
        yield from shape["enum"]
    elif shape["type"] == "integer":
        yield from (shape["minimum"], shape["maximum"])
    elif shape["type"] == "boolean":
        yield from ("true", "false")


@pytest.mark.wide
def test_the_server_takes_and_refuses_what_the_document_says(client, db, operations, subtests):
    make_workshop()
    for path, operation in operations.items():
        if "{" in path:
            continue
        for name, parameter in parameters_of(operation).items():
            shape = parameter["schema"]
            wrong = [*outside(shape.get("items", shape))]
            if "maxItems" in shape:
                wrong.append(",".join("x" * (shape["maxItems"] + 1)))
            elif shape.get("minLength"):
                wrong.append("")
            with subtests.test(f"{path} {name}"):
                for value in wrong:
                    answer = client.get(path, {name: value})
                    assert answer.status_code == (404 if name == "format" else 400), value
                    assert name == "format" or set(answer.json()["fields"]) == {name}
                for value in inside(shape.get("items", shape)):
                    assert client.get(path, {name: value}).status_code in {200, 404}, value
