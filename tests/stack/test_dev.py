"""`make dev`: debug pages, and changed code runs at once."""

import os
import subprocess
import sys
import time

import psutil
import pytest
from django.conf import settings as django_settings

from core.http.build import build_mark
from core.http.middleware import BrowserRules
from stack.changes import Changes
from stack.parts import StackPart
from stack.supervisor import Supervisor
from tests.stack.running import free_port


@pytest.fixture
def module(tmp_path):
    path = tmp_path / "app" / "module.py"
    path.parent.mkdir()
    path.write_text("a = 1\n")
    return path


def test_a_written_a_new_and_a_removed_module_are_noticed_once_each(module):
    changes = Changes([module.parent], pause=0)
    assert not changes.noticed()

    os.utime(module, ns=(1, 1))
    assert changes.noticed()
    assert not changes.noticed()

    (module.parent / "new.py").touch()
    assert changes.noticed()

    module.unlink()
    assert changes.noticed()
    (module.parent / "notes.txt").touch()
    assert not changes.noticed()


def test_changes_are_looked_for_once_in_a_while(module):
    changes = Changes([module.parent], pause=60)
    assert not changes.noticed()

    os.utime(module, ns=(1, 1))

    assert not changes.noticed()


def test_the_portal_is_served_by_django_and_celery_starts_again(tmp_path):
    stack = Supervisor(tmp_path, "127.0.0.1", 8765, dev=True)

    web = stack.web()

    assert web.command[-2:] == ["runserver", "127.0.0.1:8765"]
    assert web.environment["DEBUG"] == "yes"
    assert "DEBUG" not in stack.environment, "workers run as they do for people"


def test_without_dev_granian_serves_and_nobody_looks_for_changes(tmp_path):
    stack = Supervisor(tmp_path, "127.0.0.1", 8765)

    assert "granian" in stack.web().command
    assert stack.changes is None


def test_a_part_that_had_died_often_starts_again_at_once(tmp_path):
    part = StackPart("sleeper", ["sleep", "60"], tmp_path, tmp_path / "log", deaths=7)
    part.start()
    first = part.process.pid

    part.restart()

    try:
        assert part.is_running
        assert part.process.pid != first
        assert part.deaths == 0
    finally:
        part.stop()


@pytest.mark.parametrize(("debug", "status", "has_policy"), [(True, 404, False), (True, 500, False),
                                                       (True, 200, True), (False, 500, True)])  # fmt: skip
def test_debug_pages_alone_may_have_styles_of_their_own(settings, rf, debug, status, has_policy):
    from django.http import HttpResponse

    settings.DEBUG = debug

    response = BrowserRules(lambda _request: HttpResponse(status=status))(rf.get("/"))

    assert ("Content-Security-Policy" in response.headers) is has_policy


def test_a_changed_template_is_a_new_build_while_developing(settings, tmp_path):
    settings.BASE_DIR, settings.DEBUG = tmp_path, True
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.touch()
    before = build_mark()

    os.utime(page, ns=(1, 1))

    assert build_mark() != before


@pytest.mark.wide
def test_nothing_serves_on_when_its_supervisor_is_killed(tmp_path):
    log = tmp_path / "web.log"
    command = [sys.executable, "-m", "manage", "runserver", f"127.0.0.1:{free_port()}"]
    environment = {
        **os.environ,
        "PORTAL_SUPERVISED": "1",
        "DEBUG": "yes",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": "only-for-this-test",
        "HTTPS": "no",
    }
    environment["DJANGO_SETTINGS_MODULE"] = "migration_portal.settings"
    with log.open("wb") as output:
        parent = subprocess.Popen(
            command, cwd=django_settings.BASE_DIR, env=environment, stdout=output, stderr=output
        )
    deadline = time.monotonic() + 60
    while "Watching for file changes" not in log.read_text():
        assert parent.poll() is None, log.read_text()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    children = psutil.Process(parent.pid).children(recursive=True)
    assert children

    parent.kill()
    parent.wait()

    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
