"""Model fields whose rules live in code, so that Django's database migrations import nothing of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

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
