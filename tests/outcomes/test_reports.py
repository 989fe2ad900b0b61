"""Claims that rest on records, and the status report from an empty year to a locked period."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import PortalError
from core.lifecycle import IllegalTransition
from outcomes.measures import MEASURES, Scope, figures_of
from outcomes.measures.differences import difference, moved
from outcomes.measures.registry import UnknownMeasure
from outcomes.models import (
    AchievementIndicator,
    Actual,
    Claim,
    Period,
    ReportText,
    Statement,
    StatusReport,
    Target,
)
from outcomes.presentation.claim_text import BadWording, sentence
from outcomes.presentation.report_types import PreparedReport
from outcomes.presentation.sentence_forms import FORMS
from outcomes.services import changes, claims, contributions, framework, records, reports
from tests.evaluations.results.keeping import kept_for_the_module
from tests.jobs import run_waiting
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change, publish, worker
from tests.outcomes.reporting import certified, include_all, make_report, prepared
from tests.studies.making import make_study, make_user
from tests.typed import misfits
from workshops.models import Registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
YEAR = Scope.of_year(2010)


@pytest.fixture(scope="module")
def year(regions, django_db_blocker):
    """The year 2010 with an empty report: a workshop in two commissions' names, a study, a change and an interest."""
    with kept_for_the_module(django_db_blocker):
        workshop = held_workshop(date(2010, 4, 22), "IDN", "RUS", "RUS")
        make_study(editions={"en": {"issued": "2010-05"}}, commissions=("ESCAP", "ECE"))
        make_change(("interest", "2010-04-24"), country="IDN", published=True)
        russia = make_change(("in_force", "2010-07"), country="RUS", under_way_by="2010-04-22")
        contributions.contribute(
            change=russia,
            origin={"workshop": workshop},
            grade=2,
            reasons="Tools were useful.",
            evidence=[add_proof(russia, "stated_usefulness")],
            by=None,
            at=NOW,
        )
        publish(russia)
        yield make_report().pk


@pytest.fixture
def report(year):
    return StatusReport.objects.get(pk=year)


def test_every_measure_has_a_published_definition_and_gives_figures(report):
    record = {"change": report.claims.model, "workshop": None, "study": None}
    for code, measure in MEASURES.items():
        assert len(measure.note) > 60, code
        if code in record:
            with pytest.raises(UnknownMeasure):
                figures_of(code, Scope())
        elif "item" not in measure.needs:
            assert figures_of(code, YEAR)["measure"] == code


def test_people_and_countries_are_never_counted_twice(report):
    email = Registration.objects.filter(country__code="RUS").first().email
    second_workshop = held_workshop(date(2010, 9, 1), "RUS", host="ECE")
    Registration.objects.filter(workshop=second_workshop).update(email=email)

    people, seats, countries = (
        figures_of(code, YEAR) for code in ("people-reached", "seats-taken", "countries-reached")
    )

    assert (people["value"], seats["value"], countries["value"]) == (3, 4, 2)
    assert people["by"]["commission"] == {"ECA": 0, "ECE": 1, "ECLAC": 0, "ESCAP": 3, "ESCWA": 0}
    for figures in (people, countries):
        assert figures["value"] <= sum(figures["by"]["commission"].values())


@settings(max_examples=8, deadline=None)
@given(
    plan=st.lists(
        st.tuples(
            st.sampled_from(["ECE", "ESCAP", "ESCWA"]),
            st.sampled_from(["RUS", "KAZ", "TUR"]),
            st.integers(0, 3),
        ),
        max_size=6,
    )
)
def test_the_union_is_never_more_than_the_sum_over_commissions(plan):
    scope = Scope.of_year(2012)
    with transaction.atomic():
        for host, country, person in plan:
            workshop = held_workshop(date(2012, 4, 22), country, host=host, sessions=0)
            Registration.objects.filter(workshop=workshop).update(email=f"p{person}@example.org")
        figures = {
            code: figures_of(code, scope) for code in ("people-reached", "countries-reached")
        }
        transaction.set_rollback(True)

    assert figures["people-reached"]["value"] == len({person for _host, _country, person in plan})
    assert figures["countries-reached"]["value"] == len(
        {country for _host, country, _person in plan}
    )
    for measured in figures.values():
        groups = measured["by"]["commission"].values()
        assert max(groups) <= measured["value"] <= sum(groups)


def test_an_interest_is_no_change(report):
    assert figures_of("countries-changed", YEAR)["by"]["country"] == {"RUS": 1}
    assert figures_of("countries-interested", YEAR)["by"]["country"] == {"IDN": 1}
    assert figures_of("countries-changed", Scope.of_year(2011))["value"] == 0


