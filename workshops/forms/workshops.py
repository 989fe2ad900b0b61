"""Forms of a workshop and its sessions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput, MomentInput
from core.i18n import languages
from regions.models import Term
from studies.models import Recommendation, Study
from workshops.forms.fields import MOMENT_FORMATS, countries, plain_days
from workshops.forms.speakers import PeopleFields, initial_people
from workshops.models import Material, Session, Workshop
from workshops.models.workshops import WorkshopCode, check_code, check_day, zone_names
from workshops.selectors.speakers import FIELDS
from workshops.services import copying
from workshops.services.seats import limits_too_low


class LanguagesField(forms.MultipleChoiceField):
    """Languages as boxes to tick, kept as their codes in one text: `en fr ar`."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=languages.NAMES.items(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Codes one by one, as boxes need them."""
        return value.split() if isinstance(value, str) else value

    def to_python(self, value: Any) -> list[str]:
        """Also from one text, as programs send it."""
        return [code for one in super().to_python(value) for code in one.split()]

    def clean(self, value: Any) -> Any:
        """In the order in which languages are listed everywhere."""
        chosen = set(super().clean(value))
        return " ".join(code for code in languages.NAMES if code in chosen)


def zone_choices() -> list[tuple[str, Any]]:
    """Time zones of places by continent, and UTC."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zone_names()):
        continent, slash, place = name.partition("/")
        if slash and continent in CONTINENTS:
            groups.setdefault(continent, []).append((name, place.replace("_", " ")))
    return [("UTC", "UTC"), *((CONTINENTS[code], groups[code]) for code in CONTINENTS)]


CONTINENTS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("The Americas"),
    "Asia": gettext_lazy("Asia"),
    "Europe": gettext_lazy("Europe"),
    "Pacific": gettext_lazy("Pacific"),
    "Australia": gettext_lazy("Australia"),
    "Atlantic": gettext_lazy("Atlantic Ocean"),
    "Indian": gettext_lazy("Indian Ocean"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a long form: its anchor, its heading, and its fields."""

    anchor: str
    heading: str
    fields: list[forms.BoundField]


