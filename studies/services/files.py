"""Takes files of editions, reads their text, and removes them.

Bytes lie in Django's default storage under their digest, so a name never reaches the disk and the same
file is stored once. Rows and bytes are kept in step by a lock on the digest.
"""

from __future__ import annotations

import hashlib
import tempfile
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import RefusedFile
from core.job_kinds import Subject
from core.jobs import ask
from studies.documents import pdf_reader
from studies.documents.filetypes import file_type, safe_name
from studies.models import Edition, FilePage, StudyEvent, StudyFile
from studies.search.query_parser import config, searchable
from studies.services.search_entries import index_study, learn
from studies.services.workflow import locked, record
from studies.states import State

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from core.models import Job

TextState = StudyFile.TextState
TEXT = "file_text"
"""The kind of jobs that read files."""
MEGABYTE = 1_000_000
PROBLEMS = {
    "encrypted": gettext_noop("The PDF is protected by a password. Upload it without one."),
    "active": gettext_noop(
        "The PDF holds scripts or attached files. Print it to a new PDF and upload that."
    ),
    "broken": gettext_noop("The PDF cannot be opened. Make it again from its source."),
    "too_long": gettext_noop("The PDF has more than 3000 pages. Upload it in parts."),
    "too_much_text": gettext_noop("The PDF has more text than a study holds. Upload it in parts."),
}
VECTORS = """
UPDATE studies_filepage SET vector = to_tsvector(%s::regconfig, %s) WHERE id = %s
"""


def _lock(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def add_file(
    *,
    edition: Edition,
    upload: UploadedFile | File,
    filename: str,
    language: str = "",
    licence: str = "",
    label: str = "",
    by,
    at: datetime,
) -> StudyFile:
    """Store a file and ask a worker to read it. Raises RefusedFile; nothing is kept of a refused one."""
    limit = settings.UPLOAD_MEGABYTES * MEGABYTE
    size = upload.size or 0
    if size > limit:
        raise RefusedFile(
            _(
                "The file has %(size)s MB; at most %(most)s MB are taken. Split it, or compress its pictures."
            )
            % {"size": round(size / MEGABYTE), "most": settings.UPLOAD_MEGABYTES}
        )
    kind = file_type(upload, filename)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    name = f"studies/{digest[:2]}/{digest}.{kind.ending}"
    with transaction.atomic():
        study = locked(edition.study_id)
        _lock(digest)
        if edition.files.filter(sha256=digest).exists():
            raise RefusedFile(_("This edition has this very file already."), status=409)
        if not default_storage.exists(name):
            default_storage.save(name, File(upload))
        file = StudyFile.objects.create(
            edition=edition,
            language=language or edition.language,
            label=label.strip(),
            filename=safe_name(filename, kind.ending),
            media_type=kind.media_type,
            size=size,
            sha256=digest,
            licence=licence,
            stored=name,
            text_state=TextState.WAITING if kind.ending == "pdf" else TextState.NONE,
        )
        detail = {"file": [None, file.filename]}
        record(study, by=by, at=at, action=StudyEvent.Action.FILE_ADDED, detail=detail)
        if file.text_state == TextState.WAITING:
            ask(TEXT, file.pk, by=by)
    return file


@transaction.atomic
def remove_file(*, file: StudyFile, by, at: datetime) -> None:
    """Take a file away. Raises Incomplete when a published study would be left without one."""
    study = locked(file.edition.study_id)
    stored, name, digest = file.stored, file.filename, file.sha256
    file.delete()
    detail = {"file": [name, None]}
    record(study, by=by, at=at, action=StudyEvent.Action.FILE_REMOVED, detail=detail)
    transaction.on_commit(lambda: _forget(stored, digest))


@transaction.atomic
def _forget(stored: str, digest: str) -> None:
    """Delete the bytes, unless another row still has them."""
    _lock(digest)
    if not StudyFile.objects.filter(stored=stored).exists():
        default_storage.delete(stored)


def read_text(pk: int) -> str:
    """Read the text of a waiting file into its pages and index its study; the state it came to.

    May run twice: a file that is read already stays as it is.
    """
    file = StudyFile.objects.select_related("edition").filter(pk=pk).first()
    if file is None or file.text_state != TextState.WAITING:
        return file.text_state if file else ""
    with (
        default_storage.open(file.stored, "rb") as stored,
        tempfile.NamedTemporaryFile(suffix=".pdf") as copy,
    ):
        for block in iter(lambda: stored.read(1024 * 1024), b""):
            copy.write(block)
        copy.flush()
        result = pdf_reader.read_pdf(copy.name)
    return _save_text(pk, result)


@transaction.atomic
def _save_text(pk: int, result: pdf_reader.PdfText) -> str:
    file = (
        StudyFile.objects.select_for_update(of=("self",))
        .select_related("edition")
        .filter(pk=pk)
        .first()
    )
    if file is None or file.text_state != TextState.WAITING:
        return file.text_state if file else ""
    study = locked(file.edition.study_id)
    if result.problem:
        file.text_state, file.problem = TextState.REFUSED, PROBLEMS[result.problem]
    else:
        has_text = any(result.pages)
        file.text_state = TextState.DONE if has_text else TextState.EMPTY
        file.pages = len(result.pages)
        _save_pages(file, result.pages)
    file.save(update_fields=["text_state", "problem", "pages"])
    if study.state == State.PUBLISHED:
        # Readers see the file from now on, so harvesters and feeds must see a change.
        study.changed_at = timezone.now()
        study.save(update_fields=["changed_at"])
        index_study(study)
    return file.text_state


def _save_pages(file: StudyFile, pages: tuple[str, ...]) -> None:
    learn("\n".join(pages))
    file.texts.all().delete()
    rows = FilePage.objects.bulk_create(
        FilePage(file=file, number=number, text=text)
        for number, text in enumerate(pages, start=1)
        if text
    )
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                VECTORS, [config(file.language), searchable(file.language, row.text), row.pk]
            )


def read_text_of(job: Job) -> str:
    """The work of a job: read the file whose number is its key."""
    read_text(int(job.key))
    return ""


def about(keys: Collection[str]) -> dict[str, Subject]:
    """What jobs that read files are about. One query."""
    names = StudyFile.objects.filter(pk__in=[int(key) for key in keys])
    return {str(pk): Subject(name) for pk, name in names.values_list("pk", "filename")}
