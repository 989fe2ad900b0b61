"""Starts the parts in order, keeps them running, tells how far it is, stops them in order."""

import fcntl
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from core.apps_list import PACKAGES
from core.fingerprints import PROJECT, project_fingerprint
from migration_portal import env
from stack.changes import Changes
from stack.parts import StackPart, launched
from stack.servers import Postgres, StackError, Valkey, can_listen, free_port, secret

DEFAULT_PORT = 8000
STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
ALREADY_RUNS, PORT_TAKEN = 3, 4
ENVIRONMENT = "environment.secret"
"""File with the addresses and keys of the running portal, for `make env`; gone when it stops."""


class Stopped(Exception):
    """The person or the system asked for the end."""


def say(text: str) -> None:
    """One piece of text for the person at the terminal, at once."""
    print(text, flush=True)


def hold(folder: Path):
    """Take the folder for this process, or say who has it. The kernel frees it at our death."""
    lock = (folder / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = json.loads(lock.read() or "{}")
        raise StackError(
            f"The portal already runs in {folder}: {holder.get('address', 'just starting')} "
            f"(process {holder.get('pid', 'unknown')}).\n"
            "Open that address, stop it with Ctrl-C where it runs, or name another folder: "
            "make run DATA=folder",
            code=ALREADY_RUNS,
        ) from None
    return lock


def choose_port(host: str, port: int | None) -> int:
    """The port that was named, or the first free one from the default on."""
    if port is None:
        port = next((p for p in range(DEFAULT_PORT, DEFAULT_PORT + 100) if can_listen(host, p)), 0)
        return port or free_port()
    if not can_listen(host, port):
        raise StackError(
            f"Port {port} is in use by another program, or not yours to use.\n"
            "Name another one, or none to have a free one chosen: make run PORT=8123",
            code=PORT_TAKEN,
        )
    return port


class Supervisor:
    """The portal in a data folder, on one address.

    `dev` serves it as developers want it: Django's own server with debug pages, and every process
    that runs our code begins anew when the code changes. Without `examples` it starts with the
    World Factbook alone, and no records of the demonstration.
    """

    def __init__(
        self, folder: Path, host: str, port: int, *, dev: bool = False, examples: bool = True
    ) -> None:
        self.folder, self.host, self.port = folder, host, port
        self.examples = examples
        self.logs = folder / "logs"
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self.address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
        self.static = Path(env.text("STATIC_ROOT", str(PROJECT / "build" / "static")))
        self.running: list[StackPart] = []
        self.changes = Changes(PROJECT / package for package in PACKAGES) if dev else None
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
            "PORTAL_SUPERVISED": "1",
            "PORTAL_ACCOUNTS": str(folder / "accounts.secret"),
            "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": os.environ.get("SECRET_KEY") or secret(folder, "key.secret"),
            "HTTPS": os.environ.get("HTTPS") or "no",
            "PORTAL_ADDRESS": os.environ.get("PORTAL_ADDRESS") or self.address,
            "STATIC_ROOT": str(self.static),
            "MEDIA_ROOT": os.environ.get("MEDIA_ROOT") or str(folder / "media"),
        }

    def wait(self, ready: Callable[[], bool], seconds: float, name: str) -> None:
        """Until `ready`; parts that die meanwhile are started again."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                ends = "\n".join(f"{p.log}:\n{p.last_lines()}" for p in self.running)
                raise StackError(f"{name} did not come up within {seconds:.0f} s.\n{ends}")
            self.pause(0.05)

    def pause(self, seconds: float) -> None:
        """Wait, look after the parts, and heed a signal to stop."""
        if signal.sigtimedwait(STOPPING, seconds) is not None:
            raise Stopped
        for part in self.running:
            if message := part.watch():
                say(message)
            part.bound_log()
        if self.changes and self.changes.noticed():
            self.restart_celery()

    def restart_celery(self) -> None:
        """Let worker and beat run the code as it is now; Django's server sees changes itself."""
        for part in self.running:
            if part.name in {"worker", "beat"}:
                say(f"{part.name} starts again with the changed code.")
                part.restart()

    def begin(self, part: StackPart) -> None:
        """Start a part and look after it from now on."""
        self.running.append(part)
        part.start()

    def start_servers(self) -> None:
        """PostgreSQL and Valkey of our own, unless the environment names others."""
        ours = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}
        servers = {
            name: kind(self.folder, self.logs)
            for name, kind in ours.items()
            if not os.environ.get(name)
        }
        for name, server in servers.items():
            self.environment[name] = server.address
            self.begin(server.part())
        for name, server in servers.items():
            self.wait(server.is_ready, 60, name.removesuffix("_URL").capitalize())

    def python(self, name: str, *words: str, **options) -> StackPart:
        """A part that runs a Python module of the environment."""
        return StackPart(
            name=name,
            command=[sys.executable, "-m", *words],
            folder=PROJECT,
            log=self.logs / f"{name}.log",
            environment=self.environment,
            **options,
        )

    def keep_environment(self) -> None:
        """Write what `make env` tells, readable by the owner only."""
        names = (
            "DATABASE_URL",
            "REDIS_URL",
            "SECRET_KEY",
            "HTTPS",
            "PORTAL_ADDRESS",
            "STATIC_ROOT",
            "MEDIA_ROOT",
        )
        values = {name: self.environment.get(name) or os.environ.get(name, "") for name in names}
        file = self.folder / ENVIRONMENT
        file.touch(mode=0o600)
        file.write_text(json.dumps(values), encoding="utf-8")

    def start_portal(self) -> None:
        """Worker, beat and web server."""
        celery = ("celery", "-A", "migration_portal")
        quick = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")
        processes = str(env.integer("WORKER_PROCESSES", 2, minimum=1, maximum=64))
        # Work that is cut off is taken up again, so a developer need not wait for it.
        patience = 3 if self.changes else 30
        worker = self.python(
            "worker", *celery, "worker", "-c", processes, *quick, patience=patience
        )
        schedule = str(self.folder / "beat-schedule")
        beat = self.python("beat", *celery, "beat", "--pidfile=", "-s", schedule, patience=5)
        for part in (worker, beat, self.web()):
            self.begin(part)

    def web(self) -> StackPart:
        """The web server: granian, or Django's own while developing."""
        if self.changes:
            web = self.python("web", "manage", "runserver", f"{self.host}:{self.port}")
            web.environment = {**self.environment, "DEBUG": "yes"}
            return web
        threads = str(env.integer("WEB_THREADS", 3, minimum=1, maximum=64))
        return self.python(
            "web",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            self.host,
            "--port",
            str(self.port),
            "--blocking-threads",
            threads,
            "--blocking-threads-idle-timeout",
            "600",
            "--no-ws",
            "--respawn-failed-workers",
            "--respawn-interval",
            "0.5",
            "--workers-kill-timeout",
            "5",
            "migration_portal.wsgi:application",
            patience=8,
        )

    @property
    def is_prepared(self) -> bool:
        """Whether nothing that the preparation works from has changed since it last succeeded."""
        stamp = self.folder / "prepared"
        return stamp.exists() and stamp.read_text() == project_fingerprint(self.static)

    def prepare(self) -> str:
        """Tables, reference data, static files; returns what was printed."""
        more = () if self.examples else ("--without-extract",)
        output = self.work("prepare", "manage.py", "prepare", *more)
        (self.folder / "prepared").write_text(project_fingerprint(self.static))
        return output

    def look_over(self) -> str:
        """Prepare a portal that serves already; tried again where a server died under it."""
        for _try in range(2):
            try:
                return self.prepare()
            except StackError:
                self.pause(2)
        return self.prepare()

    def load_examples(self) -> str:
        """Load the demonstration's records while the portal serves; what the command printed.

        Should that fail, the portal goes on without them.
        """
        try:
            return self.work("examples", "manage.py", "demo")
        except StackError as problem:
            return str(problem)

    def work(self, name: str, *words: str) -> str:
        """Run a Python program to its end; what it printed. Raises StackError with its last lines."""
        log, output = self.logs / f"{name}.log", self.folder / f"{name}.out"
        with log.open("ab") as errors, output.open("w+b") as printed:
            environment = {**os.environ, **self.environment}
            work = subprocess.Popen(
                launched([sys.executable, *words]),
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=errors,
                start_new_session=True,
            )
            try:
                self.wait(lambda: work.poll() is not None, 900, f"The work “{name}”")
            finally:
                work.kill()
                work.wait()
            if work.returncode:
                last = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
                raise StackError(f"The work “{name}” failed; the end of {log}:\n{last}")
        return output.read_text(errors="replace").strip()

    def health(self) -> dict:
        """What /healthz says; empty while nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as response:  # noqa: S310
                return json.load(response)
        except urllib.error.HTTPError as error:
            error.close()
            return {}
        except OSError:
            return {}

    def follow(self) -> None:
        """Tell how far the first figures are, then look after the parts until told to stop."""
        announced = ""
        while announced != "published":
            figures = self.health().get("figures", {})
            state = figures.get("state", "none")
            if state == "none":
                break
            message = state
            if figures.get("total"):
                message = f"{figures['step']} ({figures['done']} of {figures['total']})"
            if message != announced:
                text = (
                    "All figures are computed and published." if state == "published" else message
                )
                say(f"  {time.strftime('%H:%M:%S')}  {text}")
            announced = message
            self.pause(1.0)
        while True:
            self.pause(0.5)

    def stop(self) -> None:
        """Web, beat, worker, Valkey, PostgreSQL: the reverse of the start."""
        for part in reversed(self.running):
            part.stop()


def print_environment(folder: Path) -> int:
    """Shell lines that let `manage.py` reach the portal that runs in the folder."""
    file = folder / ENVIRONMENT
    if not file.exists():
        raise StackError(
            f"No portal runs in {folder}. Start it with `make run`, or name its folder: DATA=folder"
        )
    for name, value in json.loads(file.read_text(encoding="utf-8")).items():
        say(f"export {name}={shlex.quote(value)}")
    return 0


def run(
    folder: Path, host: str, port: int | None, *, examples: bool = True, dev: bool = False
) -> int:
    """The whole life of the stack; the exit code is 0 when it was asked to stop."""
    started = time.monotonic()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    with ExitStack() as ending:
        lock = ending.enter_context(hold(folder))
        stack = Supervisor(folder, host, choose_port(host, port), dev=dev, examples=examples)
        ending.callback(stack.stop)
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "address": stack.address}))
        lock.flush()
        try:
            say(f"Starting the portal in {folder} ...")
            stack.start_servers()
            stack.keep_environment()
            ending.callback((folder / ENVIRONMENT).unlink, missing_ok=True)
            # What is unchanged is served at once and looked over afterwards.
            words = "" if stack.is_prepared else stack.prepare()
            stack.start_portal()
            stack.wait(lambda: stack.health().get("status") == "up", 120, "The portal")
            say(f"\nThe portal is up: {stack.address}  ({time.monotonic() - started:.1f} s)")
            words = words or stack.look_over()
            say(f"{words}\nLogs are in {stack.logs}. Stop with Ctrl-C.\n")
            if examples:
                say(stack.load_examples())
            stack.follow()
        except Stopped:
            say("\nStopping: web, beat, worker, Valkey, PostgreSQL ...")
    say("Stopped.")
    return 0
