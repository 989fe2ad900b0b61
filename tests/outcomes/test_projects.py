"""Projects side by side: each tells its own, what they share counts in each and once in the total."""

from datetime import date

import pytest
from django.conf import settings
from lxml import etree

from core.errors import PortalError, Stale
from outcomes.documents.iati import activity
from outcomes.measures import MEASURES, Scope, figures_of
from outcomes.measures.registry import UnknownMeasure
from outcomes.models import OutcomeEvent, PolicyChange, Project
from outcomes.services import claims, contributions, framework, reports, revisions, steps
from regions.models import Commission
from tests.evaluations.results.keeping import kept_for_the_module
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change, publish, worker
from tests.outcomes.reporting import add_indicator, certified, make_report, prepared
from tests.studies.making import make_study

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
YEARS = (2010, 2011, 2012)
MEASURED = (
    "workshops-held", "people-reached", "countries-reached", "studies-published", "countries-changed",
)  # fmt: skip


def new_project(code: str) -> Project:
    """A project of three commissions from 2010 to 2012 with an indicator for each measure."""
    project = framework.save_project(
        project=None,
        by=None,
        at=NOW,
        values={
            "code": code,
            "titles": {"en": f"Project {code}"},
            "objectives": {"en": "Capacities"},
            "starts_on": date(2010, 1, 1),
            "ends_on": date(2012, 12, 31),
            "iati_identifier": f"XM-DAC-1-{code}",
            "iati_organisation": "XM-DAC-1",
            "commissions": list(
                Commission.objects.filter(area__code__in=("ECE", "ESCAP", "ESCWA"))
            ),
        },
    )
    first = framework.save_accomplishment(
        project=project, number=1, texts={"en": "Skills"}, by=None, at=NOW
    )
    for number, measure in enumerate(MEASURED, start=1):
        add_indicator(first, number, measure)
    return project


@pytest.fixture(scope="module")
def projects(regions, django_db_blocker):
    """Two projects: `a` and `b` share a workshop of 2010, one of 2011, and the change in Kuwait."""
    with kept_for_the_module(django_db_blocker):
        a, b = new_project("a"), new_project("b")
        bangkok = held_workshop(date(2010, 4, 22), "IDN", "RUS", host="ESCAP")
        beirut = held_workshop(date(2010, 10, 5), "KWT", "BHR", host="ESCWA")
        beirut.co_hosts.set(Commission.objects.filter(area__code="ESCAP"))
        almaty = held_workshop(date(2011, 3, 1), "KAZ", "RUS", host="ECE")
        manila = held_workshop(date(2011, 5, 9), "THA", "IDN", host="ESCAP")
        amman = held_workshop(date(2012, 2, 7), "KWT", host="ESCWA")
        geneva = held_workshop(date(2012, 6, 4), "TUR", host="ECE")
        early = make_study(editions={"en": {"issued": "2010-05"}}, commissions=("ESCAP", "ECE"))
        late = make_study(editions={"en": {"issued": "2011-02"}}, commissions=("ESCWA",))
        actor = {"by": None, "at": NOW}
        framework.set_records(
            project=a, workshops=[bangkok, beirut, manila, amman], studies=[early], **actor
        )
        framework.set_records(
            project=b, workshops=[beirut, almaty, manila, geneva], studies=[late], **actor
        )
        russia = make_change(("adopted", "2010-07"), country="RUS", projects=[a])
        kuwait = make_change(
            ("draft", "2010-12"),
            ("in_force", "2011-06"),
            country="KWT",
            commission="ESCWA",
            projects=[a, b],
        )
        for change, workshop in ((russia, bangkok), (kuwait, beirut)):
            contributions.contribute(
                change=change,
                origin={"workshop": workshop},
                grade=2,
                reasons="The tools were of use.",
                evidence=[add_proof(change, "stated_usefulness")],
                **actor,
            )
            publish(change)
        yield {"a": a.pk, "b": b.pk}


def project(projects, code) -> Project:
    return Project.objects.get(pk=projects[code])


BY_HAND = {
    ("a", 2010): (2, 4, 4, 1, 2),
    ("b", 2010): (1, 2, 2, 0, 1),
    ("a", 2011): (1, 2, 2, 0, 1),
    ("b", 2011): (2, 4, 4, 1, 1),
    ("a", 2012): (1, 1, 1, 0, 0),
    ("b", 2012): (1, 1, 1, 0, 0),
}
"""Workshops, people, countries reached, studies, countries changed: added up from the fixture on paper."""
OF_COMMISSIONS = {
    ("a", 2010, "ECE"): (0, 0, 0, 1, 0),
    ("a", 2010, "ESCAP"): (2, 4, 4, 1, 1),
    ("a", 2010, "ESCWA"): (1, 2, 2, 0, 1),
    ("b", 2011, "ECE"): (1, 2, 2, 0, 0),
    ("b", 2011, "ESCAP"): (1, 2, 2, 0, 0),
    ("b", 2011, "ESCWA"): (0, 0, 0, 1, 1),
}
TOTALS = {2010: (2, 4, 4, 1, 2), 2011: (2, 4, 4, 1, 1), 2012: (2, 2, 2, 0, 0)}
"""Over both projects: what they share counts once."""


