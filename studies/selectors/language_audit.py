"""In which languages works can be read, how late, and whose countries they name: counted from the records.

Two statements for the languages, a few small ones for the countries, whatever the number of works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from core.i18n import languages
from regions.models import Area, Commission
from studies.models import Edition, Study, StudyFile

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

MOST_BEHIND = 50
"""Percentage points by which a language may stay behind the commonest one before it is marked."""
MOST_MONTHS = 12
"""Months that an edition may come after the first before its language is marked."""
MOST_UNEVEN = 20
"""Percentage points by which countries of a group may be named less often than the others."""
UNREADY = [StudyFile.TextState.WAITING.value, StudyFile.TextState.REFUSED.value]

EDITIONS = """
WITH edition AS (
  SELECT e.study_id, e.language,
    CASE WHEN length(e.issued) >= 7 THEN left(e.issued, 4)::int * 12 + substr(e.issued, 6, 2)::int END AS month,
    EXISTS (SELECT FROM studies_studyfile f WHERE f.edition_id = e.id AND f.language = e.language
      AND f.text_state <> ALL(%(unready)s)) AS has_file
  FROM studies_edition e JOIN studies_study s ON s.id = e.study_id
  WHERE NOT e.in_preparation AND s.state = 'published'
    AND (s.embargo_until IS NULL OR s.embargo_until <= %(today)s)),
timed AS (
  SELECT *, CASE WHEN count(*) OVER work > 1 AND bool_and(month IS NOT NULL) OVER work
    THEN month - min(month) OVER work END AS lag
  FROM edition WINDOW work AS (PARTITION BY study_id))
SELECT {group}, language, count(*), count(*) FILTER (WHERE has_file), count(lag),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY lag)
FROM timed {join} GROUP BY 1, 2
"""
OF_COMMISSIONS = "JOIN studies_study_commissions own ON own.study_id = timed.study_id"


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """Works in one language. `lag` is the median of months after the first edition, over `lags` works
    in several languages whose months of issue are all known; None without such works."""

    language: str
    works: int
    total: int
    with_file: int
    lags: int
    lag: float | None
    is_behind: bool = False

    @property
    def name(self) -> str:
        """The language in the reader's language."""
        return str(languages.NAMES[self.language])

    @property
    def share(self) -> float | None:
        """Per cent of all works; None when there is none."""
        return 100 * self.works / self.total if self.total else None

    @property
    def is_late(self) -> bool:
        """Whether half of its editions come later than the limit."""
        return self.lag is not None and self.lag > MOST_MONTHS


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """Works of a commission by language."""

    commission: Commission
    total: int
    cells: list[tuple[str, int, bool]]
    """(language, works, whether it is a working language) in the order of languages."""

    @property
    def unserved(self) -> list[str]:
        """Names of working languages in which it has no work, while it has works."""
        if not self.total:
            return []
        return [
            str(languages.NAMES[code])
            for code, works, is_working in self.cells
            if is_working and not works
        ]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Members of the commissions in a country group, and how many of them a public work names."""

    code: str
    countries: int
    named: int
    works: int
    is_behind: bool = False

    @property
    def share(self) -> float | None:
        """Per cent of the group's countries that a work names."""
        return 100 * self.named / self.countries if self.countries else None


def _counted(today: date, group: str, join: str) -> dict[tuple[int, str], tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            EDITIONS.format(group=group, join=join), {"today": today, "unready": UNREADY}
        )
        return {(row[0], row[1]): row[2:] for row in cursor.fetchall()}


def by_language() -> list[LanguageRow]:
    """A row for each language of the United Nations, and for others that a work is in."""
    total = Study.objects.public().filter(editions__in_preparation=False).distinct().count()
    counts = _counted(timezone.localdate(), "0", "")
    codes = [
        code for code in languages.NAMES if code in languages.UNITED_NATIONS or (0, code) in counts
    ]
    highest = max((row[0] for row in counts.values()), default=0)
    rows = []
    for code in codes:
        works, with_file, lags, lag = counts.get((0, code), (0, 0, 0, None))
        official = code in languages.UNITED_NATIONS
        behind = official and total > 0 and 100 * (highest - works) / total > MOST_BEHIND
        rows.append(LanguageRow(code, works, total, with_file, lags, lag, behind))
    return rows


def by_commission(codes: list[str]) -> list[CommissionRow]:
    """Every commission with its works in each of the languages shown; a commission without works stays."""
    counts = _counted(timezone.localdate(), "own.commission_id", OF_COMMISSIONS)
    totals = dict(
        Study.objects.public()
        .filter(editions__in_preparation=False)
        .values("commissions")
        .annotate(works=Count("pk", distinct=True))
        .values_list("commissions", "works")
    )
    rows = []
    for commission in Commission.objects.select_related("area"):
        working = commission.languages.split()
        cells = [
            (code, counts.get((commission.pk, code), (0,))[0], code in working) for code in codes
        ]
        rows.append(CommissionRow(commission, totals.get(commission.pk, 0), cells))
    return rows


def by_group() -> list[GroupRow]:
    """Least developed, landlocked developing and small island countries, and those in none of these."""
    members = Area.objects.countries().filter(memberships__until=None, memberships__isnull=False)
    rows = list(members.distinct().values_list("pk", "ldc", "lldc", "sids"))
    named = set(Study.objects.public().values_list("countries", flat=True))
    groups = {
        "ldc": {pk for pk, ldc, _lldc, _sids in rows if ldc},
        "lldc": {pk for pk, _ldc, lldc, _sids in rows if lldc},
        "sids": {pk for pk, _ldc, _lldc, sids in rows if sids},
        "none": {pk for pk, *marks in rows if not any(marks)},
    }
    counted = {
        code: GroupRow(code, len(group), len(group & named), _naming(group))
        for code, group in groups.items()
    }
    share_of_others = counted["none"].share or 0
    return [
        GroupRow(
            row.code,
            row.countries,
            row.named,
            row.works,
            share_of_others - (row.share or 0) > MOST_UNEVEN,
        )
        for row in counted.values()
    ]


def _naming(group: set[int]) -> int:
    return Study.objects.public().filter(countries__in=group).distinct().count()


def without_edition(language: str) -> QuerySet[Study]:
    """Public works that have no edition in the language, the newest first."""
    editions = Edition.objects.filter(language=language, in_preparation=False)
    return (
        Study.objects.public()
        .exclude(pk__in=editions.values("study"))
        .order_by("-first_published_at", "-pk")
    )
