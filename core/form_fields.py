"""Form fields for text from people, after the rules of `core.text`."""

from __future__ import annotations

from typing import Any

from django import forms

from core import text


class NameField(forms.CharField):
    """The name of a person; what cannot be a name is refused with its reason."""

    def to_python(self, value: Any) -> str | None:
        """The name, composed and with single spaces."""
        if value in self.empty_values:
            return super().to_python(value)
        if str(value).strip():
            text.check_name(str(value))
        return super().to_python(text.clean_name(str(value)))


class LineField(forms.CharField):
    """One line of text; with `addresses=False` none that carries an address into letters."""

    def __init__(self, *args: Any, addresses: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = addresses

    def to_python(self, value: Any) -> str | None:
        """The line without signs that cannot be seen."""
        if value in self.empty_values:
            return super().to_python(value)
        line = text.clean_line(str(value))
        if not self.addresses:
            text.check_no_address(line)
        return super().to_python(line)


class ParagraphsField(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        """The text without signs that cannot be seen; its lines stay."""
        if value in self.empty_values:
            return super().to_python(value)
        return super().to_python(text.clean_paragraphs(str(value)))