def progress_of_2013(projects) -> None:
    """Another workshop of both projects, and the law of Kuwait carried out with more evidence."""
    bahrain = held_workshop(date(2013, 1, 9), "KWT", "THA", host="ESCWA")
    for code in ("a", "b"):
        project(projects, code).workshops.add(bahrain)
    kuwait = revisions.begin(
        change=PolicyChange.objects.public().get(country__code="KWT"), by=None, at=NOW
    )
    proof = add_proof(kuwait, "official_citation", on="2013-06", url="https://example.org/law")
    steps.add_step(
        change=kuwait, stage="implemented", on="2013-06", evidence=proof, by=None, at=NOW
    )
    for row in kuwait.contributions.all():
        contributions.contribute(
            change=kuwait,
            origin={"workshop": row.workshop},
            grade=5,
            reasons="The law cites the project.",
            evidence=[*row.evidence.all(), proof],
            by=None,
            at=NOW,
        )
    publish(kuwait)


@pytest.mark.wide
def test_two_projects_of_three_commissions_over_three_years_give_six_reports(projects, client):
    for (code, year), sums in BY_HAND.items():
        report = certified(prepared(make_report(project(projects, code), year)))
        reports.publish(report=report, by=None, at=NOW)
        actuals = {
            actual.indicator.measure: actual.value
            for actual in report.actuals.select_related("indicator")
        }
        assert tuple(actuals[name] for name in MEASURED) == sums, (code, year)
        for claim in report.claims.exclude(measure="change"):
            if claim.measure in MEASURED:
                assert claim.figures["value"] == sums[MEASURED.index(claim.measure)]
        for row in report.prepared["coverage"]["rows"]:
            stages = dict(zip(report.prepared["coverage"]["stages"], row["counts"], strict=True))
            expected = OF_COMMISSIONS.get((code, year, row["commission"]))
            if expected:
                assert tuple(stages[name] for name in MEASURED) == expected, (code, year, row)
        page = client.get(report.get_absolute_url()).content.decode()
        assert f"Project {code}" in page
        tree = etree.fromstring(activity(report.period.project))
        assert tree.findtext(".//iati-identifier") == f"XM-DAC-1-{code}"
        # The plain actuals of the file are those of the report; others are groups of one.
        figures = [
            float(actual.get("value"))
            for result in tree.findall(".//result")
            for period in result.findall("indicator/period")
            if period.find("period-start").get("iso-date") == f"{year}-01-01"
            for actual in period.findall("actual[@value]")
            if actual.find("dimension") is None
        ]
        assert figures == list(sums)
    progress_of_2013(projects)
    assert claims.compare_all(at=NOW) == 0
    for year, sums in TOTALS.items():
        scope = Scope.of_year(year)
        assert tuple(figures_of(name, scope)["value"] for name in MEASURED) == sums


@pytest.mark.wide(but="a-2010-ECE")
@pytest.mark.parametrize(("code", "year", "commission"), OF_COMMISSIONS)
def test_each_commission_has_a_report_of_its_own(projects, client, code, year, commission):
    own = Commission.objects.get(area__code=commission)
    period = framework.open_period(project=project(projects, code), year=year, by=None, at=NOW)
    report = prepared(reports.begin(period=period, commission=own, by=None, at=NOW))

    actuals = {a.indicator.measure: a.value for a in report.actuals.select_related("indicator")}
    expected = OF_COMMISSIONS[code, year, commission]
    assert tuple(actuals[name] for name in MEASURED) == expected
    assert [row["commission"] for row in report.prepared["coverage"]["rows"]] == [commission]
    assert all(
        row["target"] is None
        for accomplishment in report.prepared["accomplishments"]
        for row in accomplishment["indicators"]
    )
    report = certified(report)
    reports.publish(report=report, by=None, at=NOW)
    address = f"/status-reports/{code}/{year}/{commission}/"
    assert report.get_absolute_url() == address
    assert client.get(address).status_code == 200
    assert client.get(f"/status-reports/{code}/{year}/").status_code == 404
    exported = client.get(f"/status-reports/{code}/{year}/{commission}.json").json()
    assert exported["commission"] == commission
    tree = etree.fromstring(client.get(f"/outcomes/iati/activities/{code}.xml").content)
    assert tree.findtext(".//iati-identifier") == f"XM-DAC-1-{code}"
    links = {link.get("url") for link in tree.iter("document-link")}
    assert f"{settings.PORTAL_ADDRESS}{address}?version=1" in links
    rows = client.get(f"/api/v1/claims/?project={code}&commission={commission}").json()["results"]
    assert {row["commission"] for row in rows} == {commission}


