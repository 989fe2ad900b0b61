"""Passwords made of the words of this portal are refused: whoever guesses begins with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from core.models import User

CONTEXT_WORDS = (
    "development", "international", "unitednations", "united", "nations", "regional", "commissions", "commission",
    "migrations", "migration", "migrants", "migrant", "remittances", "remittance", "workshops", "workshop",
    "evaluations", "evaluation", "studies", "study", "outcomes", "outcome", "indicators", "indicator",
    "portal", "project", "escap", "eclac", "cepal", "escwa", "geneva", "bangkok", "santiago", "beirut",
    "addisababa", "addis", "ababa", "newyork", "organiser", "organizer", "editor", "manager", "reviewer",
    "recorder", "admin", "administrator", "password", "passwort", "motdepasse", "contrasena", "welcome",
    "changeme", "letmein", "secret", "login", "un", "ece", "eca",
)  # fmt: skip
LEAST_REST = 6
"""So many letters must be left when those words, years and signs are taken out."""
LOOKALIKES = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
LONG_FIRST = sorted(CONTEXT_WORDS, key=len, reverse=True)


class ContextWordsValidator:
    """Refuses a password of which little is left without words of the portal, its offices and its roles."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where the password is too easy to guess."""
        if min(_rest(password.lower()), _rest(password.lower().translate(LOOKALIKES))) < LEAST_REST:
            raise ValidationError(
                _("This password is made of words that anybody would try here first."),
                code="password_of_context_words",
            )

    def get_help_text(self) -> str:
        """What Django's forms say of it."""
        return _("The password must not be made of words of this portal, its offices or its roles.")


def _rest(text: str) -> int:
    """How many different letters are left."""
    letters = re.sub(r"[\W\d_]+", "", text)
    for word in LONG_FIRST:
        letters = letters.replace(word, "")
    return len(set(letters))
