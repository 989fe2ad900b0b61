"""A loaded file is a proposal: what it would change, who decides, and how everything is undone."""

import pytest

from core.models import Job
from indicators.models import IndicatorValue, Release, ReleaseEntry, Snapshot, SnapshotDecision
from indicators.services import calculations, decisions, ingest
from tests import published
from tests.killing import kill_everywhere
from tests.published import REMITTANCES

LATER = "2026-01-31"
ACCEPTED, PROPOSED = Snapshot.Standing.ACCEPTED, Snapshot.Standing.PROPOSED


@pytest.fixture
def first(db):
    return published.publish()


def revised(**areas) -> dict:
    return REMITTANCES | areas


def propose(areas: dict, updated: str = LATER) -> Snapshot:
    return published.propose(published.world_bank(areas, updated), "API_BX.csv")


def shown(area: str, year: int) -> float | None:
    """The share of remittances in GDP that is public now."""
    run = (
        ReleaseEntry.objects.filter(release__is_current=True, indicator__code="REM_IN_USD")
        .order_by("as_of")
        .last()
        .run_id
    )
    values = IndicatorValue.objects.filter(run=run, area__code=area, year=year, quarter=0)
    return values.values_list("value", flat=True).first()


def concerns(snapshot: Snapshot) -> set[str]:
    return {one for series in decisions.proposal(snapshot) for one in series.concerns}


def test_the_first_file_and_one_that_only_adds_are_accepted_by_themselves(first):
    snapshot = propose(revised(TJK=REMITTANCES["TJK"] | {2021: 2.5e9}))

    assert snapshot.standing == ACCEPTED
    calculations.refresh()
    assert shown("TJK", 2021) == 2.5e9


def test_where_the_setting_says_so_every_file_waits(first, settings):
    settings.HARMLESS_FILES_PASS = False

    assert propose(REMITTANCES).standing == PROPOSED


TENFOLD = {year: 1000 * value for year, value in REMITTANCES["PHL"].items()}
WAITING = [
    ("fewer years", revised(PHL={2020: REMITTANCES["PHL"][2020]}), "lost"),
    ("fewer areas", {area: REMITTANCES[area] for area in ("PHL", "TJK")}, "lost"),
    ("another unit", revised(PHL=TENFOLD), "power"),
    ("one large revision", revised(PHL=REMITTANCES["PHL"] | {2020: 1.1e11}), "revised"),
]


@pytest.mark.parametrize(("what", "areas", "concern"), WAITING)
def test_what_would_lose_or_rewrite_figures_waits_for_a_person(first, what, areas, concern):
    snapshot = propose(areas)
    release, _computed = calculations.refresh()

    assert snapshot.standing == PROPOSED
    assert concern in concerns(snapshot)
    assert release == first
    assert shown("PHL", 2019) == REMITTANCES["PHL"][2019]


def test_series_that_no_office_writes_wait(first):
    years = range(2010, 2021)
    grown = {year: 1e9 * 1.05 ** (year - 2010) for year in years}
    assert propose(revised(GEO=grown)).standing == PROPOSED
    twin = {year: 1e9 + 7 * year * year for year in years}
    snapshot = propose(revised(GEO=twin, ARM=twin))

    assert concerns(snapshot) == {"repeated"}


def test_what_would_change_is_told_cell_by_cell_the_largest_first(first):
    snapshot = propose(
        {
            "PHL": {2018: 33808788000, 2019: 35167490001, 2020: 349133120000},
            "TJK": {2018: 1, 2021: 2},
        }
    )

    [remin] = decisions.proposal(snapshot)

    assert (remin.gained, remin.lost, remin.changed, remin.revised) == (1, 4, 3, 2)
    ratios = [round(change.ratio, 9) for change in remin.largest]
    assert [change.year for change in remin.largest] == [2018, 2020, 2019]
    assert ratios[1] == 10
    assert len(remin.lost_areas) == 1


