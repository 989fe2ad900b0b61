"""Every address of figures x everybody: what is there for whom, and for nobody else."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from core.models import Job, User
from indicators.models import Release, Snapshot, Subscription
from indicators.sdmx import urls as sdmx
from indicators.services import calculations, ingest, release_steps
from indicators.urls import urlpatterns
from tests import published
from tests.indicators.test_corridor_pages import INCOME, PRICES, STOCK
from tests.jobs import run_waiting

# By name: the arguments, and the status for a visitor, a stranger with an account, and a data manager.
SHOWN, LED = (200, 200, 200), (302, 302, 302)
SECRET, KEPT_BACK = (302, 403, 200), (404, 404, 200)
DECIDED = (302, 403, 403)
PAIR, FILE = {"home": "TJK", "host": "RUS"}, {"extension": "csv"}
ROWS = {
    **dict.fromkeys(
        ("catalogue", "validation", "explore", "compare", "compare_embed", "alike", "alike_embed", "corridors",
         "corridors_embed", "saving", "query", "own", "dcat", "release_feed", "alert_asked", "releases", "sources"), ({}, SHOWN),
    ),
    **dict.fromkeys(("detail", "embed", "indicator_feed", "multiples_svg"), ({"code": "REM_IN_USD"}, SHOWN)),
    **dict.fromkeys(("corridor", "corridor_embed"), (PAIR, SHOWN)),
    **dict.fromkeys(("compare_file", "alike_file", "corridors_file", "saving_file"), (FILE, SHOWN)),
    "corridor_file": (PAIR | FILE, SHOWN), "own_file": (FILE, SHOWN),
    "download": ({"code": "REM_IN_USD", "format": "csv"}, SHOWN),
    "area_feed": ({"area": "TJK"}, SHOWN),
    "figure": ({"code": "REM_IN_USD", "area": "TJK", "period": "2018"}, SHOWN),
    "alert": ({}, SHOWN), "subscription": ({"key": "key"}, SHOWN), "unsubscribe": ({"key": "key"}, LED),
    "release": ({"pk": "release"}, SHOWN), "release_cite": ({"pk": "release", "ending": "bib"}, SHOWN),
    "release_file": ({"pk": "release", "name": "theme-remittances.zip"}, SHOWN),
    "latest_file": ({"name": "theme-remittances.zip"}, LED),
    "source": ({"code": "wdi"}, SHOWN),
    **dict.fromkeys(("snapshot", "snapshot_data", "snapshot_file"), ({"pk": "loaded"}, SHOWN)),
    "upload": ({}, SECRET),
    "decide": ({"pk": "loaded"}, DECIDED), "roll_back": ({"pk": "release"}, DECIDED),
}  # fmt: skip
QUERIES = {
    "compare": "?x=GDP_USD&y=REM_IN_USD", "compare_file": "?x=GDP_USD&y=REM_IN_USD", "alert": "?area=TJK",
    "alike": "?country=TJK", "alike_file": "?country=TJK", "saving_file": "?country=TJK",
    "corridor_embed": "?part=people", "own_file": "?indicator=REM_IN_USD&country=TJK",
}  # fmt: skip
OTHERS = [
    ("indicators:snapshot", {"pk": "refused"}, KEPT_BACK),
    ("indicators:snapshot_data", {"pk": "refused"}, (404, 404, 404)),
    ("indicators:snapshot_file", {"pk": "refused"}, (404, 404, 404)),
    ("core:jobs", {}, SECRET),
    *((name, {"pk": "load"}, KEPT_BACK) for name in ("core:job", "core:job_status")),
    *((name, {"pk": "refresh"}, SHOWN) for name in ("core:job", "core:job_status")),
    ("indicators:release", {"pk": 10**6}, (404, 404, 404)),
    ("indicators:release_file", {"pk": "release", "name": "theme-secrets.zip"}, (404, 404, 404)),
]
"""The same addresses of other things: what was refused, a computation that all may watch, what is not there."""
READ = {
    "sdmx": LED, "sdmx_data": SHOWN, "sdmx_data_v1": SHOWN, "sdmx_structure": SHOWN, "sdmx_structure_v1": SHOWN,
    "sdmx_availability": SHOWN, "sdmx_availability_v1": SHOWN,
}  # fmt: skip
FLOW = {"flow": "DF_REMITTANCES"}
SDMX_GIVEN = {
    "sdmx": {}, "sdmx_data": FLOW | {"agency": "UNRC", "version": "1.0"}, "sdmx_data_v1": FLOW,
    "sdmx_structure": {"kind": "dataflow"}, "sdmx_structure_v1": {"kind": "codelist"},
    "sdmx_availability": FLOW | {"agency": "UNRC", "version": "1.0"}, "sdmx_availability_v1": FLOW,
}  # fmt: skip


@pytest.fixture(scope="module")
def things_once(django_db_setup, django_db_blocker, files_once):
    with published.kept(django_db_blocker):
        published.prepare()
        people = {"TJK": {2018: 9.1e6}}
        series = {"remin": published.REMITTANCES, "gdp": published.GDP, "pop": people}
        loaded = published.load(published.observations(income=INCOME, **series))
        published.load(STOCK, "migrant_stock.csv")
        published.load(PRICES, "rpw_corridors.csv")
        release, _computed = calculations.refresh()
        run_waiting(release_steps.FINISH)
        bad = f"{published.HEADER}\nQQQ,gdp,,2020,1,\n".encode()
        received = ingest.receive(
            name="observations_wdi.csv", data=bad, retrieved_on=published.date(2026, 1, 1)
        )
        refused = ingest.load(received[0].snapshot.pk)
        assert refused.state == Snapshot.State.REFUSED
        yield {
            "release": release,
            "loaded": loaded.pk,
            "refused": refused.pk,
            "load": Job.objects.create(kind="load", key=refused.pk).pk,
            "refresh": Job.objects.create(kind="refresh").pk,
        }


@pytest.fixture
def things(things_once, db):
    """One of everything that has an address."""
    return things_once


@pytest.fixture(autouse=True)
def _own_files():
    """The files of the release serve every test."""


def test_every_address_has_a_row():
    assert {pattern.name for pattern in urlpatterns} == ROWS.keys()
    assert {one.name for one in sdmx.urlpatterns if one.name} == READ.keys() == SDMX_GIVEN.keys()


@pytest.mark.parametrize("place", [0, 1, 2], ids=["visitor", "stranger", "manager"])
def test_each_address_answers_those_it_is_for(things, client, place, subtests):
    if place:
        user = User.objects.create_user("somebody", password="a-long-enough-one")
        if place == 2:
            user.user_permissions.add(Permission.objects.get(codename="ingest_snapshot"))
        client.force_login(user)
    subscription = Subscription.objects.create(
        email="a@example.org", language="en", area_id=762, key="a-key-of-this-test"
    )
    known = things | {"key": subscription.key}
    asked = [
        *((f"indicators:{name}", *row, QUERIES.get(name, "")) for name, row in ROWS.items()),
        *((name, given, statuses, "") for name, given, statuses in OTHERS),
        *((f"api:{name}", SDMX_GIVEN[name], statuses, "") for name, statuses in READ.items()),
    ]
    for name, given, statuses, query in asked:
        with subtests.test(f"{name} {given}"):
            kwargs = {key: known.get(value, value) for key, value in given.items()}
            answer = client.get(reverse(name, kwargs=kwargs) + query)
            if answer.streaming:
                b"".join(answer.streaming_content)

            assert answer.status_code == statuses[place]


def test_only_forms_take_posts_and_empty_ones_write_nothing(things, client):
    client.force_login(User.objects.create_superuser("admin", password="a-long-enough-one"))
    before = Release.objects.count(), Snapshot.objects.count(), Job.objects.count()
    takes = {"alert", "decide", "roll_back", "upload", "subscription", "unsubscribe"}
    for name, (given, _statuses) in ROWS.items():
        kwargs = {key: things.get(value, value) for key, value in given.items()}
        answer = client.post(reverse(f"indicators:{name}", kwargs=kwargs))

        assert (answer.status_code == 405) == (name not in takes), name
    assert (Release.objects.count(), Snapshot.objects.count(), Job.objects.count()) == before
