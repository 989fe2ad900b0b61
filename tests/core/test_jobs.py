"""Jobs: each is done once by one worker, resumed after a kill, tried again with pauses, and shown."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from celery import Celery
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from core import job_kinds, jobs
from core.errors import PortalError
from core.models import Job, SetAside, User
from core.rows import each_row
from migration_portal.celery import app
from tests.jobs import run_waiting
from tests.killing import await_end, forked, kill_everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """Declares a kind for this test: `kind(work, ...)`."""

    def make(work=lambda job: "well", **choice):
        kind = job_kinds.JobKind("test", "Test work", work, **choice)
        monkeypatch.setitem(job_kinds.kinds(), "test", kind)
        return kind

    make()
    return make


def _fail(job):
    raise ValueError("amal@example.org")


def test_a_kind_is_declared_once():
    kinds = job_kinds.kinds()

    assert {"load", "refresh", "fetch"} <= kinds.keys()
    with pytest.raises(ValueError, match="declared twice"):
        job_kinds.declare(replace(kinds["load"], title="Another"))


def test_what_follows_a_release_is_declared():
    assert set(settings.AFTER_RELEASE) <= job_kinds.kinds().keys()


def test_work_is_asked_for_once_while_it_waits_or_runs(kind):
    first = jobs.ask("test", 7)

    assert jobs.ask("test", 7) == first
    assert jobs.ask("test", 8) != first
    jobs.start(first.pk)
    assert jobs.ask("test", 7) == first
    anew = jobs.ask("test", 7, after_running=True)
    assert anew != first
    assert jobs.ask("test", 7, after_running=True) == anew


def test_a_job_is_run_once_and_tells_its_result(kind):
    done = []
    kind(lambda job: done.append(job.key) or "well done")
    job = jobs.ask("test", 7)

    jobs.run(job.pk)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.step, done) == ("done", "well done", ["7"])


@pytest.mark.parametrize("length", [1, 150, 199, 200, 201, 5000])
@pytest.mark.parametrize("problems", [0, 1, 40])
def test_whatever_a_job_says_at_its_end_fits(length, problems):
    job = jobs.ask("test")

    jobs.finish(job, step="\n".join(["é\x00" * length, *["problem: why"] * problems]))

    job.refresh_from_db()
    assert (job.state, len(job.step) <= 200) == ("done", True)
    assert job.error.count("why") in {0, problems}
    assert ("problem" in job.step + job.error) == (problems > 0)


@pytest.mark.parametrize("step", [1 << 80, object()])
def test_a_job_whose_end_cannot_be_written_has_failed(kind, step):
    kind(lambda job: step)
    job = jobs.ask("test")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert "Error" in job.error
    assert jobs.lost() == []


def test_a_job_that_never_ends_is_not_handed_over_for_ever(kind):
    failures = []

    def killed(job):
        raise SystemExit

    kind(killed, failed=lambda key, problem: failures.append((key, problem)))
    job = jobs.ask("test", 7)
    for _attempt in range(jobs.MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            jobs.run(job.pk)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", jobs.MOST_ATTEMPTS)
    assert str(jobs.MOST_ATTEMPTS) in job.error
    assert failures == [("7", None)]


def test_a_fault_is_tried_again_with_growing_pauses_then_given_up(kind):
    failures = []
    kind(_fail, most_tries=3, failed=lambda key, problem: failures.append((key, problem)))
    job = jobs.ask("test", 7)
    pauses = []
    for _try in range(2):
        before = timezone.now()
        jobs.run(job.pk)
        job.refresh_from_db()
        pauses.append((job.next_at - before).total_seconds() // 60)
        assert job.is_set_aside
        assert job.error.startswith("ValueError in run (core/jobs.py:")
        assert "_fail (tests/core/test_jobs.py:" in job.error
        assert "example.org" not in job.error
        assert jobs.lost() == []
        jobs.run(job.pk)  # delivered twice: its pause is not over
        Job.objects.update(next_at=timezone.now() - timedelta(seconds=1))
        assert jobs.lost() == [job]
    assert (pauses, failures) == ([1, 2], [])

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts, failures) == ("failed", 3, [("7", None)])


def test_a_refusal_is_told_and_not_tried_again(kind):
    failures = []

    def refuse(job):
        raise PortalError("The round is open.")

    kind(refuse, most_tries=3, failed=lambda key, problem: failures.append(problem.message))
    job = jobs.ask("test")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error, failures) == (
        "failed",
        "The round is open.",
        ["The round is open."],
    )


@pytest.fixture
def broker_away():
    """A Celery application of which nobody takes tasks, for as long as the test runs."""
    nowhere = "redis://127.0.0.1:9/0"
    options = app.conf.broker_transport_options
    with Celery(broker=nowhere, set_as_current=True) as away:
        away.conf.broker_transport_options = options
        yield
    app.set_current()


def test_what_the_broker_could_not_take_is_handed_over_by_the_next_sweep(
    kind, broker_away, django_capture_on_commit_callbacks
):
    begun = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask("test", 7)

    assert time.monotonic() - begun < 3, "who asks does not wait for the broker"
    assert jobs.lost() == [job]


def test_what_the_broker_took_is_given_time(kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask("test", 7)
    assert jobs.lost() == []

    Job.objects.update(queued_at=timezone.now() - timedelta(seconds=61))

    assert jobs.lost() == [job]


def test_a_sweep_gives_the_broker_time_again(kind, django_capture_on_commit_callbacks):
    """Or each sweep would send every job of a long queue once more."""
    jobs.ask_all("test", [7, 8])
    Job.objects.update(queued_at=timezone.now() - timedelta(seconds=61))

    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.resume() == 2
        assert jobs.resume() == 0


def test_many_are_asked_for_in_a_few_queries(kind, django_assert_max_num_queries):
    running, waiting = jobs.ask("test", 1), jobs.ask("test", 2)
    jobs.start(running.pk)

    with django_assert_max_num_queries(5):
        hundred = jobs.ask_all("test", range(1, 101))
    with django_assert_max_num_queries(4):
        assert jobs.ask_all("test", range(1, 101)) == hundred

    assert hundred[:2] == [running, waiting]
    assert [job.key for job in hundred] == [str(key) for key in range(1, 101)]
    assert jobs.ask_all("test", []) == []


def test_who_asks_for_many_ends_their_pauses(kind):
    kind(_fail, most_tries=3)
    job = jobs.ask("test", 1)
    jobs.run(job.pk)

    jobs.ask_all("test", [1, 2])

    job.refresh_from_db()
    assert job.next_at <= timezone.now()


def test_rows_that_are_left_are_tried_again_with_their_job(kind):
    def work(job):
        each_row([1, 2], lambda row: _fail(row) if row == 1 else True, what="counting").check()

    kind(work, most_tries=3)
    job = jobs.ask("test")

    jobs.run(job.pk)

    job.refresh_from_db()
    row = SetAside.objects.get()
    assert (job.is_set_aside, job.error) == (True, "1 row is set aside and tried again.")
    assert row.next_at <= job.next_at, "it is due when its job is"


@pytest.mark.parametrize(("kept_days", "rest"), [(None, 3), (30, 2)])
def test_jobs_that_are_done_go_after_the_days_of_their_kind(kind, kept_days, rest):
    kind(kept_days=kept_days)
    old, failed, new = jobs.ask_all("test", ["old", "failed", "new"])
    jobs.finish(failed, error="The disk is full.")
    jobs.run(new.pk)
    jobs.run(old.pk)
    Job.objects.exclude(pk=new.pk).update(finished_at=timezone.now() - timedelta(days=31))

    jobs.purge()

    assert Job.objects.count() == rest


def test_success_clears_the_fault(kind):
    kind(_fail, most_tries=3)
    job = jobs.ask("test")
    jobs.run(job.pk)
    kind()

    assert jobs.ask("test") == job, "who asks again ends the pause"
    assert run_waiting("test") == 1

    job.refresh_from_db()
    assert (job.state, job.error, job.step) == ("done", "", "well")


def test_a_fault_gives_way_to_a_job_that_waits_already(kind):
    def overtaken(job):
        jobs.ask("test", after_running=True)
        raise ValueError

    kind(overtaken, most_tries=3)
    job = jobs.ask("test")

    jobs.run(job.pk)

    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "waiting"]
    assert jobs.try_again(job) == Job.objects.get(state="waiting")


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_one_job(kind):
    begun, go_on, done = threading.Event(), threading.Event(), []

    def work(job):
        done.append(job.pk)
        begun.set()
        assert go_on.wait(30)
        return "well"

    def first():
        jobs.run(job.pk)
        connection.close()

    kind(work)
    job = jobs.ask("test")
    worker = threading.Thread(target=first)
    worker.start()
    assert begun.wait(30)
    Job.objects.update(started_at=timezone.now() - timedelta(hours=1))

    jobs.run(job.pk)
    assert jobs.lost() == [], "a slow job is not a lost one"
    go_on.set()
    worker.join()
    jobs.run(job.pk)

    assert done == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_the_other_goes_on_when_one_is_killed(kind):
    """The other has the job delivered twice: while the first works on it, and after its death."""
    test_process, done = os.getpid(), []
    reading, writing = os.pipe()

    def work(job):
        if os.getpid() != test_process:
            os.write(writing, str(connection.connection.info.backend_pid).encode())
            time.sleep(60)
        done.append(job.key)
        return "well"

    kind(work)
    job = jobs.ask("test", 7)
    with forked(lambda: jobs.run(job.pk)) as first:
        backend = int(os.read(reading, 20))
        Job.objects.update(started_at=timezone.now() - timedelta(hours=1))

        jobs.run(job.pk)
        assert (jobs.resume(), done) == (0, [])

        os.kill(first, signal.SIGKILL)
        await_end(backend)
        assert jobs.resume() == 1
        jobs.run(job.pk)
        jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts, done) == ("done", 2, ["7"])


@pytest.mark.django_db(transaction=True)
def test_work_that_many_ask_for_at_once_is_one_job(kind):
    barrier = threading.Barrier(4)

    def ask(_number):
        barrier.wait(20)
        try:
            return jobs.ask_all("test", range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(ask, range(4)))

    assert results == [list(Job.objects.order_by("pk"))] * 4
    assert len(results[0]) == 20


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_is_resumed(kind):
    kind(lambda job: User.objects.get_or_create(username="made")[0].username)
    job = jobs.ask("test")

    def between():
        Job.objects.update(started_at=timezone.now() - timedelta(seconds=11), queued_at=None)
        unfinished = Job.objects.exclude(state="done")
        assert jobs.lost() == list(unfinished)
        Job.objects.update(attempts=0)

    assert kill_everywhere(lambda: jobs.run(job.pk), between) > 5

    job.refresh_from_db()
    assert (job.state, job.step) == ("done", "made")


def test_the_page_shows_what_waits_runs_failed_and_was_set_aside(client, kind):
    kind(_fail, most_tries=2)
    aside, failed = jobs.ask("test", "aside"), jobs.ask("test", "failed")
    jobs.run(aside.pk)
    jobs.finish(failed, error="The disk is full.")
    row = SetAside.objects.create(
        what="results of a round",
        row="41",
        reason="KeyError in prepare",
        tries=3,
        next_at=timezone.now() + timedelta(hours=1),
    )
    client.force_login(User.objects.create_superuser("admin", password="a-long-enough-one"))

    whole = client.get("/jobs/").content.decode()
    narrow = client.get("/jobs/?state=failed").content.decode()

    for text in (
        "Set aside (1)",
        "Failed (1)",
        "&gt; _fail (tests/core",
        "The disk is full.",
        "results of a round",
        "41",
        "KeyError in prepare",
        "Try again now",
    ):
        assert text in whole
    assert "The disk is full." in narrow
    assert "_fail (" not in narrow
    assert client.post(f"/jobs/{failed.pk}/again/").status_code == 302
    assert client.post(f"/jobs/rows/{row.pk}/again/").status_code == 302
    failed.refresh_from_db()
    row.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    assert row.next_at <= timezone.now()
    assert row.tries == 3


# The status of the list, of a job, of its state, of both buttons.
SEES = {
    "visitor": ((), [302, 404, 404, 302, 302]),
    "stranger": ((), [403, 404, 404, 403, 403]),
    "of the kind": (("ingest_snapshot",), [200, 200, 200, 403, 403]),
    "all": (("view_job",), [200, 200, 200, 403, 403]),
    "all, again": (("view_job", "change_job"), [200, 200, 200, 302, 302]),
}


@pytest.mark.parametrize("who", SEES)
def test_jobs_are_for_those_who_may_see_their_kind(client, kind, who):
    kind(permission="indicators.ingest_snapshot")
    job = jobs.ask("test")
    other = Job.objects.create(kind="of no app any more")
    rights, statuses = SEES[who]
    if who != "visitor":
        user = User.objects.create_user("somebody", password="a-long-enough-one")
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client.force_login(user)

    listed = client.get("/jobs/")
    statuses_seen = [listed.status_code] + [
        client.get(f"/jobs/{job.pk}{ending}").status_code for ending in ("/", ".json")
    ]
    statuses_seen += [
        client.post(f"/jobs/{part}/again/").status_code for part in (job.pk, "rows/1")
    ]

    assert statuses_seen == statuses
    if listed.status_code == 200:
        assert (f"/jobs/{other.pk}/" in listed.content.decode()) == ("view_job" in rights)
