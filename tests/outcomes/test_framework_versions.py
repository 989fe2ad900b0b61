"""Certified figures keep their meaning: the framework is versioned with reasons, a certified year shows its own."""

import pytest

from core.errors import PortalError
from outcomes.models import AchievementIndicator
from outcomes.services import framework, reports
from outcomes.services.claims import Locked
from tests.outcomes.making import NOW, held_workshop, worker
from tests.outcomes.reporting import certified, include_all, make_project, make_report, prepared
from tests.outcomes.test_changes import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
ACTOR = {"by": None, "at": NOW}


@pytest.fixture
def published():
    """The report of 2010, published under the first words of the framework."""
    held_workshop(BANGKOK, "THA", "IDN")
    project = include_all(make_project())
    report = certified(prepared(make_report(project)))
    return reports.publish(report=report, **ACTOR)


def save(indicator: AchievementIndicator, reason="", **values):
    stored = {
        name: getattr(indicator, name)
        for name in ("texts", "measure", "item", "baseline", "baseline_year", "baseline_note")
    }
    return framework.save_indicator(
        accomplishment=indicator.accomplishment,
        number=indicator.number,
        values=stored | values,
        reason=reason,
        **ACTOR,
    )


def test_after_certification_the_question_stays_and_words_change_with_a_reason(published, client):
    project = published.period.project
    indicator = project.accomplishments.get().indicators.first()
    for changed in ({"item": "NEW1"}, {"measure": "people-reached"}, {"kind": "descending"}):
        with pytest.raises(Locked, match="begin a new indicator"):
            save(indicator, reason="Better.", **changed)
    with pytest.raises(PortalError, match="Give the reason"):
        save(indicator, texts={"en": "Events of the project"})
    indicator.refresh_from_db()
    assert indicator.text == "Indicator 1"
    before = project.versions.first().number

    save(indicator, reason="The board asked for it.", texts={"en": "Events of the project"})

    version = project.versions.first()
    assert (version.number, version.reason) == (before + 1, "The board asked for it.")
    page = client.get("/outcomes/framework/").content.decode()
    own = page.index("2010 as it was certified")
    assert "Events of the project" in page[:own]
    assert "Indicator 1" in page[own:]
    assert "in its own words below" in page[:own]
    assert "Indicator 1" in client.get(published.get_absolute_url()).content.decode()


def test_a_new_target_of_a_later_year_leaves_the_certified_year_where_it_is(published, client):
    project = published.period.project
    indicator = project.accomplishments.get().indicators.first()
    period = framework.open_period(project=project, year=2011, **ACTOR)
    with pytest.raises(PortalError, match="Give the reason"):
        framework.set_target(indicator=indicator, period=period, value=3, **ACTOR)

    framework.set_target(
        indicator=indicator, period=period, value=3, reason="Planned for the year.", **ACTOR
    )

    assert "as it was certified" not in client.get("/outcomes/framework/").content.decode()


def test_languages_that_are_not_written_keep_their_text():
    project = make_project()
    framework.save_accomplishment(
        project=project, number=1, texts={"en": "Skills", "fr": "Compétences"}, **ACTOR
    )
    framework.save_accomplishment(project=project, number=1, texts={"en": "Better skills"}, **ACTOR)

    assert project.accomplishments.get().texts == {"en": "Better skills", "fr": "Compétences"}
    assert project.versions.count() > 2


@pytest.mark.parametrize(
    ("measure", "value", "refused"),
    [("workshops-held", -3, True), ("women-share", 500, True), ("women-share", 100, False)],
)
def test_targets_that_cannot_be_reached_are_refused(measure, value, refused):
    project = make_project(measure)
    indicator = project.accomplishments.get().indicators.get()
    period = framework.open_period(project=project, year=2010, **ACTOR)

    def set_target():
        framework.set_target(indicator=indicator, period=period, value=value, **ACTOR)

    if refused:
        with pytest.raises(PortalError):
            set_target()
    else:
        set_target()
    assert indicator.targets.exists() != refused


def test_a_number_that_is_taken_is_not_written_over_by_mistake(client):
    make_project()
    client.force_login(worker("manager"))
    address = "/outcomes/desk/framework/da-6/"
    form = {"what": "accomplishment", "accomplishment-number": 1, "accomplishment-text_en": "Other"}

    refused = client.post(address, form)

    assert refused.status_code == 422
    assert "EA1" in refused.content.decode()
    assert "Tick below" in refused.content.decode()
    assert client.post(address, form | {"accomplishment-replaces": "on"}).status_code == 302


def test_a_returned_report_says_why_on_top(client):
    held_workshop(BANGKOK, "THA")
    report = prepared(make_report())
    reports.submit(report=report, **ACTOR)
    client.force_login(worker("reviewer"))
    address = f"/outcomes/desk/reports/{report.pk}/"
    client.post(f"{address}step/", {"to": "returned", "text": "Name the months."})

    page = client.get(address).content.decode()

    assert "Returned on" in page
    assert page.index("Name the months.") < page.index("Achievements")
