"""Hold what the tests ran of the code, branches included, to its floors.

`python scripts/coverage_floors.py` reads what `make test COVERAGE=1` has just measured, prints the share
of each place, and ends with 1 where one is below its floor, naming the lines and branches that lack.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from coverage import Coverage

FLOORS = {
    ".": 85,
    "indicators/compute": 95,
    "indicators/readers": 95,
    "evaluations/statistics": 95,
    "evaluations/privacy": 95,
    "workshops/services/seats.py": 95,
    "workshops/services/waiting_list.py": 95,
}
"""Percent by folder or file; higher where a wrong figure or a lost seat would be silent."""


def share(measured: Coverage, place: Path, report: io.StringIO) -> float:
    """Percent of the lines and branches of a place that ran; a table of its files goes to `report`."""
    files = [str(place)] if place.suffix else [f"{place}/*"]
    return measured.report(include=files, file=report, show_missing=True, skip_covered=True)


def main(floors: dict[str, int], root: Path) -> int:
    """Print every place with its share; 1 if one is below its floor."""
    measured = Coverage()
    measured.load()
    code = 0
    for name, floor in floors.items():
        report = io.StringIO()
        percent = share(measured, root / name, report)
        print(f"{percent:6.2f} %  (at least {floor} %)  {'everything' if name == '.' else name}")
        if percent < floor:
            code = 1
            print(report.getvalue())
    return code


if __name__ == "__main__":
    sys.exit(main(FLOORS, Path(__file__).resolve().parent.parent))
