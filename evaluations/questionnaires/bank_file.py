"""The file of the question bank: items, scales, pages and special codes in six languages (no database)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "data" / "question_bank.json"


@lru_cache(maxsize=1)
def contents() -> dict[str, Any]:
    """The file: ``special`` codes, words of the options ``other`` and ``none``, ``scales``, titles of ``pages`` by round, ``items``; in six languages."""
    bank: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return bank


def options_of_scale(scale: str) -> list[dict[str, Any]]:
    """The labelled points of a scale, best first. Raises KeyError for no such scale."""
    points: list[dict[str, Any]] = contents()["scales"][scale]
    return points


def special_texts() -> dict[int, dict[str, str]]:
    """Labels of the codes that are no answers, by code and language."""
    return {int(code): texts for code, texts in contents()["special"].items()}


def other_texts() -> dict[str, dict[str, str]]:
    """Words by language: of the options ``other`` and ``none``, and of the text beside the first (``specify``)."""
    texts: dict[str, dict[str, str]] = contents()["beside"]
    return texts