class WorkshopForm(forms.ModelForm):
    """A workshop; titles and summaries in the languages that are used."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Workshop
        fields = [
            "code", "kind", "host", "co_hosts", "terms", "languages", "interpretation_languages", "document_languages", "form", "city", "country", "venue",
            "platform", "zone", "starts_on", "ends_on", "mode", "accepts_at_once", "registration_opens_on", "registration_closes_on",
            "nomination_deadline", "travel_deadline", "visa_deadline", "capacity", "capacity_in_person",
            "capacity_online", "country_quota", "reserve_size", "substitution_until", "edit_until", "funded_per_country", "women_target", "offer_days",
            "completion_share", "contact_name", "contact_email", "signatory", "second_signatory", "project", "accomplishment", "funding_code",
        ]  # fmt: skip
        widgets = {"co_hosts": forms.CheckboxSelectMultiple, "terms": forms.CheckboxSelectMultiple}
        field_classes = {"platform": forms.URLField}

    SECTIONS = {
        "title": (
            gettext_lazy("Title and languages"),
            [
                "title",
                "summary",
                "kind",
                "languages",
                "interpretation_languages",
                "document_languages",
            ],
        ),
        "when": (
            gettext_lazy("When and where"),
            ["starts_on", "ends_on", "form", "city", "country", "venue", "zone", "platform"],
        ),
        "people": (
            gettext_lazy("Who comes, and how many"),
            [
                "mode",
                "accepts_at_once",
                "capacity",
                "capacity_in_person",
                "capacity_online",
                "country_quota",
                "reserve_size",
                "funded_per_country",
                "women_target",
            ],
        ),
        "registration": (
            gettext_lazy("Registration and deadlines"),
            [
                "registration_opens_on",
                "registration_closes_on",
                "nomination_deadline",
                "substitution_until",
                "edit_until",
                "offer_days",
                "travel_deadline",
                "visa_deadline",
            ],
        ),
        "contact": (
            gettext_lazy("Contact and certificates"),
            ["contact_name", "contact_email", "signatory", "second_signatory", "completion_share"],
        ),
        "project": (
            gettext_lazy("Hosts, themes and project"),
            ["code", "host", "co_hosts", "terms", "project", "accomplishment", "funding_code"],
        ),
    }
    """The fields by the order of the work; `title` and `summary` stand for their fields in each language."""

    languages = LanguagesField(label=gettext_lazy("Languages of work"))
    interpretation_languages = LanguagesField(
        required=False, label=gettext_lazy("Languages of interpretation")
    )
    document_languages = LanguagesField(
        required=False, label=gettext_lazy("Languages of documents")
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        error_messages={
            "invalid_choice": gettext_lazy(
                "“%(value)s” is not a time zone, such as Africa/Addis_Ababa."
            )
        },
    )
    platform = forms.URLField(
        required=False, assume_scheme="https", label=gettext_lazy("Address of the platform")
    )

    def __init__(self, *args: Any, allowed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = allowed
        self.fields["country"].choices = countries()
        self.fields["terms"].queryset = Term.objects.all()
        self.fields["zone"].choices = self._zones()
        self.initial["revision"] = self.instance.revision
        plain_days(self)
        for code in languages.NAMES:
            direction = {"lang": code, "dir": languages.direction(code)}
            name = languages.NAMES[code]
            self.fields[f"title_{code}"] = forms.CharField(
                required=False,
                max_length=300,
                label=_("Title (%(language)s)") % {"language": name},
                initial=(self.instance.titles or {}).get(code, ""),
                widget=forms.TextInput(attrs=direction),
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                required=False,
                max_length=5000,
                label=_("Summary (%(language)s)") % {"language": name},
                initial=(self.instance.summaries or {}).get(code, ""),
                widget=forms.Textarea(attrs=direction | {"rows": 4}),
            )

        for code in languages.NAMES:
            # One of them is needed, so none is called optional.
            self.fields[f"title_{code}"].is_needed = True
        self.fields["title_en"].help_text = _("At least one language is needed.")

    def _zones(self) -> list[tuple[str, Any]]:
        """Those of places, and the one that is stored, whatever its name."""
        choices, stored = zone_choices(), self.instance.zone
        listed = {"UTC", *(name for _label, rows in choices[1:] for name, _place in rows)}
        return choices if stored in listed else [(stored, stored), *choices]

    @property
    def sections(self) -> list[Section]:
        """All fields, by the order of the work; those without a place of their own stand last."""
        rows = [
            Section(anchor, str(heading), [self[name] for name in self._expanded(names)])
            for anchor, (heading, names) in self.SECTIONS.items()
        ]
        placed = {field.name for section in rows for field in section.fields}
        rows[-1].fields.extend(field for field in self.visible_fields() if field.name not in placed)
        return rows

    @staticmethod
    def _expanded(names: list[str]) -> list[str]:
        """Names of fields, with titles and summaries in each language."""
        return [
            field
            for name in names
            for field in (
                [f"{name}_{code}" for code in languages.NAMES]
                if name in ("title", "summary")
                else [name]
            )
        ]

    def clean(self) -> dict[str, Any]:
        """A title in some language; days in order."""
        data = super().clean() or {}
        if not any(data.get(f"title_{code}") for code in languages.NAMES):
            self.add_error(self._first_title(), _("Give the title in at least one language."))
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        self._check_limits(data)
        return data

    def _first_title(self) -> str:
        """The field of a title that stands first."""
        return "title_en"

    def _check_limits(self, data: dict[str, Any]) -> None:
        """No limit under what is held, and no deadline that has passed already."""
        if self.instance.pk:
            stored = Workshop.objects.get(pk=self.instance.pk)
            for name, problem in limits_too_low(stored, data).items():
                self.add_error(name, problem)
        deadline = data.get("nomination_deadline")
        if deadline and "nomination_deadline" in self.changed_data:
            zone = data.get("zone")
            today = timezone.localdate(timezone=ZoneInfo(zone) if zone else None)
            if deadline < today:
                self.add_error("nomination_deadline", _("This day has passed already."))

    def values(self) -> dict[str, Any]:
        """Fields of the workshop."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        for field, prefix in (("titles", "title_"), ("summaries", "summary_")):
            texts = {
                code: self.cleaned_data.get(prefix + code, "").strip() for code in languages.NAMES
            }
            data[field] = {code: text for code, text in texts.items() if text}
        return data


