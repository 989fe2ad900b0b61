"""Compile the translations: locale/*/LC_MESSAGES/*.po to .mo by babel, without gettext's programs."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def main() -> int:
    """Compile what is newer than its result."""
    done = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file, target.open("wb") as made:
            write_mo(made, read_po(file))
        done += 1
    if done:
        print(f"{done} translations compiled.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