def test_a_file_is_declined_accepted_withdrawn_and_accepted_again(first, django_user_model):
    person = django_user_model.objects.create_user("data")
    wrong = propose(revised(PHL={2020: 5.0}))
    decisions.decline(wrong.pk, by=person, reason="One figure is not a series.")
    assert calculations.refresh()[0] == first

    decisions.accept(wrong.pk, by=person, reason="The provider confirmed it.")
    calculations.refresh()
    assert (shown("PHL", 2020), shown("PHL", 2019)) == (5.0, None)

    decisions.withdraw(wrong.pk, by=person, reason="They were wrong.")
    calculations.refresh()
    assert shown("PHL", 2020) == REMITTANCES["PHL"][2020]

    decisions.accept(wrong.pk, by=person)
    calculations.refresh()
    assert shown("PHL", 2020) == 5.0
    acts = SnapshotDecision.objects.filter(snapshot=wrong).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["decline", "accept", "withdraw", "accept"]
    assert Job.objects.filter(kind="refresh").exists()


def test_acts_need_a_reason_and_a_file_in_the_right_state(first):
    snapshot = propose(revised(PHL={2020: 5.0}))

    with pytest.raises(decisions.ReasonMissing):
        decisions.decline(snapshot.pk, by=None, reason="  ")
    with pytest.raises(decisions.NotPossible):
        decisions.withdraw(snapshot.pk, by=None, reason="Not in use at all")
    with pytest.raises(decisions.NotPossible):
        decisions.accept(10**9, by=None)


def test_of_one_vintage_the_file_accepted_last_is_in_use_and_the_same_bytes_may_come_again(first):
    right, wrong = revised(PHL={2020: 3e10}), revised(PHL={2020: 3.1e10})
    one = decisions.accept(propose(right).pk, by=None)
    other = propose(wrong)
    if other.standing == PROPOSED:
        decisions.accept(other.pk, by=None)
    calculations.refresh()
    assert shown("PHL", 2020) == 3.1e10

    [again] = ingest.receive(
        name="API_BX.csv",
        data=published.world_bank(right, LATER),
        retrieved_on=published.date(2026, 2, 1),
    )
    assert (again.snapshot.pk, again.snapshot.standing) == (one.pk, PROPOSED)
    decisions.accept(one.pk, by=None)
    calculations.refresh()
    assert shown("PHL", 2020) == 3e10


def test_a_release_is_rolled_back_in_one_act_and_that_is_undone_in_one(first):
    decisions.accept(propose(revised(PHL={2020: 5.0})).pk, by=None)
    second, _computed = calculations.refresh()
    assert shown("PHL", 2020) == 5.0

    third = decisions.roll_back(first, by=None, reason="A truncated file was accepted.")
    assert shown("PHL", 2020) == REMITTANCES["PHL"][2020]
    assert (third.rolled_back_to_id, third.is_current) == (first, True)
    assert calculations.refresh()[0] == third.pk, "what is planned is what is shown"

    fourth = decisions.roll_back(second, by=None, reason="It was right after all.")
    assert shown("PHL", 2020) == 5.0
    assert calculations.refresh()[0] == fourth.pk
    with pytest.raises(decisions.NotPossible):
        decisions.roll_back(fourth.pk, by=None, reason="The current one")


@pytest.mark.wide
@pytest.mark.django_db(transaction=True)
def test_a_kill_anywhere_leaves_the_old_or_the_new_release_whole():
    first = published.publish()
    wrong = propose(revised(PHL={2020: 5.0}))
    decisions.accept(wrong.pk, by=None)
    second, _computed = calculations.refresh()

    def whole():
        [current] = Release.objects.filter(is_current=True)
        files = Snapshot.objects.filter(standing=ACCEPTED).count()
        assert (current.pk, files) == (second, 2)
        assert current.entries.exists()

    assert kill_everywhere(lambda: decisions.roll_back(first, by=None, reason="Wrong"), whole) > 5
    assert Snapshot.objects.filter(standing=ACCEPTED).count() == 1
    assert shown("PHL", 2020) == REMITTANCES["PHL"][2020]
    assert calculations.refresh()[0] == Release.objects.get(is_current=True).pk