@pytest.mark.wide
def test_the_year_is_drafted_from_its_records_and_the_empty_commissions_are_named(report):
    prepared(report)

    text = "\n".join(claim.sentence for claim in report.claims.all())
    assert "1 regional study was issued, by ECE and ESCAP." in text
    assert (
        "No workshop of the period is recorded for Africa (ECA), Europe, North America and Central"
        " Asia (ECE), Latin America and the Caribbean (ECLAC) and Arab region (ESCWA)." in text
    )
    assert (
        "in force, july 2010; the process was already under way; contribution 2 of 5"
        in text.lower()
    )
    assert "interest expressed, 24 apr 2010; not counted as a change" in text.lower()
    assert misfits(report.prepared, PreparedReport) == []
    africa = next(row for row in report.prepared["coverage"]["rows"] if row["commission"] == "ECA")
    assert africa["is_empty"]
    assert set(africa["counts"]) == {0}
    count = report.claims.count()
    assert prepared(report).claims.count() == count


def test_the_same_figures_give_the_same_sentence_in_any_language_of_the_reader(report):
    from django.utils import translation

    prepared(report)
    for claim in report.claims.all():
        with translation.override("ar"):
            assert sentence(claim.form, claim.figures, "en") == claim.sentence


@pytest.mark.wide
def test_a_measure_says_its_own_sentences_and_nothing_else(report, client):
    for measure, form in (("workshops-held", "issued"), ("workshops-held", ""), ("change", "held")):
        with pytest.raises((BadWording, UnknownMeasure)):
            claims.bind(report=report, form=form, measure=measure, scope=YEAR, by=None, at=NOW)
    assert report.claims.count() == 0
    client.force_login(worker("recorder"))
    address = f"/outcomes/desk/reports/{report.pk}/claims/"
    form = {
        "form": "studies-published|issued",
        "part": "achievements",
        "paragraph": 1,
        # What cannot be said by any form: it is no field, or it is the writer's own remark.
        "text": "Two thirds of the world's governments now follow the advice of the project.",
        "remark": "Kuwait ended the kafala system thanks solely to ESCWA.",
    }

    assert client.post(address, form).status_code == 302

    claim = report.claims.get()
    assert claim.sentence == "1 regional study was issued, by ECE and ESCAP."
    assert client.post(address, form | {"form": "{value} participants died."}).status_code == 422
    prepared(report)
    for page in (
        f"/outcomes/claims/{claim.pk}/",
        f"/outcomes/desk/reports/{report.pk}/",
    ):
        text = client.get(page).content.decode()
        assert "Two thirds" not in text
        assert text.count("Kuwait ended") == text.count(
            "Remark of the writer, not measured: Kuwait ended"
        )


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_every_form_of_every_measure_fills_its_places(report, language):
    """Over the records of a year, whatever the language; a place that nothing fills would raise."""
    change = report.period.project.changes.get(country__code="RUS")
    keys = {
        "change": change.pk,
        "workshop": report.period.project.workshops.get().pk,
        "study": report.period.project.studies.get().pk,
    }
    assert FORMS.keys() == {code for code, row in MEASURES.items() if row.level != "portal"}
    for measure, forms in FORMS.items():
        scope = Scope.of_year(2010, item="SKI1", record=keys.get(measure))
        figures = figures_of(measure, scope)
        if figures.get("value") is None:
            continue
        for form in forms:
            text = sentence(form, figures, language)
            assert text, (measure, form)
            assert "{" not in text


@pytest.mark.wide
def test_a_statement_has_a_source_stands_apart_and_is_locked_with_its_report(report, client):
    actor = {"by": None, "at": NOW}
    with pytest.raises(PortalError, match="who says so"):
        claims.state(report=report, text="Understanding grew.", source=" ", **actor)
    claims.state(
        report=report,
        text="Understanding of Governments grew.",
        source="Page of the project",
        url="https://example.org/page",
        **actor,
    )
    locked = certified(prepared(report))
    reports.publish(report=locked, **actor)

    page = client.get(locked.get_absolute_url()).content.decode()
    apart = page.index("Statements, not measured")
    assert page.index("Understanding of Governments grew.") > apart
    assert "https://example.org/page" in page
    assert "Understanding" not in client.get("/api/v1/claims/").content.decode()
    with pytest.raises(IntegrityError, match="certified report"), transaction.atomic():
        Statement.objects.filter(report=locked).update(text="Other.")
    with pytest.raises(claims.Locked):
        claims.remove_statement(statement=locked.statements.get(), **actor)
    assert reports.begin(period=locked.period, **actor).statements.count() == 1


