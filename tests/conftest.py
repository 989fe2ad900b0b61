"""Fixtures that several apps use: a browser, the real application over HTTP, a real worker."""

import contextlib
import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as rules
from pytest_django.live_server_helper import LiveServer

from tests.databases import keep_rows, quick_flush, quick_migrations
from tests.evaluations.results.keeping import kept_for_the_module
from tests.scheduling import Scopes, woven
from tests.studies.making import load_regions
from tests.width import IS_FULL, cases, parted

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-default-browser-check",
]

# A machine that has other work is slow; a rule does not fail for that.
rules.register_profile(
    "portal",
    deadline=None,
    max_examples=cases(100),
    suppress_health_check=[HealthCheck.too_slow],
)
rules.load_profile("portal")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what is marked `wide`, unless all is wanted or a path chooses it.

    Begin with what takes longest, and with one browser at a time where it can be.

    Inside a module what leaves nothing running comes last, so that nobody has to start it again.
    """
    if not IS_FULL and config.args_source is config.ArgsSource.TESTPATHS:
        items[:], wide = parted(items)
        config.hook.pytest_deselected(items=wide)
    order = {path: at for at, path in enumerate(woven(list({item.path: None for item in items})))}
    items.sort(key=lambda item: (order[item.path], item.get_closest_marker("stops") is not None))


def pytest_xdist_make_scheduler(config, log):
    """`--dist loadscope` with scopes of our own."""
    return Scopes(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_xdist_auto_num_workers(config):
    """Four for the whole: while two wait for a portal or a browser, two cores have work all the same."""
    return 4 if config.args_source is config.ArgsSource.TESTPATHS else 2


def pytest_collection():
    """Look for no garbage while modules are loaded: what they make stays."""
    gc.disable()


def pytest_collection_finish():
    """Let the garbage collector pass over what is loaded by now, and then look for garbage seldom.

    At Python's own thresholds it takes a twentieth of the processor time more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def _uses_database(request) -> bool:
    asked = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    return bool(asked) or request.node.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def _valkey():
    """One connection for all tests of this process."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _own_keys(request, _valkey):
    """Leave no cached answer, throttle count or queued task to the next test."""
    if not _uses_database(request) and "live_once" not in request.fixturenames:
        yield
        return
    yield
    _valkey.flushdb()
    from core.api.throttling import LeasedRate

    LeasedRate._lots.clear()


@pytest.fixture(autouse=True)
def _own_files(request, tmp_path_factory):
    """A folder of its own for the files of every test that uses the database."""
    if not _uses_database(request):
        yield
        return
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture(autouse=True)
def _own_language():
    """A page asked for in Russian leaves that language to its thread: the next test begins in English."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, django_db_modify_db_settings, django_db_blocker, tmp_path_factory
):
    """Make the tables by migrations in one process; the others copy its database in less than a second."""
    if not hasattr(request.config, "workerinput"):
        return
    test = connection.settings_dict["TEST"]
    own = test["NAME"]
    template = f"{own.rsplit('_gw', 1)[0]}_template"
    shared = tmp_path_factory.getbasetemp().parent  # of all workers of this run
    made = shared / "template_made"
    with (shared / "template.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make_template(template)
            made.touch()
    test.update(NAME=own, TEMPLATE=template)


def _make_template(name: str) -> None:
    """A database with every table, which nobody is connected to."""
    portal = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    with quick_migrations():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = portal


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_keepdb, django_db_modify_db_settings
):
    """Make the database whatever the tests ask for, which `live_once` does not say to pytest-django.

    Countries and commissions are loaded once for all tests. In the end close what a page's last request
    left open, or the database could not be dropped.
    """
    from regions.services import reference

    with django_db_blocker.unblock(), quick_migrations():
        made = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, keepdb=django_db_keepdb
        )
        reference.load()
        keep_rows()
    with quick_flush():
        yield
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        if not django_db_keepdb:
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="module")
def published_once(django_db_setup, django_db_blocker):
    """The figures of `tests.published`, computed once for the tests of a module that share them."""
    from tests import published

    with published.kept(django_db_blocker):
        yield published.publish()


@pytest.fixture(scope="module")
def files_once(tmp_path_factory):
    """A folder for the files of a module; the module says `_own_files` leaves it in place."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture
def release(published_once, db):
    """The number of the release; what a test changes is undone after it."""
    return published_once


@pytest.fixture(scope="module")
def regions(django_db_setup, django_db_blocker):
    """Countries, commissions and themes for every test of the module, read once and gone with it."""
    with kept_for_the_module(django_db_blocker):
        load_regions()
        yield


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium of the system; without one, tests that need it are skipped."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"no browser found (looked for {', '.join(BROWSERS)})")
    from playwright.sync_api import sync_playwright

    # With that loop the thread has connections of its own. What was opened before it would stay
    # open, and a process forked later, which sees no loop, would take it up again.
    connections.close_all()
    flags = [*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        # Playwright runs an event loop in this thread; the tests' own queries are not in it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        found = playwright.chromium.launch(executable_path=program, args=flags)
        yield found
        found.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def live_once(django_db_setup, django_db_blocker, files_once):
    """The portal over HTTP for a whole module: what its tests write is seen by all of them and removed after the last."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        # The first request loads every address of the portal, longer than a page may take.
        urlopen(f"{server.url}/", timeout=90).close()  # noqa: S310  our own server
        yield server
        server.stop()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def site_address(live_server):
    """Where pages are asked for; a module whose tests share their data names `live_once` here."""
    return live_server.url


@pytest.fixture
def browser_page(browser, site_address):
    """A fresh page; relative addresses go to the portal at `site_address`.

    Any error or refusal (script, policy, missing file) that the page logs fails the test.
    """
    context = browser.new_context(
        base_url=site_address, accept_downloads=True, locale="en-GB", timezone_id="UTC"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(f"script: {error}"))
    page.on(
        "console",
        lambda line: page.problems.append(line.text) if line.type == "error" else None,
    )
    yield page
    context.close()
    assert page.problems == []


def _test_environment() -> dict[str, str]:
    """Environment in which another process sees this test's database and queue."""
    database = settings.DATABASES["default"]
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
        "DATABASE_URL": f"postgres://{address}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SECRET_KEY": settings.SECRET_KEY,
        "HTTPS": "no",
    }


class WorkerProcess:
    """A real Celery worker in a process group of its own, which a test may kill."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it takes tasks."""
        with redis.Redis.from_url(settings.REDIS_URL) as client, self.log.open("ab") as output:
            client.delete("alive:worker")
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "-A", "migration_portal", "worker"),
                    *("--concurrency", "1", "--without-gossip", "--without-mingle"),
                ],
                env=_test_environment(),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            deadline = time.monotonic() + 60
            while not client.exists("alive:worker"):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"the worker did not start:\n{self.log.read_text()}")
                time.sleep(0.05)

    def kill(self) -> None:
        """End it and its children as a power cut would: no handler runs."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def celery_worker_process(transactional_db, tmp_path):
    """A running worker on this test's database: `.kill()` and `.start()` as often as needed."""
    worker = WorkerProcess(tmp_path / "worker.log")
    try:
        worker.start()
        yield worker
    finally:
        worker.kill()


@pytest.fixture
def run_in_new_process(transactional_db):
    """Run Python in a process of its own, with this test's database, queue and files; what it raises fails the test."""

    def run(code: str) -> None:
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
            env=_test_environment(),
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    return run
