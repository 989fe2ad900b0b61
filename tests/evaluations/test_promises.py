"""What people are told about their answers is what docs/privacy.md says, and its numbers are the rules'."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates" / "evaluations"
MODULES = {
    "disclosure": "evaluations.statistics.disclosure",
    "rounds": "evaluations.services.rounds",
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = (ROOT / "docs" / "privacy.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def one_line(path: Path) -> str:
    return " ".join(path.read_text().split())


@pytest.mark.parametrize("row", rows("What people are told"), ids=lambda row: row[0][:30])
def test_a_sentence_stands_where_it_is_said_to_stand(row):
    sentence, where, rule = row
    assert rule.strip("| ")
    for name in re.findall(r"`(\S+\.(?:html|txt))`", where):
        assert sentence in one_line(TEMPLATES / name), name


@pytest.mark.parametrize("row", rows("Numbers"), ids=lambda row: row[1])
def test_a_number_is_that_of_the_rule(row):
    module, name = row[1].strip("`").split(".")

    assert getattr(import_module(MODULES[module]), name) == int(row[2].strip("| "))


def test_no_form_or_letter_promises_more():
    promises = {sentence for sentence, *_rest in rows("What people are told")}
    for path in TEMPLATES.rglob("*.*"):
        text = one_line(path)
        assert "Nobody sees" not in text, path.name
        assert "cannot be traced" not in text, path.name
        if "who gave which answer" in text:
            assert any(promise in text for promise in promises), path.name
