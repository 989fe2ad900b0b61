"""Forms saved to go on with on another device: sealed with a code that the portal shows once and does not keep.

Nothing leads from a saved form to a person, or to the answer that it becomes: neither the link nor the invitation is part of
it. Whoever has a link, an organiser who handed it over included, opens nothing without the code.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from evaluations.models import SavedForm, SurveyRound
from evaluations.privacy import keys, pseudonyms

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, PART = 12, 4
"""Letters of a code, and how many stand together."""
MOST_BYTES = 200_000
MOST_EACH = 3
"""Saved forms of a round for each person asked: a bound for the table, since who saved them is not known."""


class Saved(TypedDict):
    """A form as far as it is filled in: the page it stands on, and what its fields hold."""

    page: int
    answers: dict[str, list[str]]


def new_code() -> str:
    """Twelve letters and digits that are not taken for each other: `K7QF-2M9D-XR4T`."""
    letters = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
    return "-".join(letters[at : at + PART] for at in range(0, LENGTH, PART))


def plain(code: str) -> str:
    """A code as it was shown, however it is written."""
    letters = "".join(letter for letter in code.upper() if letter in LETTERS)[: LENGTH + 1]
    return "-".join(letters[at : at + PART] for at in range(0, len(letters), PART))


def is_code(code: str) -> bool:
    """Whether it has the length of a code, however it is written."""
    return len(plain(code).replace("-", "")) == LENGTH


def _box(round_: SurveyRound, code: str) -> tuple[bytes, AESGCM]:
    return pseudonyms.saved_name(keys.key_of(round_.survey_id), round_.pk, code)


@transaction.atomic
def save(*, round_: SurveyRound, content: Saved, code: str = "") -> str:
    """Save a form, anew under its code where it has one; the code. Raises Refused, NoKey."""
    if len(json.dumps(content)) > MOST_BYTES:
        raise Refused(_("This is too much to be saved."))
    code = plain(code)
    if not is_code(code):
        code = new_code()
    name, box = _box(round_, code)
    sealed = pseudonyms.seal_saved(box, name, content)
    if not round_.saved_forms.filter(name=name).update(sealed=sealed):
        if not round_.is_open or round_.saved_forms.count() >= MOST_EACH * round_.number_asked():
            raise Refused(_("Nothing more can be saved in this round. Send your answers instead."))
        SavedForm.objects.create(round=round_, name=name, sealed=sealed)
    return code


def load(*, round_: SurveyRound, code: str) -> Saved:
    """What was saved under a code. Raises Refused, NoKey."""
    code = plain(code)
    if is_code(code):
        name, box = _box(round_, code)
        if row := round_.saved_forms.filter(name=name).first():
            opened = pseudonyms.open_saved(box, name, bytes(row.sealed))
            return {"page": opened["page"], "answers": opened["answers"]}
    text = _("Nothing is saved under this code. It has twelve letters and digits.")
    raise Refused(text, status=422)


def forget(*, round_: SurveyRound, code: str) -> None:
    """Delete what was saved under a code. Raises NoKey."""
    if is_code(code):
        name, _opens = _box(round_, plain(code))
        round_.saved_forms.filter(name=name).delete()
