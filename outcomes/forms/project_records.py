"""Forms of what a manager records of a project beside its framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput
from outcomes.forms.texts import LONG, ROUGH, Texts
from outcomes.models import (
    Activity,
    AgencyGroup,
    AgencyMember,
    BudgetLine,
    ContextText,
    Expenditure,
    Lesson,
    ManualActual,
    OfficialWording,
    ProjectPage,
    ProjectTheme,
    Risk,
    RiskReview,
    SupplementaryFunding,
)
from outcomes.models.framework import MANUAL
from outcomes.rules import LARGEST_FIGURE, earliest
from regions.models import Term

if TYPE_CHECKING:
    from django.db.models import Model

    from outcomes.models import Project


class AddressField(forms.URLField):
    """An address of the web that a record may have."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, max_length=500, assume_scheme="https")


class RecordForm(Texts, forms.ModelForm):
    """A record of one project: choices are those of the project, texts stand in six languages."""

    needed: tuple[str, ...] = ()
    """Texts that some language must have."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        if hasattr(self.instance, "project_id"):
            self.instance.project = project
        choices = {
            "accomplishment": project.accomplishments.all(),
            "commission": project.commissions.select_related("area").order_by("area__code"),
            "period": project.periods.all(),
            "group": project.agency_groups.all(),
            "risk": project.risks.all(),
        }
        for name, queryset in choices.items():
            if name in self.fields:
                self.fields[name].queryset = queryset
        self.texts = self.text_fields()
        self.add_texts()

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """Texts by language: field -> label, length, whether it has paragraphs."""
        return {}

    def clean(self) -> dict[str, Any]:
        """Texts in at least one language, where they are needed."""
        data = super().clean() or {}
        self.check_texts(*self.needed)
        return data

    def record(self) -> Model:
        """The record with what was written; not stored yet."""
        for field in self.texts:
            setattr(self.instance, field, self.gathered(field))
        return self.instance

    def check_day(self, name: str) -> None:
        """A day as far as it is known must exist."""
        text = self.cleaned_data.get(name)
        if text and earliest(text) is None:
            self.add_error(name, _("There is no such day."))

    def check_order(self, first: str, last: str) -> None:
        """The last day is not before the first."""
        data = self.cleaned_data
        if data.get(first) and data.get(last) and data[last] < data[first]:
            self.add_error(last, _("The last day lies before the first."))

    def check_past(self, name: str) -> None:
        """What happened lies not in the future."""
        day = self.cleaned_data.get(name)
        if day and day > timezone.localdate():
            self.add_error(name, _("This day has not come yet."))


class PageForm(RecordForm):
    """The second half of the title, and the project's own page."""

    url = AddressField(gettext_lazy("Address of the project’s own page"))

    class Meta:
        model = ProjectPage
        fields = ["url"]

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """The second half of the title."""
        return {"subtitles": (_("Second half of the title"), 300, False)}


class WordingForm(RecordForm):
    """The official wording of the objective or of an accomplishment."""

    needed = ("texts",)

    url = AddressField(gettext_lazy("Address of the source"))

    class Meta:
        model = OfficialWording
        fields = ["accomplishment", "source", "url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accomplishment"].empty_label = _("The objective")
        self.fields["source"].required = True

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """The wording."""
        return {"texts": (_("Official wording"), 2000, True)}


class ContextForm(RecordForm):
    """A passage on the context with its source."""

    needed = ("texts",)

    url = AddressField(gettext_lazy("Address of the source"))

    class Meta:
        model = ContextText
        fields = ["kind", "position", "source", "url"]

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """The passage."""
        return {"texts": (_("Text"), 3000, True)}


