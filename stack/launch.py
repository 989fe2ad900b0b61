"""Becomes another program that ends with its parent, as an unprivileged account if asked.

Run as a file (`python launch.py PARENT SIGNAL ACCOUNT PROGRAM ...`), with the standard library
only: it starts in hundredths of a second, and after the change of account nothing is imported.

PostgreSQL refuses to run as root. Its account must still reach the data folder and the
programs, which may lie below folders closed to it (/root has 0700). Instead of opening those,
the program keeps one capability of root: to pass through folders and read files. It cannot
write anywhere but in its own folder.
"""

import ctypes
import os
import pwd
import signal
import sys
from pathlib import Path

# Run as a file, so the project is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from core.processes import follow_parent, libc, prctl  # after the path is set

SET_KEEP_CAPABILITIES, SET_SECUREBITS, AMBIENT = 8, 28, 47
NO_SETUID_FIXUP = 1 << 2
AMBIENT_RAISE = 2
CAPABILITIES_VERSION_3 = 0x20080522
# Docker's default set has the second but not the first.
DAC_READ_SEARCH, DAC_OVERRIDE = 2, 1


def _permitted() -> int:
    """The capabilities that root has here, as bits; containers take some away."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123  no imports
        return next(int(line.split()[1], 16) for line in status if line.startswith("CapPrm"))


def _keep_only(capability: int) -> None:
    """Hold one capability, and pass it on through exec."""
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset failed")
    prctl(AMBIENT, AMBIENT_RAISE, capability)


def become(account: str) -> None:
    """Give up root for the account, keeping the right to pass through closed folders."""
    entry = pwd.getpwnam(account)
    capability = next((c for c in (DAC_READ_SEARCH, DAC_OVERRIDE) if _permitted() >> c & 1), None)
    if capability is not None:
        prctl(SET_KEEP_CAPABILITIES, 1)
        # Without this access(2), with which initdb looks for its programs, forgets the capability.
        prctl(SET_SECUREBITS, NO_SETUID_FIXUP)
    os.setgroups([])
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    if capability is not None:
        _keep_only(capability)


def main(parent: str, number: str, account: str, *program: str) -> None:
    """Change over; the last act is exec."""
    if account != "-":
        become(account)
    # After the change of account, which would clear it.
    follow_parent(int(number), int(parent))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execvp(program[0], program)  # noqa: S606  the supervisor names the program


if __name__ == "__main__":
    main(*sys.argv[1:])