def test_a_sentence_without_evidence_cannot_be_kept_even_by_sql(report):
    with pytest.raises(UnknownMeasure):
        claims.bind(report=report, form="held", measure="wishes", scope=YEAR, by=None, at=NOW)
    with pytest.raises(IntegrityError, match="claim_rests_on_something"), transaction.atomic():
        Claim.objects.create(report=report, form="held", measure="")


@pytest.mark.wide
def test_exactly_the_claims_whose_records_moved_turn_stale_and_say_what_moved(report):
    prepared(report)
    Registration.objects.filter(country__code="IDN").update(state="no_show")

    claims.compare_all(at=NOW)

    stale = {claim.measure: claim for claim in report.claims.stale()}
    assert set(stale) == {"people-reached", "countries-reached", "women-share"}
    paths = {row["path"]: row for row in stale["countries-reached"].moved}
    assert paths["value"] == {"path": "value", "old": 2, "new": 1}
    assert paths["records"]["old"] == ["country:IDN"]
    with pytest.raises(reports.NotReady, match="Records moved under 3 sentences"):
        reports.submit(report=report, by=None, at=NOW)
    Registration.objects.filter(country__code="IDN").update(state="completed")
    claims.compare_all(at=NOW)
    assert not report.claims.stale().exists()


def test_a_withdrawn_record_turns_its_claim_stale(report):
    prepared(report)
    claim = report.claims.filter(measure="change").first()
    pk = claim.scope["record"]

    changes.move(
        change=changes.PolicyChange(pk=pk), new="withdrawn", by=None, at=NOW, text="Wrong."
    )
    claims.compare_all(at=NOW)

    claim.refresh_from_db()
    assert claim.is_stale


@pytest.mark.wide
def test_one_submits_another_approves(report):
    writer = make_user()
    prepared(report)
    reports.submit(report=report, by=writer, at=NOW)
    with pytest.raises(records.NotYours):
        reports.approve(report=report, by=writer, at=NOW)
    with pytest.raises(claims.Locked):
        claims.bind(
            report=report,
            form="held",
            measure="workshops-held",
            scope=YEAR,
            by=writer,
            at=NOW,
        )
    with pytest.raises(PortalError, match="Say what"):
        reports.send_back(report=report, by=make_user(), at=NOW, text=" ")
    reports.send_back(report=report, by=make_user(), at=NOW, text="Name the months.")
    report.refresh_from_db()
    assert report.is_edited
    with pytest.raises(IllegalTransition):
        reports.certify(report=report, by=writer, at=NOW)


def test_an_empty_or_unprepared_report_is_not_submitted(report):
    with pytest.raises(reports.NotReady, match="empty"):
        reports.submit(report=report, by=None, at=NOW)
    claims.bind(
        report=report,
        form="held",
        measure="workshops-held",
        scope=YEAR,
        by=None,
        at=NOW,
    )
    with pytest.raises(reports.NotReady, match="not prepared"):
        reports.submit(report=report, by=None, at=NOW)


@pytest.fixture
def locked(report):
    reports.save_heading(
        report=report,
        by=None,
        at=NOW,
        values={
            "implementation_rate": 61,
            "issues": "Funds came late.",
            "important_issues": "",
            "lessons": "",
        },
    )
    indicator = report.period.project.accomplishments.get().indicators.first()
    framework.set_target(indicator=indicator, period=report.period, value=5, by=None, at=NOW)
    return certified(prepared(report))


WRITES = {
    "text of a claim": lambda r: r.claims.update(sentence="Other."),
    "figures of a claim": lambda r: r.claims.update(figures={}),
    "a new claim": lambda r: Claim.objects.create(report=r, form="x", measure="study"),
    "no claim": lambda r: r.claims.all().delete(),
    "actual": lambda r: Actual.objects.filter(report=r).update(value=99),
    "no actual": lambda r: Actual.objects.filter(report=r).delete(),
    "issues": lambda r: ReportText.objects.filter(report=r).update(text="All well."),
    "a new text": lambda r: ReportText.objects.filter(report=r).first().delete(),
    "target": lambda r: Target.objects.filter(period=r.period).update(value=1),
    "no target": lambda r: Target.objects.filter(period=r.period).delete(),
    "rate": lambda r: StatusReport.objects.filter(pk=r.pk).update(implementation_rate=100),
    "prepared": lambda r: StatusReport.objects.filter(pk=r.pk).update(prepared={}),
    "state": lambda r: StatusReport.objects.filter(pk=r.pk).update(state="draft"),
    "certifier": lambda r: StatusReport.objects.filter(pk=r.pk).update(certified_by=make_user()),
    "days": lambda r: Period.objects.filter(pk=r.period_id).update(ends_on=date(2010, 11, 30)),
    "year": lambda r: Period.objects.filter(pk=r.period_id).update(year=2009),
    "the report": lambda r: r.delete(),
}


