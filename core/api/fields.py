"""Fields of answers that several apps have."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from rest_framework import serializers


class AddressField(serializers.CharField):
    """The whole address of a path of ours; an address elsewhere stays as it is."""

    def to_representation(self, value: Any) -> str:
        """With the host that was asked."""
        return f"{self.context['base']}{value}" if value.startswith("/") else value


class CodesField(serializers.ListField):
    """The codes of related rows, in their order; `path` leads from a row to its code."""

    child = serializers.CharField()

    def __init__(self, path: str = "code", **options: Any) -> None:
        self.code_of = attrgetter(path)
        super().__init__(**options)

    def to_representation(self, rows: Any) -> list[str]:
        """Of what was prefetched, where it was."""
        return [self.code_of(row) for row in (rows.all() if hasattr(rows, "all") else rows)]


class WordsField(serializers.ListField):
    """A column of codes with blanks between, as a list."""

    child = serializers.CharField()

    def to_representation(self, value: str) -> list[str]:
        """One text for each."""
        return value.split()


def texts(**options: Any) -> serializers.DictField:
    """A text by language."""
    return serializers.DictField(child=serializers.CharField(), **options)
