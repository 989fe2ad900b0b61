"""Which fields of an export were read, and which were not: nothing of a file is passed over in silence."""

from __future__ import annotations

from typing import Any

LONGEST = 5_000


class Ledger:
    """What was read of objects and what was left, by the names of objects and fields (`contribution: room`)."""

    def __init__(self) -> None:
        self._read: dict[str, None] = {}
        self._seen: dict[str, None] = {}

    def fields(self, content: Any, label: str) -> Fields:
        """An object of the export; what is none has no fields."""
        given = content if isinstance(content, dict) else {}
        for name, value in given.items():
            # What begins with an underline tells programs what an object is.
            if value not in (None, "", [], {}, False) and not str(name).startswith("_"):
                self._seen[_named(label, name)] = None
        return Fields(given, label, self._read)

    @property
    def used(self) -> list[str]:
        """Fields that were read and filled."""
        return [name for name in self._seen if name in self._read]

    @property
    def unused(self) -> list[str]:
        """Fields that were filled and not read."""
        return [name for name in self._seen if name not in self._read]


class Fields:
    """The fields of one object, noted as they are read."""

    def __init__(self, content: dict[str, Any], label: str, read: dict[str, None]) -> None:
        self._content, self._label, self._noted = content, label, read

    def raw(self, *names: str) -> Any:
        """The first of the fields that is there; None where there is none."""
        for name in names:
            if name in self._content:
                self._noted[_named(self._label, name)] = None
                if self._content[name] not in (None, ""):
                    return self._content[name]
        return None

    def text(self, *names: str) -> str:
        """Likewise as a text; "" for what is none. Texts by language give the English one, or the first."""
        value = self.raw(*names)
        if isinstance(value, dict) and value:
            value = value.get("en") or next(iter(value.values()))
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return " ".join(str(value)[:LONGEST].replace("\x00", "").split())

    def rows(self, *names: str) -> list[Any]:
        """Likewise as a list; the values of an object whose names are numbers."""
        value = self.raw(*names)
        if isinstance(value, dict):
            value = list(value.values())
        return value if isinstance(value, list) else []


def _named(label: str, name: Any) -> str:
    return f"{label}: {str(name)[:60]}"
