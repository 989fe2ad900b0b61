"""Letters are declared by their apps: an unknown one is an error, not silence."""

import pytest

from core import checks
from core.mail import letters


def test_every_declared_letter_has_its_template():
    assert "accepted" in letters.declared()
    assert "evaluation" in letters.declared()
    assert checks.check_letters_have_their_templates(None) == []


def test_a_letter_that_nobody_declared_is_an_error():
    with pytest.raises(letters.UnknownLetter, match="acepted"):
        letters.template_of("acepted")


def test_a_name_belongs_to_one_template(monkeypatch):
    monkeypatch.setattr(letters, "_kinds", {})
    letters.declare("greeting", "a.txt")
    letters.declare("greeting", "a.txt")

    with pytest.raises(ValueError, match="greeting"):
        letters.declare("greeting", "b.txt")


def test_a_missing_template_is_told_at_start(monkeypatch):
    monkeypatch.setattr(letters, "_kinds", {})
    letters.declare("greeting", "no/such.txt")

    assert [error.id for error in checks.check_letters_have_their_templates(None)] == ["core.E007"]
