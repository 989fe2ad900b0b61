"""The question bank: read from its file into the database, where a version once there never changes."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from evaluations.models import BankItem

FILE = Path(__file__).resolve().parent.parent / "data" / "question_bank.json"


@lru_cache(maxsize=1)
def contents() -> dict[str, Any]:
    """The file: ``special`` codes, ``scales``, titles of ``pages`` by round, ``items``; in six languages."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def options_of_scale(scale: str) -> list[dict[str, Any]]:
    """The labelled points of a scale, best first. Raises KeyError for no such scale."""
    return contents()["scales"][scale]


def special_texts() -> dict[int, dict[str, str]]:
    """Labels of the codes that are no answers, by code and language."""
    return {int(code): texts for code, texts in contents()["special"].items()}


@transaction.atomic
def load() -> int:
    """Add the versions that are not there yet; how many.

    Raises ValueError when a version in the file differs from the one already used: a change needs a new
    version number.
    """
    there = {(one.code, one.version): one for one in BankItem.objects.bank()}
    new = []
    for entry in contents()["items"]:
        made = BankItem(**entry)
        if made.scale:
            made.options = options_of_scale(made.scale)
        old = there.get((made.code, made.version))
        if old is None:
            new.append(made)
        elif any(getattr(old, name) != getattr(made, name) for name in ("kind", "scale", "texts", "options", "rows")):  # fmt: skip
            raise ValueError(f"{made.code} v{made.version} differs from the one in use.")
    BankItem.objects.bulk_create(new)
    return len(new)
