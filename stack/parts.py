"""A part of the stack: one program that is started, watched, restarted and stopped."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")
LOG_LIMIT = 5_000_000
"""Bytes after which a log is moved to its .1 and begun anew."""
CALM = 30.0
"""Seconds of life after which the next death counts as the first again."""
LONGEST_WAIT = 20.0


def launched(command: list[str], *, account: str = "-", death_signal: int = signal.SIGKILL):
    """The command line under which a program ends with this process (see launch.py)."""
    launcher = [sys.executable, "-I", "-S", str(LAUNCH)]
    return [*launcher, str(os.getpid()), str(int(death_signal)), account, *command]


@dataclass
class StackPart:
    """What to run and how to end it; `ask_to_stop` is the signal for an orderly end."""

    name: str
    command: list[str]
    folder: Path
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    account: str = "-"
    ask_to_stop: int = signal.SIGTERM
    patience: float = 10.0
    before: Callable[[], None] = lambda: None
    process: subprocess.Popen | None = None
    deaths: int = 0
    started: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        """Start the program in a process group of its own, its output appended to the log."""
        self.before()
        self.bound_log()
        self.started = time.monotonic()
        # Servers end in order when the supervisor is killed; everything else at once.
        orderly = self.account != "-" or self.name in {"postgres", "valkey"}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                launched(
                    self.command,
                    account=self.account,
                    death_signal=self.ask_to_stop if orderly else signal.SIGKILL,
                ),
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        """Whether the program lives."""
        return self.process is not None and self.process.poll() is None

    def watch(self) -> str:
        """Restart a dead program when its pause is over; says what happened, if anything did."""
        now = time.monotonic()
        if self.is_running:
            return ""
        if self.process is not None:
            code, self.process = self.process.returncode, self._end_group()
            self.deaths = 0 if now - self.started > CALM else self.deaths + 1
            pause = 0.0 if self.deaths <= 1 else min(LONGEST_WAIT, 0.25 * 2**self.deaths)
            self.due = now + pause
            return f"{self.name} ended ({_ending(code)}); starting it again, see {self.log}"
        if now >= self.due:
            self.start()
        return ""

    def stop(self) -> None:
        """Ask for an orderly end, wait, then end the whole group by force."""
        if self.process is None:
            return
        if self.is_running:
            self.process.send_signal(self.ask_to_stop)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        self._end_group()
        self.process = None

    def restart(self) -> None:
        """Stop and start at once, as if the program had never died."""
        self.stop()
        self.deaths = 0
        self.start()

    def _end_group(self) -> None:
        """Nothing of the group may stay: an orphan would hold the port or a lock."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def bound_log(self) -> None:
        """Keep the log and one older file, each of limited size.

        The program goes on writing to the same file (opened for appending), so the content is
        copied and the file emptied instead of being renamed.
        """
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    def last_lines(self, count: int = 12) -> str:
        """The end of the log, for an error message."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(f"  {line}" for line in text.splitlines()[-count:])


def _ending(code: int) -> str:
    """An exit code in words."""
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