class AgencyGroupForm(RecordForm):
    """A group of agencies and its history."""

    needed = ("names",)

    url = AddressField(gettext_lazy("Address of the source"))

    class Meta:
        model = AgencyGroup
        fields = ["abbreviation", "set_up_on", "source", "url"]
        widgets = {"set_up_on": forms.TextInput(attrs=ROUGH)}

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """Its name, who set it up, on what it was built, and what for."""
        return {
            "names": (_("Name"), 300, False),
            "set_up_by": (_("Set up by"), 300, False),
            "forerunners": (_("Built on"), 300, False),
            "purposes": (_("What it aims at"), 2000, True),
        }

    def clean(self) -> dict[str, Any]:
        """A day that exists."""
        data = super().clean()
        self.check_day("set_up_on")
        return data


class AgencyMemberForm(RecordForm):
    """A member of a group."""

    url = AddressField(gettext_lazy("Address of the source"))

    class Meta:
        model = AgencyMember
        fields = ["group", "name", "is_founder", "since", "until", "source", "url"]
        widgets = {
            "since": forms.TextInput(attrs=ROUGH),
            "until": forms.TextInput(attrs=ROUGH),
        }

    def clean(self) -> dict[str, Any]:
        """Days that exist, in order."""
        data = super().clean()
        for name in ("since", "until"):
            self.check_day(name)
        first, last = earliest(data.get("since") or ""), earliest(data.get("until") or "")
        if first and last and last < first:
            self.add_error("until", _("It cannot leave before it came."))
        return data


