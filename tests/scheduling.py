"""Which process takes which tests: modules whole, but for the long ones whose tests share little."""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

LONGEST = (
    "test_stack",
    "test_schema_changes",
    "test_accessibility",
    "test_few_answers",
    "browser",
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


class Scopes(LoadScopeScheduling):
    """A module goes to one process, a test of those in `APART` by itself."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return nodeid if PurePosixPath(module).stem in APART else module