ZONES = {
    "ECA": "Africa/Addis_Ababa",
    "ECE": "Europe/Zurich",
    "ECLAC": "America/Santiago",
    "ESCAP": "Asia/Bangkok",
    "ESCWA": "Asia/Beirut",
}
"""The time zones of the seats of the commissions."""


class NewWorkshopForm(WorkshopForm):
    """A new workshop in three short steps, filled in with what its commission usually does; all the rest
    stands below and may wait."""

    STEPS = {
        "title": (gettext_lazy("1. Title and languages"), ["title", "languages"]),
        "when": (
            gettext_lazy("2. When and where"),
            ["starts_on", "ends_on", "form", "city", "zone"],
        ),
        "people": (
            gettext_lazy("3. Who comes, and how many"),
            ["mode", "registration_closes_on", "nomination_deadline", "capacity"],
        ),
    }

    def __init__(self, *args: Any, allowed, user, **kwargs: Any) -> None:
        self.hosts = list(allowed)
        self.own = self.hosts[0] if len(self.hosts) == 1 else None
        kwargs["initial"] = self._presets(user) | kwargs.get("initial", {})
        super().__init__(*args, allowed=allowed, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = _(
            "Stays in addresses: bangkok-2010. Left empty, it is made from the place and the year."
        )
        self.fields["ends_on"].required = False
        self.fields["ends_on"].help_text = _("Left empty, the workshop lasts one day.")
        if self.own is None:
            self.fields["zone"].required = False
            seat = _("That of the host commission")
            self.fields["zone"].choices = [("", seat), *self.fields["zone"].choices]

    def _presets(self, user) -> dict[str, Any]:
        """What the commission of the account usually does; the account is the first contact."""
        presets = {"contact_name": user.get_full_name(), "contact_email": user.email, "zone": ""}
        if self.own is not None:
            presets |= {"host": self.own.pk, "zone": ZONES.get(self.own.code, "UTC")}
            if self.own.languages:
                presets["languages"] = self.own.languages
        return presets

    @property
    def steps(self) -> list[Section]:
        """What a workshop needs first."""
        rows = []
        for anchor, (heading, names) in self.STEPS.items():
            fields = [self[name] for one in names for name in self._step_fields(one)]
            rows.append(Section(anchor, str(heading), fields))
        if self.own is None:
            rows[0].fields.insert(0, self["host"])
        return rows

    def _step_fields(self, name: str) -> list[str]:
        if name != "title":
            return [name]
        codes = self.own.languages.split() if self.own else []
        return [f"title_{code}" for code in languages.NAMES if code in codes] or ["title_en"]

    def _first_title(self) -> str:
        return self._step_fields("title")[0]

    @property
    def sections(self) -> list[Section]:
        """What may wait."""
        first = {field.name for step in self.steps for field in step.fields}
        rows = [
            Section(
                f"more-{section.anchor}",
                section.heading,
                [field for field in section.fields if field.name not in first],
            )
            for section in super().sections
        ]
        return [row for row in rows if row.fields]

    @property
    def has_errors_below(self) -> bool:
        """Whether something is wrong in what may wait, so that it has to be seen."""
        return any(field.errors for section in self.sections for field in section.fields)

    def clean(self) -> dict[str, Any]:
        """One day where no last one is given; the zone of the host; a code of place and year."""
        data = self.cleaned_data
        starts_on, host = data.get("starts_on"), data.get("host")
        if starts_on and not data.get("ends_on") and "ends_on" not in self.errors:
            data["ends_on"] = starts_on
        if not data.get("zone") and "zone" not in self.errors:
            data["zone"] = ZONES.get(host.code, "UTC") if host else "UTC"
        if not data.get("code") and "code" not in self.errors and starts_on and host:
            place = data.get("city") or data.get(self._first_title()) or host.code
            data["code"] = free_code(place, host.code, starts_on.year)
        return super().clean()


def free_code(place: str, host: str, year: int) -> str:
    """A code of a place and a year that no workshop has or had."""
    stem = slugify(place)[:30].strip("-_") or slugify(host)
    base = f"{stem}-{year}"
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(
        code
        for code in numbered
        if not Workshop.objects.filter(code=code).exists()
        and not WorkshopCode.objects.filter(code=code).exists()
    )


class CopyForm(forms.Form):
    """What a copy of a workshop does not take over, its code and its first day; and what it takes along."""

    code = forms.SlugField(
        max_length=Workshop._meta.get_field("code").max_length,
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Stays in addresses: bangkok-2010."),
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"),
        input_formats=["%Y-%m-%d"],
        validators=[check_day],
        widget=DayInput,
        error_messages={"invalid": gettext_lazy("Write the first day as 2026-01-31.")},
    )

    parts = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("What comes along, with days shifted"),
        widget=forms.CheckboxSelectMultiple,
    )
    chosen = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    """Sent by the page; without it nobody was asked about parts, and all come along."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(part.code, part.label) for part in copying.parts()]
        self.fields["parts"].choices = rows
        self.initial["parts"] = [code for code, _label in rows]

    def values(self) -> dict[str, Any]:
        """As the copy takes them."""
        data = self.cleaned_data
        return {
            "code": data["code"],
            "first_day": data["first_day"],
            "parts": data["parts"] if data["chosen"] else None,
        }

    def clean_code(self) -> str:
        """One that no other workshop has, in small letters."""
        code = self.cleaned_data["code"].lower()
        check_code(code)
        if Workshop.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another workshop has this code."))
        return code


class SessionForm(PeopleFields, forms.ModelForm):
    """A part of the programme; times as they are in the workshop's zone."""

    link = forms.URLField(
        required=False,
        assume_scheme="https",
        label=gettext_lazy("Link for those online"),
        help_text=gettext_lazy("Shown on the pages of accepted people only."),
    )

    class Meta:
        model = Session
        fields = [
            "title",
            "kind",
            "starts_at",
            "ends_at",
            "room",
            "link",
            "countable",
            "studies",
            "recommendations",
        ]
        widgets = {
            "studies": forms.CheckboxSelectMultiple,
            "recommendations": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = initial_people(self.instance) | self.initial
        self.order_fields(["title", "kind", "starts_at", "ends_at", "room", "link", *FIELDS])
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = MomentInput()
            self.fields[name].input_formats = MOMENT_FORMATS
        public = Study.objects.public().prefetch_related("editions")
        self.fields["studies"].queryset = public
        recommendations = Recommendation.objects.public().prefetch_related("texts")
        self.fields["recommendations"].queryset = recommendations
        self.fields["studies"].label_from_instance = str
        self.fields["recommendations"].label_from_instance = str

    def clean(self) -> dict[str, Any]:
        """An end after the beginning, both within the days that workshops have."""
        data = super().clean() or {}
        for name in ("starts_at", "ends_at"):
            if data.get(name):
                try:
                    check_day(data[name].date())
                except forms.ValidationError as problem:
                    self.add_error(name, problem)
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins and ends and ends.timestamp() <= begins.timestamp():
            self.add_error("ends_at", _("The end lies before the beginning."))
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the session, and its people."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, *FIELDS)}


class MaterialForm(forms.ModelForm):
    """A document of a session: a file, or an address."""

    file = forms.FileField(
        required=False, label=gettext_lazy("File (PDF, Word, Excel, PowerPoint)")
    )
    address = forms.URLField(
        required=False, assume_scheme="https", label=gettext_lazy("or an address")
    )

    class Meta:
        model = Material
        fields = ["title", "language", "address"]

    def clean(self) -> dict[str, Any]:
        """One of both."""
        data = super().clean() or {}
        if bool(data.get("file")) == bool(data.get("address")):
            self.add_error("file", _("Give a file or an address."))
        return data
