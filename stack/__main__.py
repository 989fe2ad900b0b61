"""`python -m stack run` and `... exec -- program`."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from core.fingerprints import PROJECT
from stack import supervisor
from stack.servers import Postgres, StackError, Valkey


def execute(program: list[str]) -> int:
    """Run a program with a PostgreSQL and a Valkey that live as long as it does.

    They lie in a temporary folder and trade safety against power cuts for speed.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-"))
    parts = []
    try:
        servers = [Postgres(folder, folder, throwaway=True), Valkey(folder, folder)]
        for server in servers:
            parts.append(server.part())
            parts[-1].start()
        for server, part in zip(servers, parts, strict=True):
            while not server.is_ready():
                if not part.is_running:
                    raise StackError(f"{part.name} did not start:\n{part.last_lines()}")
                time.sleep(0.05)
        database, queue = (server.address for server in servers)
        environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": queue}
        # Ctrl-C reaches the program by the terminal; we only wait for its end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        child = subprocess.Popen(program, env=environment)
        return child.wait()
    finally:
        for part in reversed(parts):
            part.stop()
        shutil.rmtree(folder)


def port_number(text: str) -> int:
    """A TCP port for argparse."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; write a number from 1 to 65535")
    return int(text)


def main() -> int:
    """Read the command line; errors are told in words, without a traceback."""
    parser = argparse.ArgumentParser(prog="python -m stack")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run the whole portal until Ctrl-C")
    run.add_argument("--data", type=Path, default=PROJECT / ".data", help="data folder")
    run.add_argument("--port", type=port_number, help="port of the web server")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on")
    run.add_argument(
        "--without-examples",
        action="store_true",
        help="leave out the demonstration's records and the extract of the providers' figures",
    )
    run.add_argument(
        "--dev", action="store_true", help="debug pages, and changed code runs at once"
    )
    environment = commands.add_parser(
        "env", help="print the running portal's environment for a shell"
    )
    environment.add_argument("--data", type=Path, default=PROJECT / ".data", help="data folder")
    execution = commands.add_parser("exec", help="run a program with PostgreSQL and Valkey")
    execution.add_argument("program", nargs="+")
    options = parser.parse_args()
    try:
        if options.command == "exec":
            return execute(options.program)
        if options.command == "env":
            return supervisor.print_environment(options.data.resolve())
        return supervisor.run(
            options.data.resolve(),
            options.host,
            options.port,
            examples=not options.without_examples,
            dev=options.dev,
        )
    except (StackError, ImproperlyConfigured) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return getattr(problem, "code", 1)
    except OSError as problem:
        print(f"error: {problem.strerror}: {problem.filename}", file=sys.stderr)
        return 5


if __name__ == "__main__":
    sys.exit(main())
