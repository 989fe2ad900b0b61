"""Records of a project by their pages: lists, forms with errors beside fields, second clicks, roles, the public page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from outcomes.models import (
    Activity,
    AgencyGroup,
    BudgetLine,
    ContextText,
    OfficialWording,
    OutcomeEvent,
    ProjectTheme,
)
from outcomes.services import reports
from outcomes.views.manager.project_kinds import KINDS
from tests.outcomes.making import NOW, worker
from tests.outcomes.managing import activity, allot, indicator_by_hand, planned_project, save
from tests.outcomes.reporting import certified, include_all, make_project, make_report, prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
DESK = "/outcomes/desk/projects/plan/"


@pytest.fixture
def project(regions):
    return planned_project()


@pytest.fixture
def manager(client, project):
    client.force_login(worker("manager"))
    return client


def test_every_kind_has_a_list_that_says_when_it_is_empty_and_a_form(manager, project):
    page = manager.get(DESK).content.decode()
    for slug, kind in KINDS.items():
        assert f"{DESK}{slug}/" in page
        assert kind.rows(project) == []
        assert kind.form(project=project).as_div()
    for slug in ("activities", "periods"):
        assert "Nothing is recorded yet" in manager.get(f"{DESK}{slug}/").content.decode()
        assert manager.get(f"{DESK}{slug}/new/").status_code == 200
        assert manager.post(f"{DESK}{slug}/new/", {"kind": "nothing"}).status_code == 422
    assert manager.get(f"{DESK}nothing/").status_code == 404
    assert not OutcomeEvent.objects.filter(action__endswith=": added").exists()


@pytest.mark.parametrize(
    ("slug", "form", "field"),
    [
        ("activities", {"state": "done", "starts_on": "2010-03-02", "due_on": "2010-03-01"}, "due_on"),
        ("activities", {"state": "done"}, "ended_on"),
        ("activities", {"state": "dropped", "ended_on": "2010-03-01"}, "reason"),
        ("budget", {"amount": "-1"}, "amount"),
        ("actuals", {"value": "1e16"}, "value"),
        ("actuals", {"value": "-1e308"}, "value"),
        ("wordings", {"texts_en": "Word for word"}, "source"),
        ("context", {"kind": "relevance", "position": "1"}, "texts_en"),
        ("agency-groups", {"names_en": "G", "set_up_on": "2010-02-30"}, "set_up_on"),
        ("risks", {"kind": "risk", "texts_en": "R", "since": "2010-01-01"}, "likelihood"),
        ("lessons", {"kind": "lesson", "texts_en": "L", "on": "2999-01-01", "source": "S"}, "on"),
        ("supplements", {"giver": "G", "what": "W", "on": "2010-01-01", "amount": "0"}, "amount"),
    ],
)  # fmt: skip
def test_errors_stand_beside_their_field_and_no_name_of_a_constraint_is_shown(
    manager, slug, form, field
):
    page = manager.post(f"{DESK}{slug}/new/", form)

    assert page.status_code == 422
    text = page.content.decode()
    assert f'id="id_{field}_error"' in text
    assert "is violated" not in text


def test_a_record_is_added_once_changed_and_removed_after_a_question(manager, project):
    accomplishment = project.accomplishments.get()
    form = {
        "accomplishment": accomplishment.pk, "number": 1, "texts_en": "Seminar in Bangkok", "starts_on": "2010-04-01",
        "due_on": "2010-04-30", "state": "planned", "form_key": "once",
    }  # fmt: skip
    for _click in range(2):
        assert manager.post(f"{DESK}activities/new/", form).status_code == 302
    row = Activity.objects.get()
    assert "Seminar in Bangkok" in manager.get(f"{DESK}activities/").content.decode()
    address = f"{DESK}activities/{row.pk}/"
    opened = manager.get(address)
    assert "Seminar in Bangkok" in opened.content.decode()
    guard = opened.context["form"].guard

    done = form | {
        "form_key": "twice", "state": "done", "ended_on": "2010-05-02", guard.base_name: guard.base,
    }  # fmt: skip
    assert manager.post(address, done).status_code == 302
    row.refresh_from_db()
    assert row.standing(date(2010, 5, 2)) == "done_late"

    question = manager.post(address, {"act": "remove"})
    assert question.status_code == 200
    assert "Certified reports keep" in question.content.decode()
    assert Activity.objects.exists()
    token = question.context["token"]
    manager.post(address, {"act": "remove", "confirmation": token})
    assert not Activity.objects.exists()
    actions = list(OutcomeEvent.objects.values_list("action", flat=True))
    assert {"activity: added", "activity: changed", "activity: removed"} <= set(actions)


def test_the_same_line_twice_is_refused_in_words(manager, project):
    line = allot(project, "ECE", "10")
    form = {"commission": line.commission_id, "object_class": line.object_class, "amount": "5"}

    page = manager.post(f"{DESK}budget/new/", form)

    assert page.status_code == 422
    assert "recorded already" in page.content.decode()
    assert BudgetLine.objects.count() == 1


@pytest.mark.parametrize("role", ["recorder", "reviewer", ""])
def test_others_read_the_desk_and_only_managers_write(client, project, role):
    allot(project, "ECE", "10")
    if role:
        client.force_login(worker(role))
    expected = 200 if role else 302

    assert client.get(f"{DESK}budget/").status_code == expected
    refused = client.post(f"{DESK}budget/new/", {})
    assert refused.status_code == (403 if role else 302)
    if role:
        assert "Add a line" not in client.get(f"{DESK}budget/").content.decode()


def test_what_is_late_or_lacks_a_figure_stands_on_top(manager, project):
    activity(project, 1, date(2010, 3, 31))
    indicator_by_hand(project)
    from tests.outcomes.managing import period_of

    period_of(project, 2010)

    page = manager.get(DESK).content.decode()

    assert "1 activity is late." in page
    assert "no figure is entered for: EA1.1" in page


def test_what_managers_enter_stands_on_the_public_page_with_its_source(client, project):
    from regions.models import Term

    group = AgencyGroup(project=project, names={"en": "Migration Group"}, set_up_on="2006")
    records = (
        ContextText(
            project=project, kind="relevance", texts={"en": "Why it matters"}, source="Report 7", url="https://example.org/7"
        ),
        OfficialWording(project=project, texts={"en": "As the document says"}, source="Document 3"),
        group,
        ProjectTheme(project=project, term=Term.objects.get(code="gender"), origin="dialogue", source="A/61/515"),
    )  # fmt: skip
    for record in records:
        save(project, record)

    page = client.get(reverse("outcomes:project", args=["plan"])).content.decode()

    for text in ("Why it matters", "Report 7", "https://example.org/7", "As the document says", "Document 3"):  # fmt: skip
        assert text in page
    assert "Named by: High-level Dialogue of 2006" in page
    assert "No report is published yet." in page
    assert reverse("outcomes:project", args=["plan"]) in client.get("/outcomes/projects/").content.decode()  # fmt: skip


def test_money_is_public_only_as_a_published_report_tells_it(client):
    project = include_all(make_project("workshops-held"))
    from outcomes.measures import Scope
    from outcomes.services import claims
    from tests.outcomes.making import held_workshop

    project.workshops.add(held_workshop(date(2010, 4, 22), "THA"))
    allot(project, "ECE", "54321")
    address = reverse("outcomes:project", args=[project.code])
    assert "54,321" not in client.get(address).content.decode()
    report = certified(prepared(make_report(project)))
    reports.publish(report=report, by=None, at=NOW)
    allot(project, "ECA", "98765")

    page = client.get(address).content.decode()

    assert "54,321" in page
    assert "98,765" not in page
    assert "54,321" in client.get(report.get_absolute_url()).content.decode()
    assert Scope.of_report(report).period == (date(2010, 1, 1), date(2010, 12, 31))
    assert claims.compare_all(at=NOW) == 0


def test_a_statement_says_what_results_are_due_to_and_which(client):
    from outcomes.services import claims
    from tests.outcomes.making import held_workshop

    project = make_project("workshops-held")
    project.workshops.add(held_workshop(date(2010, 4, 22), "THA"))
    report = prepared(make_report(project))
    claim = report.claims.get(measure="workshops-held", form="held")
    claims.state(
        report=report, text="It is owed to the seminar.", source="Page", kind="attribution",
        rests_on=[claim], by=None, at=NOW,
    )  # fmt: skip
    locked = certified(prepared(report))
    reports.publish(report=locked, by=None, at=NOW)

    page = client.get(locked.get_absolute_url()).content.decode()

    assert "Attribution: what results are due to" in page
    assert page.count(claim.sentence) >= 2


def test_the_trail_names_a_record_in_words_and_in_one_language(project):
    with translation.override("ar"):
        allot(project, "ESCAP", "100")

    assert OutcomeEvent.objects.filter(action="line of the budget: added").exists()
