"""All valid certificates of a workshop in one file: at once where they are few, by a worker where they are many."""

from __future__ import annotations

import hashlib
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING
from zipfile import ZipFile

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import personal_data
from core.documents import join_pdfs
from core.errors import Refused
from core.job_kinds import Subject
from core.job_progress import teller
from core.jobs import ask as ask_job
from workshops.models import Certificate, CertificatePack, Workshop
from workshops.services import transitions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from core.models import Job, User

PACK = "certificate_pack"
"""The kind of its jobs; the key is the workshop's number and the form."""
AT_ONCE = 50
"""So many certificates are put together while the organiser waits."""
RETENTION_DAYS = 1


def rows_of(workshop: Workshop) -> list[Certificate]:
    """The valid certificates whose PDFs are made, by name."""
    rows = Certificate.objects.filter(registration__workshop=workshop, revoked_at=None)
    rows = rows.exclude(stored="").select_related("registration")
    return list(rows.order_by("registration__family", "registration__given", "pk"))


def _nothing_to_tell(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def put_together(
    rows: list[Certificate], form: str, tell: Callable[[str, int, int], None] = _nothing_to_tell
) -> IO[bytes]:
    """The file, which whoever reads it closes."""
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115
    if form == CertificatePack.Form.ZIP:
        with ZipFile(file, "w") as archive:
            for done, certificate in enumerate(rows, start=1):
                archive.writestr(f"{_file_name(certificate)}.pdf", _stored(certificate))
                tell("", done, len(rows))
    else:
        join_pdfs(_read_in_turn(rows, tell), file)
    file.seek(0)
    return file


def _read_in_turn(
    rows: list[Certificate], tell: Callable[[str, int, int], None]
) -> Iterator[bytes]:
    for done, certificate in enumerate(rows, start=1):
        yield _stored(certificate)
        tell("", done, len(rows))


def _stored(certificate: Certificate) -> bytes:
    with default_storage.open(certificate.stored, "rb") as stored:
        return stored.read()


def _file_name(certificate: Certificate) -> str:
    person = certificate.registration
    name = " ".join(part for part in (person.family, person.given) if part)
    safe = "".join(letter if letter.isalnum() or letter in " -'’." else "_" for letter in name)
    return f"{safe[:100].strip(' .')} {certificate.serial}".strip()


def _digest(rows: list[Certificate]) -> str:
    return hashlib.sha256("".join(f"{one.serial}{one.sha256}" for one in rows).encode()).hexdigest()


def ready(workshop: Workshop, form: str, rows: list[Certificate]) -> CertificatePack | None:
    """The file that a worker made, while it holds just these certificates."""
    return workshop.certificate_packs.filter(form=form, digest=_digest(rows)).first()


def ask(workshop: Workshop, form: str, *, by: User) -> Job:
    """Have the file made, once however often it is asked for."""
    return ask_job(PACK, f"{workshop.pk}-{form}", by=by)


def make(job: Job) -> str:
    """Make the file that the job's key names. Raises Refused where there is nothing to put into it, and where
    somebody's certificate was revoked, corrected or erased meanwhile, so that it holds what nobody may have."""
    number, _dash, form = job.key.partition("-")
    workshop = Workshop.objects.get(pk=number)
    rows = rows_of(workshop)
    if not rows:
        raise Refused(_("No certificate is made yet."))
    digest = _digest(rows)
    with put_together(rows, form, teller(job)) as file:
        stored = default_storage.save(
            f"certificate-packs/{digest[:32]}.{form}", File(file, name="pack")
        )
    with transaction.atomic():
        transitions.locked(workshop.pk)
        if _digest(rows_of(workshop)) != digest:
            default_storage.delete(stored)
            raise Refused(_("Certificates changed while the file was made. Make it once more."))
        old = workshop.certificate_packs.select_for_update().filter(form=form)
        personal_data.forget_files(old.values_list("stored", flat=True))
        old.delete()
        CertificatePack.objects.create(workshop=workshop, form=form, digest=digest, stored=stored)
    text = ngettext(
        "%(n)s certificate is in the file.", "%(n)s certificates are in the file.", len(rows)
    )
    return text % {"n": len(rows)}


def about(keys: Collection[str]) -> dict[str, Subject]:
    """The workshop, the file and the page of certificates. One query."""
    numbers = {int(key.partition("-")[0]) for key in keys}
    workshops = Workshop.objects.in_bulk(numbers)
    subjects = {}
    for key in keys:
        number, _dash, form = key.partition("-")
        if workshop := workshops.get(int(number)):
            file = reverse("workshops:certificate_archive", args=[workshop.code, form])
            page = reverse("workshops:certificates", args=[workshop.code])
            subjects[key] = Subject(
                workshop.title, ((_("Download the file"), file), (_("Certificates"), page))
            )
    return subjects
