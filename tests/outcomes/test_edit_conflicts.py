"""Two people who edit a policy change or a report at the same time."""

import pytest

from outcomes.models import ReportText
from tests.confirming import fields_of
from tests.filling import form_of
from tests.outcomes.making import make_change, worker
from tests.outcomes.reporting import make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.mark.wide
def test_both_keep_what_they_changed_of_a_record(client):
    user = worker("recorder", "ESCAP")
    change = make_change(by=user)
    client.force_login(user)
    here = f"/outcomes/desk/changes/{change.pk}/edit/"
    first, second, third = (form_of(client.get(here), "titles_en") for _tab in range(3))

    assert client.post(here, first | {"acted_by": "Parliament"}).status_code == 302
    assert client.post(here, second | {"significance": "Many may stay."}).status_code == 302
    change.refresh_from_db()
    assert (change.acted_by, change.significance) == ("Parliament", "Many may stay.")

    asked = client.post(here, third | {"acted_by": "Senate"})
    change.refresh_from_db()
    assert asked.status_code == 409
    assert change.acted_by == "Parliament"
    assert client.post(here, form_of(asked, "titles_en")).status_code == 302
    change.refresh_from_db()
    assert change.acted_by == "Senate"


def test_both_keep_what_they_wrote_in_a_report(client):
    report = make_report()
    client.force_login(worker("manager"))
    page = f"/outcomes/desk/reports/{report.pk}/"
    here = f"{page}heading/"
    part, other = ReportText.Part.values[:2]
    first, second = (form_of(client.get(page), "important_issues") for _tab in range(2))

    assert client.post(here, first | {part: "Ours."}).status_code == 302
    assert client.post(here, second | {other: "Theirs."}).status_code == 302
    texts = dict(report.texts.values_list("part", "text"))
    assert (texts[part], texts[other]) == ("Ours.", "Theirs.")


def test_parts_of_a_record_are_removed_after_a_question(client):
    user = worker("recorder", "ESCAP")
    change = make_change(by=user)
    client.force_login(user)
    here = f"/outcomes/desk/changes/{change.pk}/remove-evidence/"

    asked = client.post(here, {"pk": change.evidence.get().pk})
    assert change.evidence.count() == 1
    assert "0 steps rest on it." in asked.content.decode()
    assert client.post(here, fields_of(asked)).status_code == 302
    assert change.evidence.count() == 0
    assert client.post(here, fields_of(asked)).status_code == 302
