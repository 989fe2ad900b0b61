"""Model fields whose rules live in code, so that Django's database migrations import nothing of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from core import form_fields, text
from core.i18n.languages import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class PlainInDatabase(models.CharField):
    """A CharField whose default and validators are no matter of the table: a migration sees a plain one."""

    LEFT_OUT: ClassVar[tuple[str, ...]] = ("default", "validators")

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As a CharField without what is no matter of the table."""
        name, _path, args, kwargs = super().deconstruct()
        for key in self.LEFT_OUT:
            kwargs.pop(key, None)
        return name, "django.db.models.CharField", args, kwargs


class GeneratedCharField(PlainInDatabase):
    """A code or secret that `make` gives each new row."""

    def __init__(self, *args: Any, make: Callable[[], str] | None = None, **kwargs: Any) -> None:
        if make is not None:
            kwargs["default"] = make
        super().__init__(*args, **kwargs)


class LanguageField(PlainInDatabase):
    """The two letters of a language of content; a new language needs no migration."""

    LEFT_OUT = ("choices",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2)
        kwargs.setdefault("choices", list(NAMES.items()))
        super().__init__(*args, **kwargs)


class NameField(PlainInDatabase):
    """The name of a person, after the rules of `core.text`: refused with a reason, or stored composed."""

    LEFT_OUT = ()
    default_validators = [text.check_name]

    def to_python(self, value: Any) -> Any:
        """The name with single spaces; also what is stored where nobody validated."""
        return text.clean_name(value) if isinstance(value, str) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        """What is stored and compared: never a sign that cannot be seen."""
        value = super().get_prep_value(value)
        return text.clean_line(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """A form field with the same rules."""
        return super().formfield(**{"form_class": form_fields.NameField, **kwargs})


class LineField(PlainInDatabase):
    """One line of text from people; with `addresses=False` without any that letters would carry."""

    LEFT_OUT = ()

    def __init__(self, *args: Any, addresses: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = addresses
        if not addresses:
            self.validators.append(text.check_no_address)

    def to_python(self, value: Any) -> Any:
        """The line without signs that cannot be seen."""
        return text.clean_line(value) if isinstance(value, str) else super().to_python(value)

    def formfield(self, **kwargs: Any) -> Any:
        """A form field with the same rules; a choice stays a choice."""
        if self.choices is None:
            kwargs = {
                "form_class": form_fields.LineField,
                "addresses": self.addresses,
                **kwargs,
            }
        return super().formfield(**kwargs)


class ParagraphsField(models.TextField):
    """Text of several lines from people."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As a TextField: the rules are no matter of the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def to_python(self, value: Any) -> Any:
        """The text without signs that cannot be seen."""
        return text.clean_paragraphs(value) if isinstance(value, str) else super().to_python(value)

    def formfield(self, **kwargs: Any) -> Any:
        """A form field with the same rules."""
        return super().formfield(**{"form_class": form_fields.ParagraphsField, **kwargs})


class TextsField(models.JSONField):
    """A text in several languages, by code; `lines=False` where it may have paragraphs."""

    def __init__(self, *args: Any, lines: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As a JSONField: the rules are no matter of the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def to_python(self, value: Any) -> Any:
        """The texts without signs that cannot be seen."""
        if not isinstance(value, dict):
            return super().to_python(value)
        clean = text.clean_line if self.lines else text.clean_paragraphs
        return {
            code: clean(translation) if isinstance(translation, str) else translation
            for code, translation in value.items()
        }

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """What is stored, also where nobody validated."""
        return super().get_db_prep_save(self.to_python(value), connection)