def test_no_sentence_of_one_project_rests_on_records_of_the_other(projects):
    report = make_report(project(projects, "b"), 2010)
    prepared(report)
    own = set(report.period.project.changes.values_list("pk", flat=True))

    assert {claim.scope["project"] for claim in report.claims.all()} == {"b"}
    assert {c.scope["record"] for c in report.claims.filter(measure="change")} <= own
    russia = project(projects, "a").changes.get(country__code="RUS")
    with pytest.raises(UnknownMeasure, match="not of this report"):
        figures_of("change", Scope(project="b", record=russia.pk))
    with pytest.raises(UnknownMeasure, match="whole portal"):
        figures_of("data-countries", Scope(project="b"))


def test_every_measure_of_a_project_is_empty_for_one_without_records(projects):
    new_project("c")
    for code, measure in MEASURES.items():
        if measure.level in ("record", "portal"):
            continue
        figures = figures_of(code, Scope.of_year(2010, project="c", item="SKI1"))
        assert not figures["value"], code
        assert set(figures.get("by", {}).get("commission", {})) <= {"ECE", "ESCAP", "ESCWA"}


def test_pages_and_lists_can_be_read_for_one_project(projects, client):
    titles = {
        code: set(project(projects, code).changes.values_list("titles__en", flat=True))
        for code in ("a", "b")
    }
    only_a = (titles["a"] - titles["b"]).pop()
    for address in ("/outcomes/", "/outcomes/timeline/"):
        assert only_a in client.get(f"{address}?project=a").content.decode()
        assert only_a not in client.get(f"{address}?project=b").content.decode()
    assert client.get("/outcomes/uptake/?project=b").status_code == 200
    rows = client.get("/api/v1/policy-changes/?project=b").json()["results"]
    assert [(row["country"], row["projects"]) for row in rows] == [("KWT", ["a", "b"])]
    assert client.get("/api/v1/policy-changes/?project=nowhere").status_code == 400


def test_a_manager_chooses_records_on_the_page_and_a_second_old_form_is_refused(projects, client):
    client.force_login(worker("manager"))
    a = project(projects, "a")
    address = "/outcomes/desk/framework/a/"
    page = client.get(address).content.decode()
    assert "Workshops and studies of the project" in page
    one = a.workshops.first()
    form = {"what": "records", "records-workshops": [one.pk], "records-revision": a.revision}

    assert client.post(address, form).status_code == 302

    assert list(a.workshops.values_list("pk", flat=True)) == [one.pk]
    event = OutcomeEvent.objects.filter(about="framework", action="records").first()
    assert len(event.detail["removed"]) == 4
    again = client.post(address, form)
    assert again.status_code == 422
    assert "Somebody changed this project" in again.content.decode()
    with pytest.raises(Stale):
        framework.set_records(project=a, workshops=[], studies=[], revision=1, by=None, at=NOW)


def test_a_workshop_of_which_no_commission_has_a_part_is_refused(projects):
    santiago = held_workshop(date(2010, 6, 1), "CHL", host="ECLAC")

    with pytest.raises(PortalError, match="No commission of the project"):
        framework.set_records(
            project=project(projects, "a"), workshops=[santiago], studies=[], by=None, at=NOW
        )
    eclac = Commission.objects.get(area__code="ECLAC")
    period = framework.open_period(project=project(projects, "a"), year=2010, by=None, at=NOW)
    with pytest.raises(PortalError, match="not a commission"):
        reports.begin(period=period, commission=eclac, by=None, at=NOW)


def test_a_report_in_a_language_and_of_a_commission_is_begun_in_the_browser(projects, client):
    client.force_login(worker("manager"))
    form = {"project": "a", "year": "2010", "commission": "ESCWA", "language": "fr"}

    response = client.post("/outcomes/desk/reports/begin/", form)

    report = claims.StatusReport.objects.get()
    assert response["Location"] == f"/outcomes/desk/reports/{report.pk}/"
    assert (report.commission_code, report.language) == ("ESCWA", "fr")
    assert (
        client.post("/outcomes/desk/reports/begin/", form | {"commission": "ECLAC"}).status_code
        == 302
    )
    assert claims.StatusReport.objects.count() == 1
