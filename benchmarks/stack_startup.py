"""The whole stack: resident memory, and the time from `make run` to the first computed page."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from stack.servers import free_port

PAGE = "/api/v1/values/?indicator=REM_IN_GDP&ref_area=PHL"
OUTSIDE = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")


def run() -> list[str]:
    """Start it in a new data folder, then again in the same."""
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    try:
        cold, memory = _life(folder)
        warm, _memory = _life(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    parts = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in memory.items())
    return [
        f"(f) resident memory of the stack: {sum(memory.values()) / 1e6:.0f} MB ({parts}), shared pages counted once",
        f"(g) to the first computed page: cold {cold:.1f} s (installed, empty data folder), warm {warm:.1f} s",
    ]


def _life(folder: str) -> tuple[float, dict[str, float]]:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    command = [
        sys.executable,
        "-m",
        "stack",
        "run",
        "--data",
        folder,
        "--port",
        str(port),
    ]
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            with contextlib.suppress(OSError, urllib.error.URLError):
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{port}{PAGE}", timeout=5
                ) as response:
                    if b'"value":' in response.read():
                        break
            if process.poll() is not None or time.monotonic() - begun > 180:
                raise SystemExit("the stack did not come up; see its logs")
            time.sleep(0.05)
        took = time.monotonic() - begun
        return took, _memory(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _memory(pid: int) -> dict[str, float]:
    """Proportional set size by kind of process, in bytes."""
    sizes: dict[str, float] = {}
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            words = " ".join(process.cmdline())
            name = next(
                (n for n in ("granian", "beat", "celery", "postgres", "valkey") if n in words),
                "supervisor",
            )
            name = "worker" if name == "celery" else "web" if name == "granian" else name
            pages = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
            pss = next(
                int(line.split()[1]) for line in pages.splitlines() if line.startswith("Pss:")
            )
            sizes[name] = sizes.get(name, 0) + 1024 * pss
    return dict(sorted(sizes.items()))
