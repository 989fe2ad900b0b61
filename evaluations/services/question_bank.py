"""The question bank: read from its file into the database, where a version once there never changes."""

from __future__ import annotations

from django.db import transaction

from evaluations.models import BankItem
from evaluations.questionnaires.bank_file import contents, options_of_scale
from evaluations.questionnaires.types.registry import question_types


@transaction.atomic
def load() -> int:
    """Add the versions that are not there yet; how many.

    Raises ValueError for an unknown type of question, and when a version in the file differs from the one
    already used: a change needs a new version number.
    """
    there = {(one.code, one.version): one for one in BankItem.objects.bank()}
    new = []
    for entry in contents()["items"]:
        made = BankItem(**entry)
        if made.kind not in question_types():
            raise ValueError(f"{made.code}: there is no type of question {made.kind!r}.")
        if made.scale:
            made.options = options_of_scale(made.scale)
        old = there.get((made.code, made.version))
        if old is None:
            new.append(made)
        elif any(
            getattr(old, name) != getattr(made, name)
            for name in ("kind", "scale", "texts", "options", "rows")
        ):
            raise ValueError(f"{made.code} v{made.version} differs from the one in use.")
    BankItem.objects.bulk_create(new)
    return len(new)
