"""Files that people and organisers hand in: told by their content, stored under their digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.errors import PortalError
from studies.documents.filetypes import file_type, safe_name

LETTERS = frozenset({"pdf", "docx"})
DOCUMENTS = frozenset({"pdf", "docx", "xlsx", "pptx"})
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a file lies, under which name it is given out, and its media type."""

    stored: str
    filename: str
    media_type: str


def keep(upload: File, *, folder: str, endings: frozenset[str] = LETTERS) -> StoredFile:
    """Store a file. Raises RefusedFile for what is no file of a known kind, PortalError for another kind or size."""
    filename = upload.name or "file"
    if upload.size > MOST_BYTES:
        raise PortalError(_("The file is larger than 20 MB."), status=413)
    kind = file_type(upload, filename)
    if kind.ending not in endings:
        kinds = ", ".join(sorted(ending.upper() for ending in endings))
        raise PortalError(
            _("Give a file of these kinds: %(kinds)s.") % {"kinds": kinds}, status=422
        )
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    name = f"{folder}/{digest[:2]}/{digest}.{kind.ending}"
    if not default_storage.exists(name):
        default_storage.save(name, File(upload))
    return StoredFile(name, safe_name(filename, kind.ending), kind.media_type)
