"""Kinds of jobs: each is declared once, by its app in its module `tasks`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from core.errors import PortalError
    from core.models import Job


@dataclass(frozen=True, slots=True)
class Subject:
    """What a job is about, for its page: a name, and links (text, address) to go on with."""

    text: str = ""
    links: tuple[tuple[str, str], ...] = ()


def _about_nothing(keys: Collection[str]) -> dict[str, Subject]:
    return {}


def _tell_nobody(key: str, problem: PortalError | None) -> None:
    """The page of jobs shows it."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work. `work` takes the job and gives back a sentence with the result.

    `about` tells for keys what they stand for. `failed` is called once no further try follows, with the key and
    with the refusal, or None for a fault. `permission` is what one needs to see such jobs; `public` ones are seen
    by all who know the address. A fault is tried `most_tries` times in all, a refusal once. Jobs that are done are
    deleted after `kept_days`, which is for kinds with many jobs whose results are seen elsewhere.
    """

    name: str
    title: str | StrPromise
    work: Callable[[Job], str]
    about: Callable[[Collection[str]], dict[str, Subject]] = _about_nothing
    failed: Callable[[str, PortalError | None], None] = _tell_nobody
    permission: str = "core.view_job"
    public: bool = False
    most_tries: int = 1
    kept_days: int | None = None


_kinds: dict[str, JobKind] = {}


def declare(kind: JobKind) -> JobKind:
    """Make a kind known; apps do so in their module `tasks`. Raises ValueError when another has the name."""
    if kind.name in _kinds:
        raise ValueError(f"The kind of jobs {kind.name!r} is declared twice.")
    _kinds[kind.name] = kind
    return kind


def kinds() -> dict[str, JobKind]:
    """Every kind by its name."""
    find_tasks()
    return _kinds


@cache
def find_tasks() -> None:
    """Import the modules `tasks` of all apps, in which they declare their work."""
    autodiscover_modules("tasks")


def title_of(kind: str) -> str | StrPromise:
    """What a kind is called; its name where no app declares it any more."""
    declared = kinds().get(kind)
    return declared.title if declared else kind
