"""The registry of measures, what they are measured over, and the figures they give."""

from __future__ import annotations

import inspect
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

from django.utils.translation import gettext as _

from core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from outcomes.models import AchievementIndicator, StatusReport


class UnknownMeasure(PortalError):
    """No measure has this name, or it lacks what it is measured over."""

    code, status = "unknown_measure", 422


@dataclass(frozen=True, slots=True)
class Scope:
    """What is measured: a period, one project or all, one commission or all, one survey item, one record.

    Without a project everything counts that any project or none has: the total in which what two
    projects share counts once.
    """

    first: date | None = None
    last: date | None = None
    project: str = ""
    commission: str = ""
    item: str = ""
    record: int | None = None

    @classmethod
    def of_year(cls, year: int, **fields: Any) -> Scope:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31), **fields)

    @classmethod
    def of_report(cls, report: StatusReport, **fields: Any) -> Scope:
        """What a report is about: its period, its project, and its commission unless it is consolidated."""
        period = report.period
        fields = {"project": period.project.code} | fields
        if report.commission is not None:
            fields["commission"] = report.commission_code
        return cls(period.starts_on, period.ends_on, **fields)

    @classmethod
    def of_indicator(cls, report: StatusReport, indicator: AchievementIndicator) -> Scope:
        """What the figure of an indicator is measured over: a cumulative one counts from the project's first day."""
        item = indicator.key if indicator.is_manual else indicator.item
        scope = cls.of_report(report, item=item)
        if indicator.kind == indicator.Kind.CUMULATIVE:
            first, _last = scope.period
            return replace(scope, first=min(first, report.period.project.starts_on))
        return scope

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day. Raises ValueError when one lacks."""
        if self.first is None or self.last is None:
            raise ValueError("The scope has no period.")
        return self.first, self.last

    def as_json(self) -> dict[str, Any]:
        """Only what is given, for storing."""
        fields = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in fields.items()
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Scope:
        """What `as_json` stored."""
        days: dict[str, Any] = {
            name: date.fromisoformat(stored[name]) for name in ("first", "last") if name in stored
        }
        names = ("project", "commission", "item", "record")
        rest = {name: stored[name] for name in names if name in stored}
        return cls(**days, **rest)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a measure gives. Only codes, numbers and days: words are made for the reader.

    value: the figure in the measure's unit; None where there is none, never 0 for missing.
    part, whole: the counts behind a share. by: dimension -> group -> count, zeros included; of a share, by
    commission, the share of each in per cent, None where it has none.
    base: the base line of a survey figure (valid, answered, audience, surveyed, held, low, high).
    facts: what a record says. records: keys such as `study:5` of what was counted, sorted.
    """

    value: float | None
    part: int | None = None
    whole: int | None = None
    by: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    records: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For storing, as in `StoredFigures`: empty parts left out."""
        fields = asdict(self) | {"records": list(self.records)}
        return {
            name: value
            for name, value in fields.items()
            if name == "value" or value not in (None, {}, [])
        }


class StoredFigures(TypedDict):
    """Figures as they are stored, with the name and the version of their measure."""

    measure: str
    version: int
    value: float | None
    part: NotRequired[int]
    whole: NotRequired[int]
    by: NotRequired[dict[str, dict[str, float | None]]]
    base: NotRequired[dict[str, Any]]
    facts: NotRequired[dict[str, Any]]
    records: NotRequired[list[str]]
    is_example: NotRequired[bool]
    """Something counted is made up; absent where all is real."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A registered measure. `level` is its place in the chain: output, outcome, record or portal.

    What is of the level `portal` no project can claim.
    """

    code: str
    version: int
    unit: str
    level: str
    needs: tuple[str, ...]
    function: Callable[[Scope], Figures]

    @property
    def note(self) -> str:
        """The published definition: the docstring of the function."""
        return inspect.getdoc(self.function) or ""

    @property
    def is_share(self) -> bool:
        """Its value is in per cent."""
        return self.unit == "percent"


MEASURES: dict[str, Measure] = {}
EXAMPLE_CHECKS: list[Callable[[Figures, Scope], bool]] = []
"""What tells figures over made-up records from others; filled by `measures.examples`."""


def measure(
    code: str, *, version: int, unit: str, level: str, needs: tuple[str, ...] = ("first", "last")
) -> Callable[[Callable[[Scope], Figures]], Callable[[Scope], Figures]]:
    """Register a function of a scope under a name. Units: count, percent, points, record."""

    def register(function: Callable[[Scope], Figures]) -> Callable[[Scope], Figures]:
        if code in MEASURES:
            raise ValueError(f"two measures are called {code}")
        MEASURES[code] = Measure(code, version, unit, level, needs, function)
        return function

    return register


def find(code: str) -> Measure:
    """The measure of the name. Raises UnknownMeasure."""
    if code not in MEASURES:
        raise UnknownMeasure(_("There is no measure called “%(code)s”.") % {"code": code})
    return MEASURES[code]


def figures_of(code: str, scope: Scope) -> StoredFigures:
    """What the measure gives now, with its name and version. Raises UnknownMeasure."""
    definition = find(code)
    if missing := [name for name in definition.needs if getattr(scope, name) in (None, "")]:
        text = _("The measure “%(code)s” needs: %(what)s.")
        raise UnknownMeasure(text % {"code": code, "what": ", ".join(missing)})
    if definition.level == "portal" and scope.project:
        text = _("“%(code)s” tells of the whole portal; no project can claim it.")
        raise UnknownMeasure(text % {"code": code})
    relevant_scope = replace(scope, item=scope.item if "item" in definition.needs else "")
    figures = definition.function(relevant_scope)
    stored = {"measure": code, "version": definition.version, **figures.as_json()}
    if any(rests_on_examples(figures, relevant_scope) for rests_on_examples in EXAMPLE_CHECKS):
        stored["is_example"] = True
    return cast("StoredFigures", stored)
