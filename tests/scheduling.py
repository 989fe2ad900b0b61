"""Which process takes which tests: modules whole, but for the long ones whose tests share little."""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

LONGEST = (
    "test_stack",
    "test_schema_changes",
    "test_few_answers",
    "stack",
    "test_kill",
    "test_kill_everywhere",
    "test_fuzz",
    "test_api_fuzz",
    "test_large_figures",
    "test_imports",
    "test_access",
    "test_documents",
    "test_files",
    "test_attack",
    "test_archives",
)
"""Folders and modules of tests that take seconds each, the slowest first: the last one to run should be short."""
APART = {
    "test_accessibility",
    "test_access",
    "test_api_fuzz",
    "test_fuzz",
    "test_kill_everywhere",
    "test_large_figures",
}
"""Modules whose tests take seconds each and share little: any process takes the next one."""


def place(path: PurePosixPath) -> int:
    """When a module begins: the lower, the earlier."""
    names = (path.stem, path.parent.name)
    return next((at for at, name in enumerate(LONGEST) if name in names), len(LONGEST))


def woven(paths: list[PurePosixPath]) -> list[PurePosixPath]:
    """Modules in the order in which they begin: those that start browsers spread over the first half of the rest.

    Side by side they would wait for each other's drawing, longer than their pages may take.
    """
    browser = [path for path in paths if path.parent.name == "browser"]
    rest = sorted((path for path in paths if path.parent.name != "browser"), key=place)
    every = max(len(rest) // (2 * len(browser)), 1) if browser else 0
    order: list[PurePosixPath] = []
    for number, path in enumerate(rest):
        if browser and number % every == 0:
            order.append(browser.pop(0))
        order.append(path)
    return order + browser


class Scopes(LoadScopeScheduling):
    """A module goes to one process, a test of those in `APART` by itself."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return nodeid if PurePosixPath(module).stem in APART else module
