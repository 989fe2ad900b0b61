"""The kinds of records that a manager keeps of a project: their forms, lists and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n import numbers
from outcomes.forms import project_records as forms
from outcomes.models import (
    Activity,
    AgencyGroup,
    AgencyMember,
    BudgetLine,
    ContextText,
    Expenditure,
    Extension,
    Lesson,
    ManualActual,
    OfficialWording,
    Period,
    ProjectPage,
    ProjectTheme,
    Risk,
    RiskReview,
    SupplementaryFunding,
)
from outcomes.presentation.claim_text import day_text
from outcomes.presentation.instruments import money

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet
    from django.forms import BaseForm

    from outcomes.models import Project

    Columns = tuple[tuple[Any, Callable[[Any], Any]], ...]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind: its name, what its list shows, its form. `is_decision`: written once, never changed."""

    slug: str
    name: Any
    new: Any
    about: Any
    model: type[Model]
    form: type[BaseForm]
    columns: Columns
    path: str = "project"
    related: tuple[str, ...] = ()
    is_decision: bool = False

    def of(self, project: Project) -> QuerySet[Any]:
        """The records of the project."""
        rows = self.model._default_manager.filter(**{self.path: project})
        return rows.select_related(*self.related) if self.related else rows

    def rows(self, project: Project) -> list[tuple[Any, list[tuple[Any, str]]]]:
        """Each record with the cells of its list: label and text."""
        return [
            (record, [(label, _cell(read(record))) for label, read in self.columns])
            for record in self.of(project)
        ]


def _cell(value: Any) -> str:
    return numbers.MISSING if value in (None, "") else str(value)


def _commission(record: Any) -> str:
    return record.commission.code if record.commission else ""


def _standing(activity: Activity) -> str:
    return str(Activity.Standing(activity.standing(timezone.localdate())).label)


def _last_review(risk: Risk) -> str:
    review = risk.reviews.last()
    return f"{numbers.day(review.on)} · {review.get_verdict_display()}" if review else ""


SOURCE = (_("Source"), lambda record: record.source)
COMMISSION = (_("Commission"), _commission)
CLASS = (_("Object class"), lambda record: record.get_object_class_display())
DOLLARS = (_("United States dollars"), lambda record: money(record.amount))