class ThemeForm(RecordForm):
    """A theme of the project and who named it."""

    url = AddressField(gettext_lazy("Address of the source"))

    class Meta:
        model = ProjectTheme
        fields = ["term", "origin", "source", "url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].queryset = Term.objects.themes()

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """What of the theme."""
        return {"notes": (_("What of it"), 300, False)}


class ActivityForm(RecordForm):
    """An activity of the work plan."""

    needed = ("texts",)

    class Meta:
        model = Activity
        fields = [
            "accomplishment", "number", "commission", "starts_on", "due_on", "state", "ended_on", "reason",
        ]  # fmt: skip
        widgets = {"starts_on": DayInput, "due_on": DayInput, "ended_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commission"].empty_label = _("All together")

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """What is done."""
        return {"texts": (_("Activity"), 300, False)}

    def clean(self) -> dict[str, Any]:
        """Days in order; what ended has its day, what was dropped its reason."""
        data = super().clean()
        self.check_order("starts_on", "due_on")
        self.check_past("ended_on")
        state = data.get("state")
        if state == Activity.State.PLANNED and data.get("ended_on"):
            self.add_error("ended_on", _("Leave this empty while it is planned."))
        if state in (Activity.State.DONE, Activity.State.DROPPED) and not data.get("ended_on"):
            self.add_error("ended_on", _("Give the day on which it was done or dropped."))
        if state == Activity.State.DROPPED and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why it was dropped."))
        return data


class ManualActualForm(RecordForm):
    """A figure of an indicator that no measure gives."""

    url = AddressField(gettext_lazy("Address of the evidence"))

    value = forms.FloatField(
        min_value=-LARGEST_FIGURE, max_value=LARGEST_FIGURE, label=gettext_lazy("Value")
    )

    class Meta:
        model = ManualActual
        fields = ["indicator", "period", "commission", "value", "evidence", "url", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = self.fields["indicator"].queryset.filter(
            accomplishment__project=self.project, measure=MANUAL
        )
        self.fields["commission"].empty_label = _("The whole project, not divided")
        self.fields["value"].help_text = _("1 for yes and 0 for no, of a yes-or-no indicator.")

    def clean(self) -> dict[str, Any]:
        """Yes or no is 1 or 0."""
        data = super().clean()
        indicator, value = data.get("indicator"), data.get("value")
        if indicator and indicator.kind == indicator.Kind.YES_NO and value not in (None, 0, 1):
            self.add_error("value", _("Write 1 for yes or 0 for no."))
        return data


class BudgetForm(RecordForm):
    """A line of the budget."""

    class Meta:
        model = BudgetLine
        fields = ["commission", "object_class", "amount", "source"]

    def clean_amount(self) -> Any:
        """Not below zero."""
        amount = self.cleaned_data["amount"]
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("A budget is not below 0."))
        return amount


class ExpenditureForm(RecordForm):
    """What a commission spent in a period."""

    class Meta:
        model = Expenditure
        fields = ["period", "commission", "object_class", "amount", "source"]
        help_texts = {"amount": gettext_lazy("A correction of an earlier period may be negative.")}


class SupplementForm(RecordForm):
    """What others gave."""

    class Meta:
        model = SupplementaryFunding
        fields = ["giver", "kind", "what", "amount", "on"]
        widgets = {"on": DayInput}

    def clean(self) -> dict[str, Any]:
        """More than nothing, and not in the future."""
        data = super().clean()
        self.check_past("on")
        if data.get("amount") is not None and data["amount"] <= 0:
            self.add_error("amount", _("Leave this empty or write more than 0."))
        return data


class RiskForm(RecordForm):
    """A risk or an assumption."""

    needed = ("texts",)

    class Meta:
        model = Risk
        fields = [
            "kind", "accomplishment", "likelihood", "impact", "response", "owner", "since", "is_public",
        ]  # fmt: skip
        widgets = {"since": DayInput, "response": forms.Textarea(attrs={"rows": 2})}

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """What may happen, or is taken for granted."""
        return {"texts": (_("Risk or assumption"), 1000, True)}

    def clean(self) -> dict[str, Any]:
        """A risk is rated."""
        data = super().clean()
        self.check_past("since")
        if data.get("kind") == Risk.Kind.RISK:
            for name in ("likelihood", "impact"):
                if data.get(name) is None:
                    self.add_error(name, _("A risk needs this."))
        return data


class RiskReviewForm(RecordForm):
    """How a risk stood when somebody looked again."""

    class Meta:
        model = RiskReview
        fields = ["risk", "on", "verdict", "note"]
        widgets = {"on": DayInput, "note": forms.Textarea(attrs=LONG)}

    def clean(self) -> dict[str, Any]:
        """Between the day the risk was recorded and today."""
        data = super().clean()
        self.check_past("on")
        risk, on = data.get("risk"), data.get("on")
        if risk and on and on < risk.since:
            self.add_error("on", _("The risk was recorded later than this day."))
        return data


class LessonForm(RecordForm):
    """A lesson or a good practice."""

    needed = ("texts",)

    url = AddressField(gettext_lazy("Address"))

    class Meta:
        model = Lesson
        fields = ["kind", "commission", "on", "source", "url"]
        widgets = {"on": DayInput}

    def text_fields(self) -> dict[str, tuple[str, int, bool]]:
        """What was learned."""
        return {"texts": (_("Text"), 2000, True)}

    def clean(self) -> dict[str, Any]:
        """Not in the future."""
        data = super().clean()
        self.check_past("on")
        return data


class ExtensionForm(forms.Form):
    """A decision that moves the last day of the project."""

    ends_on = forms.DateField(widget=DayInput, label=gettext_lazy("New last day"))
    decided_on = forms.DateField(widget=DayInput, label=gettext_lazy("Decided on"))
    decided_by = forms.CharField(max_length=200, label=gettext_lazy("Decided by"))
    reason = forms.CharField(
        widget=forms.Textarea(attrs=LONG), max_length=1000, label=gettext_lazy("Reason")
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project


class PeriodForm(forms.Form):
    """The days of a period that is no calendar year."""

    year = forms.IntegerField(
        min_value=1990,
        max_value=2100,
        label=gettext_lazy("Year whose number it bears"),
        help_text=gettext_lazy("The year of its first or of its last day."),
    )
    starts_on = forms.DateField(widget=DayInput, label=gettext_lazy("First day"))
    ends_on = forms.DateField(widget=DayInput, label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