def test_a_locked_period_refuses_every_write_behind_the_services(locked):
    for write in WRITES.values():
        with pytest.raises(IntegrityError, match="certified report"), transaction.atomic():
            write(locked)


def test_a_locked_period_refuses_every_service(locked):
    claim = locked.claims.first()
    indicator = locked.period.project.accomplishments.get().indicators.first()
    actor = {"by": None, "at": NOW}
    for refused in (
        lambda: claims.bind(
            report=locked, form="held", measure="workshops-held", scope=YEAR, **actor
        ),
        lambda: claims.edit(claim=claim, values={"remark": "x"}, **actor),
        lambda: claims.remove(claim=claim, **actor),
        lambda: reports.save_heading(report=locked, values={}, **actor),
        lambda: framework.set_target(indicator=indicator, period=locked.period, value=1, **actor),
        lambda: framework.save_indicator(
            accomplishment=indicator.accomplishment,
            number=indicator.number,
            **actor,
            values={"texts": {"en": "x"}, "measure": "people-reached"},
        ),
    ):
        with pytest.raises(claims.Locked):
            refused()
    with pytest.raises(IllegalTransition):
        reports.send_back(report=locked, text="Again.", **actor)


def test_a_locked_claim_still_learns_that_records_moved_and_a_new_version_takes_them(locked):
    reports.publish(report=locked, by=None, at=NOW)
    later = held_workshop(date(2010, 6, 8), "KWT", host="ESCWA")
    locked.period.project.workshops.add(later)

    assert claims.compare_all(at=NOW) > 0

    assert Claim.objects.public().stale().filter(measure="workshops-held").exists()
    new = reports.begin(period=locked.period, by=None, at=NOW)
    assert new.version == 2
    assert new.claims.count() == locked.claims.count()
    assert not new.claims.stale().exists()
    with pytest.raises(PortalError, match="written already"):
        reports.begin(period=locked.period, by=None, at=NOW)


def test_the_next_year_lists_every_changed_number(locked):
    held_workshop(date(2011, 3, 1), "IDN", "THA")
    held_workshop(date(2011, 6, 1), "IDN", host="ECLAC")
    include_all(locked.period.project)
    following = prepared(make_report(locked.period.project, 2011))

    rows = {(row["name"], row["path"]): row for row in following.prepared["difference"]["rows"]}

    assert rows["EA1.1", "value"] == {"name": "EA1.1", "path": "value", "old": 1, "new": 2}
    assert rows["EA1.2", "value"]["new"] == 0
    assert rows["EA1.1", "by.commission.ECLAC"]["new"] == 1
    assert following.prepared["difference"]["year"] == 2010
    assert misfits(following.prepared, PreparedReport) == []


def test_a_fault_in_preparing_is_told_and_leaves_nothing_half_done(report):
    AchievementIndicator.objects.filter(number=2).update(measure="taken-out")
    from outcomes.services import report_preparation

    report_preparation.ask(report=report, with_claims=True, by=None, at=NOW)
    run_waiting(report_preparation.REPORT)

    report.refresh_from_db()
    assert "taken-out" in report.problem
    assert not report.is_waiting
    assert report.claims.count() == 0


def test_comparing_names_every_path():
    old = {"measure": "x", "version": 1, "value": 2, "by": {"c": {"A": 1}}, "records": ["a", "b"]}
    new = {
        "measure": "x",
        "version": 2,
        "value": 2,
        "by": {"c": {"A": 1, "B": 1}},
        "records": ["b", "c"],
    }

    assert moved(old, old) == []
    assert moved(old, new) == [
        {"path": "version", "old": 1, "new": 2},
        {"path": "by.c.B", "old": None, "new": 1},
        {"path": "records", "old": ["a"], "new": ["c"]},
    ]
    assert difference({"n": old}, {"n": new, "m": {"value": 1}}) == [
        {"name": "m", "path": "value", "old": None, "new": 1},
        {"name": "n", "path": "by.c.B", "old": None, "new": 1},
    ]
