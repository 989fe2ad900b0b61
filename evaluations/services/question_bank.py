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
    existing = {
        (bank_item.code, bank_item.version): bank_item for bank_item in BankItem.objects.bank()
    }
    new = []
    for entry in contents()["items"]:
        item = BankItem(**entry)
        if item.kind not in question_types():
            raise ValueError(f"{item.code}: there is no type of question {item.kind!r}.")
        if item.scale:
            item.options = options_of_scale(item.scale)
        old = existing.get((item.code, item.version))
        if old is None:
            new.append(item)
        elif any(
            getattr(old, name) != getattr(item, name)
            for name in ("kind", "scale", "texts", "options", "rows")
        ):
            raise ValueError(f"{item.code} v{item.version} differs from the one in use.")
    BankItem.objects.bulk_create(new)
    return len(new)
