"""Personal data of studies: what is published with them (setting PERSONAL_DATA)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.personal_data import Place, until


def places() -> list[Place]:
    """Authors."""
    return [
        Place(
            name="studies.Author",
            fields=("family", "given", "orcid"),
            whose=_("authors"),
            purpose=_("Citing published works."),
            term=until(_("As long as the work is published.")),
            erasure=_("An editor, who edits the work."),
        ),
        Place(
            name="studies.StudyFile",
            fields=("filename",),
            whose=_("authors"),
            purpose=_("Published works."),
            term=until(_("As long as the work is published.")),
            erasure=_("An editor, who deletes the file."),
            folder="studies",
            column="studies.StudyFile.stored",
        ),
    ]
