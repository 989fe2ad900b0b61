"""Personal data of outcomes: who confirms a change, and evidence (setting PERSONAL_DATA)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.personal_data import Place, until


def places() -> list[Place]:
    """People who confirm changes, and files of evidence."""
    term = until(_("As long as the record of the change."))
    return [
        Place(
            name="outcomes.Substantiation",
            fields=("name", "affiliation", "relation", "statement"),
            whose=_("people who confirm a change"),
            purpose=_("Proof of a change; named in public only where they agreed."),
            term=term,
            erasure=_("Whoever records outcomes, by editing the record."),
        ),
        Place(
            name="outcomes.Evidence",
            fields=("title", "quote", "filename"),
            whose=_("people named in documents"),
            purpose=_("Proof of a change."),
            term=term,
            erasure=_("Whoever records outcomes; the file goes with the last row that names it."),
            folder="evidence",
            column="outcomes.Evidence.stored",
        ),
    ]
