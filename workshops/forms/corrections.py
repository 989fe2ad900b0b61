"""Forms that correct a registration: by the person, by organisers, and its address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from workshops.forms.registrations import RegistrationForm, changed_meanwhile


class CorrectionForm(RegistrationForm):
    """A registration that was sent, to be corrected field by field.

    It carries what each field was when the page was made, so that only what was changed on the page is
    taken over. Where somebody else changed the same field meanwhile, both versions are told once.
    """

    LEFT_OUT = ("consent", "email", "listed", "consent_photos", "consent_contact")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.LEFT_OUT:
            del self.fields[name]
        self._carried = [
            name
            for name, field in self.fields.items()
            if name in self.Meta.fields and name != "policy_roles"
        ]
        self.TOLD_OTHERWISE = frozenset(self._carried)
        for name in self._carried:
            self.fields[name].show_hidden_initial = True
        self._unchanged: set[str] = set()

    def clean(self) -> dict[str, Any]:
        """Also: what somebody else changed since the page was made is not undone."""
        data = super().clean()
        for name in self._carried:
            html_name = self.add_initial_prefix(name)
            if name not in self.errors and html_name in self.data:
                self._compare(name, html_name)
        return data

    def _compare(self, name: str, html_name: str) -> None:
        field, now = self.fields[name], self.get_initial_for_field(self.fields[name], name)
        widget = field.widget
        typed = widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        base = field.hidden_widget().value_from_datadict(self.data, self.files, html_name)
        mine = self.cleaned_data[name]
        try:
            before = field.clean(base)
        except forms.ValidationError:
            # Required since then, or a choice that is gone: whatever was typed is a change.
            before = None
        if mine == before:
            self._unchanged.add(name)
        elif field.has_changed(now, base) and field.has_changed(now, typed):
            self.add_error(name, changed_meanwhile(field, now))
            shown = field.prepare_value(now)
            self.data = self.data.copy()
            self.data[html_name] = "" if shown is None else shown

    def values(self) -> dict[str, Any]:
        """The fields that were changed on the page."""
        left_out = {*self.LEFT_OUT, *self._unchanged}
        names = [name for name in self.Meta.fields if name in self.fields and name not in left_out]
        return {name: self.cleaned_data[name] for name in names}


class AddressForm(forms.Form):
    """A new address for a registration."""

    email = forms.EmailField(
        label=gettext_lazy("New e-mail"),
        help_text=gettext_lazy(
            "A letter with a link goes there. The address is taken over once the link is used."
        ),
    )
