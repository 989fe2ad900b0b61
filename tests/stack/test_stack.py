"""The whole stack as a person starts it: ports, second start, kills, restart, end."""

import contextlib
import json
import random
import subprocess
import time
import urllib.request

import psutil
import pytest

from benchmarks.stock_file import generate_stock
from tests.stack.figures import expected, handing_over, published
from tests.stack.running import PARTS, ROOT, command

pytestmark = [pytest.mark.timeout(420)]
ROWS = 40_000


def test_it_comes_up_with_every_part_and_prints_where(stack):
    state = stack.wait_for(200)

    assert state["parts"] == dict.fromkeys(("database", "tables", "broker", "worker", "beat"), "up")
    output = stack.output()
    assert f"http://127.0.0.1:{stack.port}" in output
    # Links in letters and codes lead to where the portal runs.
    assert stack.addresses()["PORTAL_ADDRESS"] == f"http://127.0.0.1:{stack.port}"
    deadline = time.monotonic() + 30
    while "Account admin" not in stack.output() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Account admin" in stack.output()


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
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

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

    stack.kill_until_missed(PARTS[part])

    assert stack.wait_for(200, 60)["parts"][part] == "up"


def command_of(process) -> str:
    """What the process runs; nothing when it ended meanwhile."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


@pytest.mark.wide(but="beat")
@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_killed_celery_process_is_replaced(stack, part):
    stack.wait_for(200)
    before = {p.pid for p in stack.family()}
    stack.kill(PARTS[part])
    deadline = time.monotonic() + 30
    while not any(p.pid not in before and "celery" in command_of(p) for p in stack.family()):
        assert time.monotonic() < deadline
        time.sleep(0.05)

    # The old sign of life would last some seconds more; the part is up when a new one is there.
    stack.forget_sign(part)
    assert stack.wait_for(200, 60)["parts"][part] == "up"


def test_a_killed_web_server_comes_back(stack):
    stack.wait_for(200)
    before = {p.pid for p in stack.family()}
    stack.kill("granian")

    state = stack.wait_for(200, 60)
    assert state["status"] == "up"
    assert {p.pid for p in stack.family()} != before


@pytest.mark.wide
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
    deadline = time.monotonic() + 60
    while stack.health()[1].get("figures", {}).get("state") != "published":
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.wide
@pytest.mark.stops
def test_it_stops_in_order_when_asked(stack):
    stack.wait_for(200)
    family = stack.family()

    assert stack.stop() == 0
    _gone, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert "Stopped." in stack.output()
    assert "Traceback" not in stack.output()


@pytest.mark.wide(but="celery")
@pytest.mark.parametrize("part", ["celery", "granian", "valkey-server", "postgres"])
def test_figures_are_old_or_new_and_the_work_ends_by_itself(stack, tmp_path, part):
    """SIGKILL during load or compute; the file loses figures, so a person accepts it."""
    stack.wait_for(200)
    seed = random.randrange(1, 10**6)
    data = generate_stock(ROWS, seed)
    (tmp_path / "stock.csv.gz").write_bytes(data)
    while (old := published(stack)) is None:
        time.sleep(0.2)
    new = expected(data)
    is_in_compute = random.choice([False, True])
    with handing_over(stack, tmp_path / "stock.csv.gz") as data_manager:
        if is_in_compute:
            assert data_manager.wait(120) == 0
        time.sleep(random.uniform(0.05, 1.0))  # any moment of load and compute must do
        stack.kill(part)

        deadline = time.monotonic() + 240
        while (figures := published(stack)) != new:
            assert figures is None or figures == old, f"seed {seed}: neither old nor new: {figures}"
            assert data_manager.poll() in {None, 0}, f"seed {seed}: the file was not accepted"
            assert time.monotonic() < deadline, (
                f"seed {seed}, in compute: {is_in_compute}: the work did not end:"
                f" {stack.health()} {stack.output()}"
            )
            time.sleep(0.1)
        assert data_manager.wait(10) == 0
    stack.wait_for(200)
