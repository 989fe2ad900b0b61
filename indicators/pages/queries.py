"""The page of queries: tables of a release for the engine in the browser, and examples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indicators.catalogue.themes import THEMES
from indicators.compute import REGISTERED
from indicators.models import ReleaseFile
from indicators.selectors import NotPublished, formula_of

MOST_ROWS = 500_000
"""Of a table that a browser can hold; larger ones are files alone."""
WASM = "vendor/duckdb/duckdb-eh.wasm"
WORKER = "vendor/duckdb/duckdb-browser-eh.worker.js"
KINDS = (ReleaseFile.Kind.THEME, ReleaseFile.Kind.CORRIDORS)


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with; `title` is marked for translation."""

    title: str
    tables: tuple[str, ...]
    sql: str


EXAMPLES = (
    Example(
        gettext_noop("The ten countries that receive most, in the newest year"),
        ("remittances",),
        """SELECT ref_area_name, time_period, value / 1e9 AS billion_usd
FROM remittances
WHERE indicator = 'REM_IN_USD' AND coverage IS NULL AND value IS NOT NULL
QUALIFY time_period = max(time_period) OVER ()
ORDER BY value DESC
LIMIT 10""",
    ),
    Example(
        gettext_noop("Change from year to year"),
        ("remittances",),
        """SELECT time_period, value,
       100 * (value / lag(value) OVER (ORDER BY time_period) - 1) AS change_percent
FROM remittances
WHERE indicator = 'REM_IN_USD' AND ref_area = 'PHL'
ORDER BY time_period""",
    ),
    Example(
        gettext_noop("Two themes side by side: money received and people abroad"),
        ("remittances", "stocks"),
        """SELECT r.ref_area_name, r.time_period, r.value AS received_usd, s.value AS emigrants,
       r.value / s.value AS usd_for_each
FROM remittances r
JOIN stocks s USING (ref_area, time_period)
WHERE r.indicator = 'REM_IN_USD' AND s.indicator = 'MIG_EMI' AND r.coverage IS NULL
ORDER BY usd_for_each DESC NULLS LAST
LIMIT 25""",
    ),
    Example(
        gettext_noop("A column for each commission"),
        ("remittances",),
        """PIVOT (
  SELECT time_period, ref_area, value FROM remittances WHERE indicator = 'REM_IN_GDP'
)
ON ref_area IN ('ECA', 'ECE', 'ECLAC', 'ESCAP', 'ESCWA') USING first(value)
ORDER BY time_period""",
    ),
    Example(
        gettext_noop("The largest corridors of people"),
        ("cor_stock",),
        """SELECT ref_area_name, counterpart_area_name, time_period, value
FROM cor_stock
WHERE sex = '_T'
QUALIFY time_period = max(time_period) OVER ()
ORDER BY value DESC
LIMIT 20""",
    ),
)


def context(number: int | None) -> dict[str, Any]:
    """What the page shows of a release, by default the newest whose files are made. Raises NotPublished."""
    files = ReleaseFile.objects.filter(kind__in=KINDS)
    if number is None:
        built = files.filter(release__built_at__isnull=False).order_by("-release_id")
        number = built.values_list("release_id", flat=True).first()
    rows = list(files.filter(release=number).order_by("-kind", "code")) if number else []
    if number is not None and not rows:
        raise NotPublished(_("Release %(release)s has no files.") % {"release": number})
    names = {row.code for row in rows}
    return {
        "number": number,
        "rows": [(row.code, _title(row), row, row.rows <= MOST_ROWS) for row in rows],
        "tables": [
            {
                "name": row.code,
                "title": _title(row),
                "rows": row.rows,
                "arrow": row.address_as("arrow") if row.rows <= MOST_ROWS else "",
            }
            for row in rows
        ],
        "examples": [
            (_(example.title), example.sql) for example in EXAMPLES if set(example.tables) <= names
        ],
        "columns": _columns(),
        "engine": _engine(),
        "texts": _texts(),
    }


def _title(row: ReleaseFile) -> str:
    if row.kind == ReleaseFile.Kind.THEME:
        return _(THEMES[row.code]) if row.code in THEMES else row.code
    code = row.code.upper()
    return _(formula_of(code).name) if code in REGISTERED else code


def _columns() -> list[tuple[str, str]]:
    return [
        ("indicator", _("Indicator")),
        ("ref_area", _("Area code")),
        ("ref_area_name", _("Country or area")),
        ("counterpart_area", _("Counterpart area")),
        ("sex", _("Sex (of corridors): _T both, F women, M men")),
        ("variant", _("Variant of a modelled figure (of corridors)")),
        ("time_period", _("A year, or a quarter as 2020-Q3")),
        ("value", _("Value")),
        ("obs_status", _("SDMX CL_OBS_STATUS")),
        ("unit", _("Unit of measure")),
        ("coverage", _("Share of the population behind an aggregate, 0-1")),
        ("vintage", _("Vintage")),
    ]


def _engine() -> dict[str, Any] | None:
    """Addresses of the engine and what it weighs on the way; None where it is not installed."""
    twin = finders.find(f"{WASM}.gz")
    if not twin:
        return None
    return {
        "wasm": static(WASM),
        "worker": static(WORKER),
        "megabytes": Path(str(twin)).stat().st_size / 1e6,
    }


def _texts() -> dict[str, str]:
    """What the script says."""
    return {
        "starting": _("Loading the query engine …"),
        "loading": _("Loading the query engine: %(percent)s % of it are here."),
        "ready": _("The query engine is ready."),
        "failed": _(
            "The query engine could not be loaded. Try again, or take the files below. The browser says:"
        ),
        "fetching": _("Loading “%(title)s”: %(rows)s rows …"),
        "absent": _("The table “%(title)s” could not be loaded. Try again in a minute."),
        "large": _(
            "The table “%(title)s” is too large for a browser. Take the file below, which DuckDB, Python and R read."
        ),
        "running": _("The query runs …"),
        "empty": _("Write a query, or take one of the examples."),
        "all": _("Rows: %(rows)s. It took %(seconds)s s."),
        "some": _(
            "Rows: %(rows)s, of which the first %(shown)s are shown; the file has all. It took %(seconds)s s."
        ),
        "extension": _(
            "This needs an extension of DuckDB, and extensions cannot be loaded here. The tables below are all that can be read."
        ),
        "stopped": _("The query was stopped."),
        "unreadable": _(
            "The address ends in a query that cannot be read. It was cut off on the way, perhaps."
        ),
    }
