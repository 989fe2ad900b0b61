"""A running portal and what tests do to it."""

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
import redis
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OUTSIDE = {
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
    "HTTPS",
    "DEBUG",
    "PORTAL_ADDRESS",
}
PARTS = {"database": "postgres", "broker": "valkey-server", "worker": "celery", "beat": "beat"}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def command(folder: Path, *more: str) -> list[str]:
    program = [sys.executable, "-m", "stack", "run", "--data", str(folder)]
    return [*program, "--without-examples", *more]


class Stack:
    """A running portal and what can be done to it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        static = str(self.folder.parent / "static")
        environment = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        return {**environment, "STATIC_ROOT": static}

    def start(self) -> float:
        begun = time.monotonic()
        output = (self.folder.parent / "output.txt").open("w")
        self.process = subprocess.Popen(
            command(self.folder, "--port", str(self.port)),
            cwd=ROOT,
            env=self.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        output.close()
        self.wait_for(200, 240)  # a first start makes every table
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

    def wait_for(self, status: int, seconds: float = 180) -> dict:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer, body = self.health()
            if answer == status:
                return body
            assert self.process.poll() is None, self.output()
            time.sleep(0.05)
        pytest.fail(f"/healthz did not answer {status}: {self.health()}\n{self.output()}")

    def output(self) -> str:
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

    def kill_until_missed(self, word: str) -> None:
        """Kill a part until /healthz misses it: on a busy machine it may be back before anybody asks."""
        for _try in range(5):
            self.kill(word)
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline:
                if self.health()[0] == 503:
                    return
                time.sleep(0.01)
        pytest.fail(f"/healthz never missed {word}: {self.health()}")

    def addresses(self) -> dict[str, str]:
        """The addresses of its servers, as a shell gets them by `make env`."""
        return json.loads((self.folder / "environment.secret").read_text())

    def forget_sign(self, part: str) -> None:
        """Take out the last sign of life of a part that was killed."""
        with redis.Redis.from_url(self.addresses()["REDIS_URL"]) as client:
            client.delete(f"alive:{part}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)
