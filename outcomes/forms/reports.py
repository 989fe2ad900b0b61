"""Forms of a status report: what people write of it, and its sentences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcomes.forms.texts import LONG
from outcomes.measures import MEASURES, Scope
from outcomes.models import (
    Claim,
    ReportText,
    Statement,
    StatusReport,
)
from outcomes.models.reports import FINAL_PARTS
from outcomes.presentation.sentence_forms import FORMS, example


class HeadingForm(forms.ModelForm):
    """What people write of a report that is no finding."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = StatusReport
        fields = ["implementation_rate", "important_issues"]
        widgets = {"important_issues": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision
        texts = dict(self.instance.texts.values_list("part", "text"))
        for code, label in ReportText.Part.choices:
            if code in FINAL_PARTS and not self.instance.is_final:
                continue
            self.fields[code] = forms.CharField(
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs=LONG),
                label=label,
                initial=texts.get(code, ""),
            )


class StatementForm(forms.ModelForm):
    """What a source says and no measure can show."""

    url = forms.URLField(required=False, assume_scheme="https", label=_("Address"))

    class Meta:
        model = Statement
        fields = ["kind", "text", "source", "url", "rests_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "rests_on": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, report: StatusReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = False
        self.fields["rests_on"].queryset = report.claims.all()

    def clean_kind(self) -> str:
        """A finding unless something else is chosen."""
        return self.cleaned_data["kind"] or Statement.Kind.FINDING


class ClaimForm(forms.Form):
    """A sentence and what it rests on."""

    form = forms.ChoiceField(
        label=_("Sentence"),
        help_text=_(
            "What stands in braces is filled from the records; nothing else can be claimed."
        ),
    )
    remark = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("Remark"),
        help_text=_("Stands after the sentence, marked as yours and not measured."),
    )
    part = forms.ChoiceField(choices=Claim.Part, label=_("Part of the report"))
    paragraph = forms.IntegerField(
        min_value=1, max_value=3, initial=1, label=_("Paragraph (1 to 3)")
    )
    position = forms.IntegerField(
        min_value=1, max_value=999, required=False, label=_("Place in the paragraph")
    )
    is_inference = forms.BooleanField(required=False, label=_("The remark is an inference"))

    def __init__(self, *args: Any, measure: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [
            (form, example(measure, form)) for form in FORMS.get(measure, ())
        ]


class NewClaimForm(ClaimForm):
    """With the measure, which an existing claim keeps."""

    commission = forms.ChoiceField(required=False, label=_("Of one commission only"))
    item = forms.CharField(
        max_length=20, required=False, label=_("Survey item, for measures of answers")
    )
    record = forms.IntegerField(
        required=False,
        min_value=1,
        label=_("Number of the record, for a change, workshop or study"),
    )

    def __init__(self, *args: Any, report: StatusReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        del self.fields["position"]
        self.fields["form"].choices = [
            (f"{measure}|{form}", example(measure, form))
            for measure, forms_ in FORMS.items()
            for form in forms_
        ]
        codes = report.period.project.commissions.order_by("area__code").values_list(
            "area__code", flat=True
        )
        self.fields["commission"].choices = [("", _("All")), *((code, code) for code in codes)]
        if report.commission is not None:
            del self.fields["commission"]

    @property
    def measure(self) -> str:
        """What the chosen sentence rests on."""
        return self.cleaned_data["form"].partition("|")[0]

    @property
    def sentence_form(self) -> str:
        """Which of its measure's forms it is."""
        return self.cleaned_data["form"].partition("|")[2]

    def scope(self) -> Scope:
        """The year of the report for a measure of a period, the record for one of a record."""
        data = self.cleaned_data
        if MEASURES[self.measure].level == "record":
            return Scope.of_report(self.report, record=data["record"])
        scope = {"item": data["item"].strip().upper()}
        if self.report.commission is None:
            scope["commission"] = data["commission"]
        return Scope.of_report(self.report, **scope)
