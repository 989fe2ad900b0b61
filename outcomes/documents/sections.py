"""A status report as a list of headings, paragraphs and tables, in the Development Account's order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.i18n import numbers
from core.i18n.languages import direction
from evaluations.presentation import wordings
from outcomes.documents.grids import Grid
from outcomes.documents.instruments import instrument_parts
from outcomes.models import ReportText, Statement
from outcomes.models.reports import FINAL_PARTS
from outcomes.presentation import claim_text, values
from outcomes.stages import LOCKED, ReportState

if TYPE_CHECKING:
    from outcomes.models import StatusReport


LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"


class Sections:
    """The report as a list of headings, paragraphs and tables; both documents are set from it."""

    def __init__(self, report: StatusReport) -> None:
        self.report = report
        self.content: dict[str, Any] = values.report(report.prepared)
        self.heading = self.content["heading"]
        self.parts: list[tuple[str, Any]] = []
        self._head()
        self._achievements()
        self._accomplishments()
        self._others()
        self.parts += instrument_parts(self.content["instruments"])
        self._coverage()
        self._difference()
        self._annex()

    def _add(self, kind: str, content: Any) -> None:
        self.parts.append((kind, content))

    def _head(self) -> None:
        report, heading = self.report, self.heading
        rate = report.implementation_rate
        rows = [
            (_("Project"), heading["title"]),
            (_("Development Account code"), heading["da_code"] or "–"),
            (_("Executing entity"), heading["entity"] or "–"),
            (_("Report of"), heading["commission"] or _("all commissions of the project")),
            (_("Reporting period"), self.content["period"]),
            (
                _("Implementation rate"),
                self.content["implementation_rate"]
                or (wordings.percent(float(rate), 1) if rate is not None else "–"),
            ),
            (_("State"), self.state()),
        ]
        if report.important_issues:
            rows.append((_("Important issues"), report.important_issues))
        if heading["is_demonstration"]:
            self._add(
                "note",
                _(
                    "Example: records and answers of this report are made up or retold for the demonstration of the portal."
                ),
            )
        self._add("facts", rows)
        self._add("text", _("Objective: %(text)s") % {"text": heading["objective"]})

    def state(self) -> str:
        """State and version, with the day of certification."""
        text = str(ReportState(self.report.state).label)
        if self.report.state in LOCKED and self.report.certified_at:
            text += f", {numbers.day(self.report.certified_at.date())}"
        return f"{text} · " + _("version %(n)s") % {"n": self.report.version}

    def _achievements(self) -> None:
        self._add("h", _("Summary of achievements"))
        for paragraph in self.content["paragraphs"]:
            if paragraph:
                self._add(
                    "text",
                    " ".join(self._numbered(claim) for claim in paragraph),
                )
        statements = self.content["statements"]
        if statements:
            self._add("h", _("Statements, not measured"))
        for row in statements:
            kind = row["kind_text"] if row["kind"] != Statement.Kind.FINDING else ""
            about = ", ".join(f"[{self.number(claim['pk'])}]" for claim in row["about"])
            parts = (kind, row["text"], about, row["source"])
            self._add("text", " · ".join(part for part in parts if part))
            if row["url"]:
                self._add("link", row["url"])

    def _numbered(self, claim: dict[str, Any]) -> str:
        """The sentence with its number in the annex; in Arabic a mark keeps a name in Latin letters from drawing it along."""
        mark = RIGHT_TO_LEFT if direction(self.report.language) == "rtl" else ""
        numbered = f"{claim['sentence']}{mark} [{self.number(claim['pk'])}]"
        added = claim_text.remark(claim["remark"], is_inference=claim["is_inference"])
        return f"{numbered} {added}" if added else numbered

    def number(self, pk: int) -> int:
        """The number of a claim in the annex, from 1."""
        return next(
            place for place, row in enumerate(self.content["annex"], start=1) if row["pk"] == pk
        )

    def _accomplishments(self) -> None:
        for accomplishment in self.content["accomplishments"]:
            self._add("h", f"{accomplishment['label']}: {accomplishment['text']}")
            head = [_("Indicator of achievement"), _("Baseline"), _("Target"), _("Actual")]
            rows = []
            for row in accomplishment["indicators"]:
                base = (
                    f"{row['baseline']} ({row['baseline_year']})"
                    if row["baseline_year"]
                    else row["baseline"]
                )
                groups = "; ".join(
                    f"{line.label} {line.value}{LEFT_TO_RIGHT}" for line in row["groups"]
                )
                actual = "\n".join(part for part in (row["actual"], row["base"], groups) if part)
                lines = [f"{row['name']} {row['text']}", row["kind_text"]]
                if row.get("verification"):
                    lines.append(_("Verified by: %(what)s") % {"what": row["verification"]})
                target = row["target"]
                if row["has_end_target"]:
                    target += "\n" + _("at the end: %(value)s") % {"value": row["end_target"]}
                rows.append(["\n".join(line for line in lines if line), base, target, actual])
            self._add("table", Grid(head, rows, (39, 15, 13, 33)))

    def _others(self) -> None:
        self._add("h", _("Unexpected results, positive and negative"))
        self._sentences(self.content["unexpected"], _("None is recorded."))
        texts = self.content["texts"]
        self._add("h", _("Issues and how they are met"))
        self._sentences(self.content["issues"], "")
        issues = texts.get(ReportText.Part.ISSUES, "")
        self._add("text", issues or _("The management states none."))
        if lessons := texts.get(ReportText.Part.LESSONS):
            self._add("h", _("Lessons and good practices"))
            self._add("text", lessons)
        for part in FINAL_PARTS:
            if text := texts.get(part):
                self._add("h", str(part.label))
                self._add("text", text)

    def _sentences(self, rows: list[dict[str, Any]], otherwise: str) -> None:
        for claim in rows:
            self._add("text", self._numbered(claim))
        if not rows and otherwise:
            self._add("text", otherwise)

    def _coverage(self) -> None:
        self._add("h", _("What each commission has in the period"))
        rows = [
            [row["commission"], *(values.value(n) for n in row["counts"])]
            for row in self.content["rows"]
        ]
        rows.append([_("All, each once"), *self.content["all"]])
        widths = (14, *(86 / len(self.content["stages"]) for _stage in self.content["stages"]))
        head = [_("Commission"), *self.content["stages"]]
        self._add("table", Grid(head, rows, widths, frozenset(range(1, len(head)))))
        empty = [row["commission"] for row in self.content["rows"] if row["is_empty"]]
        if empty:
            self._add(
                "text",
                _("Nothing is recorded in this period for: %(codes)s.")
                % {"codes": ", ".join(empty)},
            )

    def _difference(self) -> None:
        difference = self.content["difference"]
        if not difference:
            return
        self._add("h", _("What differs from the report of %(year)s") % {"year": difference["year"]})
        rows = [[row["name"], row["what"], row["old"], row["new"]] for row in difference["rows"]]
        if rows:
            head = [_("Figure"), _("Part"), str(difference["year"]), str(self.heading["year"])]
            self._add("table", Grid(head, rows, (40, 30, 15, 15), frozenset((2, 3))))
        else:
            self._add("text", _("No number changed."))

    def _annex(self) -> None:
        self._add("h", _("Annex: evidence"))
        self._add(
            "text",
            _(
                "Each sentence rests on a measure with its version, over what is named, with the figures of the day it was frozen."
            ),
        )
        rows, links = [], []
        for place, row in enumerate(self.content["annex"], start=1):
            over = "; ".join(f"{line.label} {line.value}" for line in row["over"])
            basis = f"{row['name']} ({row['measure']} v{row['version']})\n{over}"
            frozen = numbers.day(date.fromisoformat(row["frozen_at"][:10]))
            rows.append([str(place), row["sentence"], basis, frozen])
            links.append(claim_address(row["pk"]))
        head = [_("No."), _("Sentence"), _("Rests on"), _("Figures of")]
        self._add("table", Grid(head, rows, (8, 46, 30, 16), links=tuple(links)))


def claim_address(pk: int) -> str:
    """Where the evidence of a sentence opens, in the reader's language."""
    with translation.override(settings.LANGUAGE_CODE):  # the address without a language
        return f"{settings.PORTAL_ADDRESS}{reverse('outcomes:claim', args=[pk])}"


def title_of(year: int, *, is_final: bool = False) -> str:
    """The report's title, in the active language."""
    if is_final:
        return _("Final report %(year)s") % {"year": year}
    return _("Status report %(year)s") % {"year": year}
