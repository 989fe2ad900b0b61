"""What a process asks of the kernel. The standard library only: it is run before anything else is loaded."""

import ctypes
import os
import signal
import sys

SET_DEATH_SIGNAL = 1

libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, *values: int) -> None:
    """prctl(2). Raises OSError."""
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if libc.prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option} failed")


def follow_parent(number: int = signal.SIGKILL, parent: int | None = None) -> None:
    """Have the kernel send this process a signal when its parent dies (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    prctl(SET_DEATH_SIGNAL, number)
    if parent is not None and os.getppid() != parent:
        os._exit(1)  # the parent died before the line above
