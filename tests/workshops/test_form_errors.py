"""Errors stand beside their fields and in a summary on top that leads to them; days have a picker."""

import re

import pytest

from regions.models import Area
from tests.filling import form_of
from tests.workshops.making import make_workshop, open_own_page, organiser
from workshops.models import FocalPoint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def summary_of(answer) -> str:
    """The notice on top, which takes the focus."""
    page = answer.content.decode()
    found = re.search(
        r'<div class="notice bad error-summary" role="alert"[^>]*autofocus.*?</div>',
        page,
        re.DOTALL,
    )
    assert found
    return found[0]


def test_a_focal_point_sees_what_is_wrong_and_picks_days(client):
    workshop = make_workshop(mode="by_nomination")
    point = FocalPoint.objects.create(
        workshop=workshop, country=Area.objects.get(code="KHM"), name="F", authority="M", email="f@example.org"
    )  # fmt: skip
    here = open_own_page(client, point)
    page = client.get(here)
    assert re.search(r'<input type="date" name="document_date"', page.content.decode())
    form = form_of(page, "document_date") | {"document_date": "29.11.2026", "act": "save"}

    answer = client.post(here, form)

    assert answer.status_code == 422
    assert '<a href="#id_document_date">' in summary_of(answer)
    assert "Write the day as 2026-01-31." in summary_of(answer)
    assert '<a href="#id_given">' in summary_of(answer)


@pytest.mark.parametrize(
    ("page", "field", "linked"),
    [
        ("edit", "title_en", "id_title_en"),
        ("sessions", "starts_at", "id_starts_at"),
        ("people/enter", "given", "id_given"),
        ("setup", "text_en", "id_text_en"),
        ("nominations", "authority", "id_country"),
    ],
)
def test_every_form_of_the_organiser_has_a_summary(client, page, field, linked):
    workshop = make_workshop()
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/{page}/"
    form = form_of(client.get(here), field)
    empty = {name: "" for name in form if name not in ("act", "kind", "edit_base")}

    answer = client.post(here, form | empty)

    assert answer.status_code == 422
    assert f'<a href="#{linked}">' in summary_of(answer)
    assert f'id="{linked}"' in answer.content.decode()


def test_hours_of_a_session_are_picked_and_still_read_as_written(client):
    workshop = make_workshop()
    session = workshop.sessions.first()
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/sessions/{session.pk}/"
    form = form_of(client.get(here), "starts_at")
    day = session.starts_at.date().isoformat()

    assert form["starts_at"] == [f"{day}T09:00"]
    assert client.post(here, form | {"ends_at": f"{day} 09:45"}).status_code == 302
    session.refresh_from_db()
    assert session.minutes == 45


def test_a_zone_that_is_none_is_told_beside_it_with_a_deadline(client):
    workshop = make_workshop()
    client.force_login(organiser())
    address = f"/organise/{workshop.code}/edit/"
    form = form_of(client.get(address), "zone")

    answer = client.post(address, form | {"zone": "Mars/One", "nomination_deadline": "2031-01-01"})

    assert answer.status_code == 422
    assert len(answer.context["form"].errors["zone"]) == 1
    assert '<a href="#id_zone">' in summary_of(answer)
