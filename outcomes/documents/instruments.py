"""Work plan, money, risks, lessons and delivery of a report, as parts of its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from outcomes.documents.grids import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator


def instrument_parts(content: dict[str, Any]) -> list[tuple[str, Any]]:
    """Headings, tables and paragraphs in their order; nothing of what is not recorded."""
    if not content:
        return []
    return [
        *_delivery(content["delivery"]),
        *_activities(content),
        *_finance(content["finance"]),
        *_supplements(content["supplements"]),
        *_risks(content["risks"]),
        *_lessons(content["lessons"]),
        *_revisions(content["revisions"]),
    ]


def _delivery(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    if not rows:
        return
    yield "h", _("Delivery by indicator over the whole project")
    years = [str(year["year"]) for year in rows[0]["years"]]
    head = [
        _("Indicator of achievement"),
        _("Baseline"),
        *years,
        _("Target at the end"),
        _("At the end"),
    ]
    cells = [
        [
            f"{row['name']} {row['text']}\n{row['kind']}",
            row["baseline"],
            *(f"{year['actual']} / {year['target']}" for year in row["years"]),
            row["end_target"],
            row["actual"],
        ]
        for row in rows
    ]
    widths = (34, 10, *(30 / max(1, len(years)) for _year in years), 12, 14)
    yield "table", Grid(head, cells, widths, frozenset(range(1, len(head))))
    yield "text", _("Of each period: actual / target.")


def _activities(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    rows = content["activities"]
    if not rows:
        return
    yield "h", _("Activities and work plan")
    yield "text", " · ".join(f"{label}: {n}" for _code, label, n in content["counts"])
    head = [_("Activity"), _("Planned"), _("Responsible"), _("Standing")]
    cells = []
    for row in rows:
        standing = "\n".join(
            part for part in (row["standing"], row["ended_on"], row["reason"]) if part
        )
        planned = f"{row['starts_on']} – {row['due_on']}"
        cells.append(
            [f"{row['label']} {row['text']}", planned, row["commission"] or _("all"), standing]
        )
    yield "table", Grid(head, cells, (40, 24, 14, 22))


def _finance(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if not content:
        return
    yield "h", _("Budget and expenditure, in United States dollars")
    whole = content["all"]
    for label, rows in (
        (_("Commission"), [*content["commissions"], whole]),
        (_("Object class"), content["classes"]),
    ):
        head = [
            label,
            _("Budget"),
            _("Spent in the period"),
            _("Spent to date"),
            _("Implementation rate"),
        ]
        cells = [
            [row[name] for name in ("name", "budget", "period", "to_date", "rate")] for row in rows
        ]
        yield "table", Grid(head, cells, (32, 17, 17, 17, 17), frozenset(range(1, 5)))


def _supplements(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    if not rows:
        return
    yield "h", _("Supplementary funding")
    for row in rows:
        parts = (row["giver"], row["what"], row["kind"], row["amount"], row["on"])
        yield "text", " · ".join(parts)


def _risks(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    if not rows:
        return
    yield "h", _("Risks and assumptions")
    head = [_("Risk or assumption"), _("How it stands"), _("How it is met")]
    cells = []
    for row in rows:
        verdict = row["verdict"] or _("Not reviewed by then.")
        review = "\n".join(part for part in (verdict, row["reviewed_on"], row["note"]) if part)
        cells.append([f"{row['kind']}: {row['text']}", review, row["response"] or "–"])
    yield "table", Grid(head, cells, (40, 32, 28))


def _lessons(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    if not rows:
        return
    yield "h", _("Lessons and good practices on record")
    for row in rows:
        source = " ".join(part for part in (row["source"], row["url"]) if part)
        parts = (f"{row['kind']}: {row['text']}", row["commission"], row["on"], source)
        yield "text", " · ".join(part for part in parts if part)


def _revisions(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    if not rows:
        return
    yield "h", _("Extensions and revisions")
    for row in rows:
        yield "text", f"{row['on']}: {row['what']} {row['reason']}"
