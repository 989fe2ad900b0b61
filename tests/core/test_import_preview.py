"""Imports in two steps: what was shown is taken once, by the person who saw it, where it was shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import PortalError, Refused
from core.models import User
from core.web import import_preview

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(rf):
    """A request of the first person, or of another, that posts a token."""
    people = [User.objects.create_user(name) for name in ("one", "two")]
    requests = []

    def make(token="", person=0, **files):
        request = rf.post("/", {"token": token, **files})
        request.user = people[person]
        requests.append(request)
        return request

    yield make
    for request in requests:
        request.close()


def test_what_was_shown_is_taken_once(post):
    token = import_preview.keep(post(), "people:1", [1, 2])

    assert import_preview.take(post(token), "people:1", sum) == 3
    with pytest.raises(Refused, match="imported already"):
        import_preview.take(post(token), "people:1", sum)


@pytest.mark.parametrize(
    ("person", "about", "cut"), [(1, "people:1", 0), (0, "people:2", 0), (0, "people:1", 1)]
)
def test_nobody_else_and_nowhere_else(post, person, about, cut):
    token = import_preview.keep(post(), "people:1", [1, 2])

    with pytest.raises(Refused):
        import_preview.take(post(token[cut:], person), about, sum)
    assert import_preview.take(post(token), "people:1", sum) == 3


def test_what_could_not_be_applied_may_be_tried_again(post):
    token = import_preview.keep(post(), "people:1", [1, 2])

    def refuse(_found):
        raise PortalError("The workshop is full.")

    with pytest.raises(PortalError, match="full"):
        import_preview.take(post(token), "people:1", refuse)
    assert import_preview.take(post(token), "people:1", sum) == 3


def test_a_second_click_while_the_first_is_at_work_takes_nothing(post):
    token = import_preview.keep(post(), "people:1", [1, 2])

    def click_again(numbers):
        with pytest.raises(Refused):
            import_preview.take(post(token), "people:1", sum)
        return sum(numbers)

    assert import_preview.take(post(token), "people:1", click_again) == 3


def test_a_file_is_there_and_not_too_large(post, monkeypatch):
    monkeypatch.setattr(import_preview, "MEGABYTE", 10)
    fits = SimpleUploadedFile("list.csv", b"x" * 10)
    larger = SimpleUploadedFile("list.csv", b"x" * 11)

    assert import_preview.uploaded(post(file=fits), megabytes=1).size == 10
    for request in (post(), post(file=larger)):
        with pytest.raises(Refused, match="at most 1 MB") as refused:
            import_preview.uploaded(request, megabytes=1)
        assert refused.value.status == 422
