"""A portal without figures asks for those that it comes with, once."""

import pytest
from django.core.management import call_command

from core.models import Job
from indicators.models import Snapshot
from indicators.services import extract, jobs
from tests import published


@pytest.mark.django_db
def test_a_worker_that_ends_half_way_leaves_nothing_behind():
    published.prepare()

    def end(step, done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract.load(tell=end)
    assert not Snapshot.objects.exists()
    assert extract.is_due()


@pytest.mark.django_db
def test_a_portal_with_a_file_of_its_own_is_left_alone():
    published.prepare()
    published.load(published.observations(remin=published.REMITTANCES))

    assert extract.load() == 0
    assert Snapshot.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "kinds"), [({}, {jobs.EXTRACT}), ({"without_extract": True}, {jobs.REFRESH})]
)
def test_the_first_start_asks_a_worker_for_it(options, kinds, capsys):
    call_command("bootstrap", **options)
    call_command("bootstrap", **options)

    assert set(Job.objects.values_list("kind", flat=True)) == kinds
    assert Job.objects.count() == 1
