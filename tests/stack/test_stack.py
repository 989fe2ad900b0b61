"""The whole stack as a person starts it: ports, second start, kills, restart, end."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OUTSIDE = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "HTTPS", "DEBUG"}
PARTS = {"database": "postgres", "broker": "valkey-server", "worker": "celery", "beat": "beat"}
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("stack"), pytest.mark.timeout(180)]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "migration_portal.stack", "run", "--data", str(folder), *more]


class Stack:
    """A running portal and what can be done to it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        static = str(self.folder.parent / "static")
        kept = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        return {**kept, "STATIC_ROOT": static}

    def start(self) -> float:
        begun = time.monotonic()
        output = (self.folder.parent / "output.txt").open("w")
        self.process = subprocess.Popen(
            command(self.folder, "--port", str(self.port)), cwd=ROOT, env=self.environment,
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        output.close()
        self.wait_for(200)
        return time.monotonic() - begun

    def health(self) -> tuple[int, dict]:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=5
            ) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except OSError:
            return 0, {}

    def wait_for(self, status: int, seconds: float = 90) -> dict:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found, body = self.health()
            if found == status:
                return body
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)
        pytest.fail(f"/healthz did not answer {status}: {self.health()}\n{self.said()}")

    def said(self) -> str:
        return (self.folder.parent / "output.txt").read_text()

    def family(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        return [
            psutil.Process(self.process.pid),
            *psutil.Process(self.process.pid).children(recursive=True),
        ]

    def kill(self, word: str) -> None:
        """SIGKILL the processes of a part, the youngest first so that none is orphaned alive."""
        for process in reversed(self.family()[1:]):
            with contextlib.suppress(psutil.Error):
                words = " ".join(process.cmdline())
                if word in words and ("beat" not in words or word == "beat"):
                    process.kill()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """One portal for the module, in a path with a space."""
    folder = tmp_path_factory.mktemp("a portal") / "data folder"
    made = Stack(folder)
    made.start()
    yield made
    if made.process.poll() is None:
        made.stop()


def test_it_comes_up_with_every_part_and_prints_where(stack):
    state = stack.wait_for(200)

    assert state["parts"] == dict.fromkeys(("database", "tables", "broker", "worker", "beat"), "up")
    said = stack.said()
    assert f"http://127.0.0.1:{stack.port}" in said
    deadline = time.monotonic() + 30
    while "Account admin" not in stack.said() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Account admin" in stack.said()


def test_the_first_figures_are_published(stack):
    deadline = time.monotonic() + 60
    while stack.health()[1].get("figures", {}).get("state") != "published":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    address = f"http://127.0.0.1:{stack.port}/api/v1/values/?indicator=REM_IN_GDP&ref_area=PHL"
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert json.load(answer)["results"]


def test_a_second_start_says_that_it_runs_and_where(stack):
    done = subprocess.run(
        command(stack.folder),
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 3
    assert f"http://127.0.0.1:{stack.port}" in done.stderr


def test_a_taken_port_is_refused_with_what_to_do(stack, tmp_path):
    done = subprocess.run(
        command(tmp_path / "other", "--port", str(stack.port)),
        cwd=ROOT, env=stack.environment, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip

    assert done.returncode == 4
    assert str(stack.port) in done.stderr
    assert "PORT=" in done.stderr


def test_the_data_folder_is_for_its_owner_only(stack):
    assert stack.folder.stat().st_mode & 0o077 == 0
    for secret in stack.folder.glob("*.secret"):
        assert secret.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["broker", "database"])
def test_a_killed_server_is_missed_and_comes_back(stack, part):
    stack.wait_for(200)
    stack.kill(PARTS[part])

    stack.wait_for(503, 20)
    assert stack.wait_for(200, 60)["parts"][part] == "up"


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_killed_celery_process_is_replaced(stack, part):
    stack.wait_for(200)
    before = {p.pid for p in stack.family()}
    stack.kill(PARTS[part])
    deadline = time.monotonic() + 30
    while not [
        p for p in stack.family() if p.pid not in before and "celery" in " ".join(p.cmdline())
    ]:
        assert time.monotonic() < deadline
        time.sleep(0.05)

    # The old sign of life lasts some seconds; the part is up when a new one has replaced it.
    time_of_old_sign = time.monotonic() + 11
    while time.monotonic() < time_of_old_sign:
        time.sleep(0.2)
    assert stack.wait_for(200, 60)["parts"][part] == "up"


def test_a_killed_web_server_comes_back(stack):
    stack.wait_for(200)
    before = {p.pid for p in stack.family()}
    stack.kill("granian")

    state = stack.wait_for(200, 60)
    assert state["status"] == "up"
    assert {p.pid for p in stack.family()} != before


def test_nothing_is_left_when_the_supervisor_is_killed_and_the_data_are_found_again(stack):
    stack.wait_for(200)
    family = stack.family()
    stack.process.kill()
    stack.process.wait()

    _gone, alive = psutil.wait_procs(family, timeout=20)
    assert [process.cmdline() for process in alive if process.is_running()] == []
    stack.start()
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.port}/indicators/", timeout=10) as answer:
        assert answer.status == 200
    assert stack.health()[1]["figures"]["state"] == "published"


def test_it_stops_in_order_when_asked(stack):
    stack.wait_for(200)
    family = stack.family()

    assert stack.stop() == 0
    _gone, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert "Stopped." in stack.said()
    assert "Traceback" not in stack.said()
