"""Run an act in a process that kills itself (SIGKILL) at one chosen statement."""

import os
import signal
import time
import traceback
import warnings
from contextlib import contextmanager

import pytest
from django.db import connection

MOST = 400
RAISED = 3


def _alive(backend: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [backend])
        return bool(cursor.fetchone()[0])


def await_end(backend: int) -> None:
    """Wait until the server has noticed the death: till then it holds the locks of the dead."""
    deadline = time.monotonic() + 30
    while _alive(backend):
        assert time.monotonic() < deadline, "the server never let go of a killed process"
        time.sleep(0.005)


@contextmanager
def forked(act):
    """A process of its own in which the act runs, by its number; it is killed at the end, if not before."""
    connection.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            act()
        except BaseException:  # noqa: BLE001  nothing of the test may go on in this process
            traceback.print_exc()
        finally:
            os._exit(RAISED)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def killed_at(number, act):
    """Whether the act came to its end before its statement of that number, where its process is killed.

    An act that raises fails the test: it is neither killed nor done.
    """
    connection.close()
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        count = 0

        def wrapper(execute, sql, params, many, context):
            nonlocal count
            count += 1
            if count == number:
                backend = context["connection"].connection.get_backend_pid()
                os.write(writing, str(backend).encode())
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        code = RAISED
        try:
            assert connection.connection is None, "this process writes to its parent's connection"
            with connection.execute_wrapper(wrapper):
                act()
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        backend = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        await_end(int(backend))
        return False
    if os.WEXITSTATUS(status):
        pytest.fail("the act raised; its process printed why")
    return True


def kill_everywhere(act, between=lambda: None):
    """Kill at the first statement, the second, and so on, until a run comes through."""
    for number in range(1, MOST):
        if killed_at(number, act):
            return number
        between()
    raise AssertionError("it never came through")