KINDS = {
    kind.slug: kind
    for kind in (
        RecordKind(
            "activities", _("Work plan"), _("Add an activity"),
            _("Activities under each accomplishment. Late is what was not done by its day."),
            Activity, forms.ActivityForm,
            (
                (_("Activity"), str), (_("Standing"), _standing),
                (_("Until"), lambda a: numbers.day(a.due_on)), COMMISSION,
            ),
            related=("accomplishment", "commission__area"),
        ),
        RecordKind(
            "actuals", _("Figures entered by hand"), _("Enter a figure"),
            _("For indicators that no measure of the portal gives. Choose the measure “manual-actual” in the framework first."),
            ManualActual, forms.ManualActualForm,
            (
                (_("Indicator"), lambda a: f"{a.indicator.key} {a.indicator.text}"), (_("Value"), lambda a: money(a.value)),
                (_("Period"), lambda a: a.period.year), COMMISSION, (_("What shows it"), lambda a: a.evidence),
            ),
            related=("indicator__accomplishment", "period", "commission__area"),
        ),
        RecordKind(
            "budget", _("Budget"), _("Add a line"),
            _("What each commission was allotted for the whole project, by object class."),
            BudgetLine, forms.BudgetForm, (COMMISSION, DOLLARS, CLASS, SOURCE), related=("commission__area",),
        ),
        RecordKind(
            "expenditures", _("Expenditure"), _("Add an expenditure"),
            _("What each commission spent in a period. The implementation rate is computed from it and the budget."),
            Expenditure, forms.ExpenditureForm,
            (COMMISSION, DOLLARS, (_("Period"), lambda e: e.period.year), CLASS, SOURCE),
            related=("commission__area", "period"),
        ),
        RecordKind(
            "supplements", _("Supplementary funding"), _("Add what others gave"), _("Money and help in kind from others."),
            SupplementaryFunding, forms.SupplementForm,
            ((_("Given by"), lambda s: s.giver), DOLLARS, (_("For what"), lambda s: s.what), (_("Given on"), lambda s: numbers.day(s.on))),
        ),
        RecordKind(
            "risks", _("Risks and assumptions"), _("Add a risk or an assumption"),
            _("Only those marked so stand in reports and on the public page."),
            Risk, forms.RiskForm,
            (
                (_("Risk or assumption"), lambda r: r.text), (_("Last review"), _last_review),
                (_("Kind"), lambda r: r.get_kind_display()), (_("Likelihood"), lambda r: r.get_likelihood_display()),
                (_("Impact"), lambda r: r.get_impact_display()),
            ),
        ),
        RecordKind(
            "reviews", _("Reviews of risks"), _("Add a review"), _("How each stood when somebody looked again."),
            RiskReview, forms.RiskReviewForm,
            (
                (_("Risk or assumption"), lambda r: str(r.risk)), (_("How it stands"), lambda r: r.get_verdict_display()),
                (_("Reviewed on"), lambda r: numbers.day(r.on)), (_("What was seen and done"), lambda r: r.note),
            ),
            path="risk__project", related=("risk",),
        ),
        RecordKind(
            "lessons", _("Lessons and good practices"), _("Add a lesson or good practice"),
            _("Each with what shows it. Reports tell those of their period."),
            Lesson, forms.LessonForm,
            (
                (_("Text"), lambda r: r.text), (_("Kind"), lambda r: r.get_kind_display()),
                (_("Noted on"), lambda r: numbers.day(r.on)), (_("What shows it"), lambda r: r.source), COMMISSION,
            ),
            related=("commission__area",),
        ),
        RecordKind(
            "extensions", _("Extensions"), _("Record an extension"),
            _("A decision moves the last day of the project. It is not changed afterwards; another decision follows it."),
            Extension, forms.ExtensionForm,
            (
                (_("Until then"), lambda e: numbers.day(e.ended_on)), (_("New last day"), lambda e: numbers.day(e.ends_on)),
                (_("Decided"), lambda e: f"{numbers.day(e.decided_on)} · {e.decided_by}"), (_("Reason"), lambda e: e.reason),
            ),
            is_decision=True,
        ),
        RecordKind(
            "periods", _("Periods"), _("Set the days of a period"),
            _("A period is a calendar year unless its days are set here, before its first report is begun."),
            Period, forms.PeriodForm,
            (
                (_("Year"), lambda p: p.year), (_("First day"), lambda p: numbers.day(p.starts_on)),
                (_("Last day"), lambda p: numbers.day(p.ends_on)),
            ),
            is_decision=True,
        ),
        RecordKind(
            "page", _("Title and address"), _("Add second half of the title and address"),
            _("What the public page shows beside the framework."),
            ProjectPage, forms.PageForm,
            ((_("Second half of the title"), lambda p: p.subtitle), (_("Address"), lambda p: p.url)),
        ),
        RecordKind(
            "wordings", _("Official wordings"), _("Add an official wording"),
            _("Objective and accomplishments as the project document words them."),
            OfficialWording, forms.WordingForm,
            ((_("Of"), lambda w: w.accomplishment.label if w.accomplishment else _("The objective")), (_("Wording"), lambda w: w.text), SOURCE),
            related=("accomplishment",),
        ),
        RecordKind(
            "context", _("Context"), _("Add a text"), _("Why the project is there, with what says so."),
            ContextText, forms.ContextForm,
            ((_("Text"), lambda c: c.text), (_("About"), lambda c: c.get_kind_display()), SOURCE),
        ),
        RecordKind(
            "agency-groups", _("Groups of agencies"), _("Add a group"), _("Who set a group up, on what, and what for."),
            AgencyGroup, forms.AgencyGroupForm,
            ((_("Group"), str), (_("Set up"), lambda g: day_text(g.set_up_on)), (_("Set up by"), lambda g: g.founder), (_("Built on"), lambda g: g.forerunner), SOURCE),
        ),
        RecordKind(
            "agencies", _("Members of groups"), _("Add a member"), _("Agencies, and when they came and went."),
            AgencyMember, forms.AgencyMemberForm,
            (
                (_("Agency"), lambda m: m.name), (_("Group"), lambda m: m.group.abbreviation or m.group.name),
                (_("Since"), lambda m: day_text(m.since)), (_("Until"), lambda m: day_text(m.until)), SOURCE,
            ),
            path="group__project", related=("group",),
        ),
        RecordKind(
            "themes", _("Themes"), _("Add a theme"), _("Each theme with who named it: the High-level Dialogue or the project."),
            ProjectTheme, forms.ThemeForm,
            ((_("Theme"), lambda t: t.term.name), (_("Named by"), lambda t: t.get_origin_display()), (_("What of it"), lambda t: t.note), SOURCE),
            related=("term",),
        ),
    )
}  # fmt: skip
"""By the word in the address, in the order of the manager's page."""


WORK = ("activities", "actuals", "budget", "expenditures", "supplements", "risks", "reviews", "lessons", "extensions", "periods")  # fmt: skip
PAGE = ("page", "wordings", "context", "agency-groups", "agencies", "themes")
