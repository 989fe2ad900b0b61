"""Files: what is taken, what is refused, what becomes of them, and how they are sent."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from core import jobs
from core.errors import RefusedFile
from core.models import Job
from studies.documents import pdf_reader, pdf_text
from studies.documents.filetypes import file_type, safe_name
from studies.models import StudyFile
from studies.search import search
from studies.services import files, workflow
from tests.studies import making
from tests.studies.making import NOW, make_study
from tests.width import cases

EXAMPLES = Path(__file__).resolve().parents[2] / "demo" / "data" / "studies"
PDF = (EXAMPLES / "andes-es.pdf").read_bytes()


def office(main="word/document.xml", **parts) -> bytes:
    """A package as Word would make it, with further parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in {"[Content_Types].xml": b"<Types/>", main: b"<w/>", **parts}.items():
            package.writestr(name, data)
    return stream.getvalue()


def add(edition, data=PDF, name="study.pdf", **fields) -> StudyFile:
    return files.add_file(
        edition=edition,
        upload=ContentFile(data, name=name),
        filename=name,
        licence="CC0-1.0",
        by=None,
        at=NOW,
        **fields,
    )


@pytest.fixture
def edition(db):
    return make_study(state="draft").editions.get()


def stored() -> set[str]:
    """Names of everything in the storage."""
    try:
        folders, _files = default_storage.listdir("studies")
    except FileNotFoundError:
        return set()
    return {name for folder in folders for name in default_storage.listdir(f"studies/{folder}")[1]}


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (office(), "a.docx", "wordprocessingml"),
        (office("xl/workbook.xml"), "a.XLSX", "spreadsheetml"),
        (office("ppt/presentation.xml"), "a.pptx", "presentationml"),
        ("a;b\n1;2\nñ".encode(), "a.csv", "text/csv"),
        ("\ufeffПлан".encode(), "a.txt", "text/plain"),
        ("й".encode() * 600_000, "a.txt", "text/plain"),
    ],
)
def test_kinds_are_told_by_their_content(data, name, media_type):
    assert media_type in file_type(io.BytesIO(data), name).media_type


BAD = {
    "empty": (b"", "a.pdf"),
    "a program": (b"MZ\x90\x00" + bytes(100), "a.pdf"),
    "a script in a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg"),
    "a drawing named text": (b"  <svg onload=alert(1)>", "a.txt"),
    "a page named text": ("\ufeff<!doctype html><script>".encode(), "a.csv"),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.png"),
    "a page named PDF": (b"<html>", "a.pdf"),
    "a PDF named text": (PDF, "a.txt"),
    "Word named PDF": (office(), "a.pdf"),
    "a plain archive": (office("readme.txt"), "a.docx"),
    "macros": (office(**{"word/vbaProject.bin": b"x"}), "a.docx"),
    "a bomb": (office(**{"word/media/x.bin": bytes(30_000_000)}), "a.docx"),
    "a way out": (office(**{"../../etc/passwd": b"x"}), "a.docx"),
    "half an archive": (office()[:80], "a.docx"),
    "binary named text": (b"a\x00b", "a.csv"),
    "Latin 1": ("ñ".encode("latin-1"), "a.csv"),
    "an old Word file": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "a.doc"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_on_the_list_is_refused_in_words_and_leaves_nothing(edition, case):
    data, name = BAD[case]

    with pytest.raises(RefusedFile) as refused:
        add(edition, data, name)

    assert len(refused.value.message) > 15
    assert stored() == set()
    assert edition.files.count() == 1  # the one the factory made


def test_many_parts_are_refused():
    parts = {f"word/{n}.xml": b"" for n in range(5_001)}

    with pytest.raises(RefusedFile, match="unpacks"):
        file_type(io.BytesIO(office(**parts)), "a.docx")


@given(
    data=st.binary(max_size=400),
    head=st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06"]),
)
@rules(max_examples=cases(150), deadline=None)
def test_no_bytes_make_anything_but_a_refusal_or_a_kind(data, head):
    for name in ("a.pdf", "a.docx", "a.csv"):
        try:
            file_type(io.BytesIO(head + data), name)
        except RefusedFile:
            continue


@given(st.text(max_size=60), st.sampled_from(["pdf", "csv"]))
def test_a_name_stays_in_its_folder_and_in_its_header(name, ending):
    safe = safe_name(name, ending)

    assert safe.endswith(f".{ending}")
    assert not set(safe) & set('/\\:*?"<>|\n\r\0\u202e;')
    assert not safe.startswith((".", "-"))
    assert len(safe) < 140


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Informe 2011.pdf", "Informe 2011.pdf"),
        ("دراسة.pdf", "دراسة.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        (".pdf", "file.pdf"),
    ],
)
def test_names_as_people_give_them(given, name):
    assert safe_name(given, "pdf") == name


def test_a_file_that_is_too_large_is_told_how_much_is_taken(edition, settings):
    settings.UPLOAD_MEGABYTES = 1

    with pytest.raises(RefusedFile, match="at most 1 MB"):
        add(edition, PDF + bytes(1_100_000))


def test_the_same_bytes_are_stored_once_and_go_with_the_last_file(
    edition, django_capture_on_commit_callbacks
):
    other = make_study(state="draft").editions.get()
    with django_capture_on_commit_callbacks(execute=True):
        file, copied = add(edition), add(other, name="copy.pdf")
    assert file.stored == copied.stored
    assert len(stored()) == 1
    with pytest.raises(RefusedFile, match="already"):
        add(edition, name="again.pdf")

    with django_capture_on_commit_callbacks(execute=True):
        files.remove_file(file=file, by=None, at=NOW)
    assert len(stored()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        files.remove_file(file=copied, by=None, at=NOW)
    assert stored() == set()


def test_the_last_file_of_a_published_study_stays(db, django_capture_on_commit_callbacks):
    study = make_study()

    with pytest.raises(workflow.Incomplete), django_capture_on_commit_callbacks(execute=True):
        files.remove_file(file=study.editions.get().files.get(), by=None, at=NOW)

    assert study.editions.get().files.count() == 1


@pytest.mark.parametrize("name", ["andes-es", "gulf-ar", "asia-zh", "eurasia-ru", "sahel-fr"])
def test_the_text_of_a_pdf_is_what_was_written_whatever_its_script(name):
    import json
    import re

    key, language = name.split("-")
    described = json.loads((EXAMPLES / "examples.json").read_text(encoding="utf-8"))
    wanted = next(example for example in described if example["key"] == key)["editions"][language][
        "pages"
    ]

    document = pdf_reader.read_pdf(EXAMPLES / f"{name}.pdf")

    assert document.problem == ""
    assert len(document.pages) == len(wanted)

    def plain(text):
        # The reader of PDF tells a full-width comma as a plain one, and breaks lines.
        return re.sub(r"\s+", "", text).replace("，", ",").replace("；", ";")

    for page, paragraphs in zip(document.pages, wanted, strict=True):
        for paragraph in paragraphs:
            assert plain(paragraph) in plain(page)


def pdf(*objects: str, more: str = "") -> bytes:
    """A PDF of the objects, the first of which is the catalogue."""
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{body}{end}trailer << /Size {len(objects) + 1} /Root 1 0 R {more} >>\nstartxref\n{len(body)}\n%%EOF".encode()


PAGES = (
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
)
SCRIPT = "/Names << /JavaScript << /Names [(x) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"
ATTACHED = "/Names << /EmbeddedFiles << /Names [(x.exe) << /Type /Filespec /F (x.exe) >>] >> >>"
PASSWORD = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    " /ID [<00> <00>]"
)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (pdf(f"<< /Type /Catalog /Pages 2 0 R {SCRIPT} >>", *PAGES), "active"),
        (pdf(f"<< /Type /Catalog /Pages 2 0 R {ATTACHED} >>", *PAGES), "active"),
        (pdf("<< /Type /Catalog /Pages 2 0 R >>", *PAGES, more=PASSWORD), "encrypted"),
        (b"%PDF-1.7\nnot really", "broken"),
        (PDF[: len(PDF) // 2], "broken"),
        (b"%PDF-1.4\n" + b"1 0 obj<<" * 5000, "broken"),
    ],
)
def test_a_pdf_that_cannot_be_trusted_is_refused_with_a_reason(edition, data, problem, tmp_path):
    (tmp_path / "a.pdf").write_bytes(data)
    assert pdf_reader.read_pdf(tmp_path / "a.pdf").problem == problem
    added = add(edition, data)

    assert files.read_text(added.pk) == "refused"

    added.refresh_from_db()
    assert added.problem == files.PROBLEMS[problem]


def test_a_pdf_without_words_says_so(edition):
    added = add(edition, pdf("<< /Type /Catalog /Pages 2 0 R >>", *PAGES))

    assert files.read_text(added.pk) == "empty"


@pytest.mark.wide
def test_a_page_that_unpacks_to_far_too_much_does_not_take_the_worker_with_it(tmp_path):
    packed = zlib.compress(b"0 0 m 9 9 l S " * 20_000_000, 9)
    stream = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n"
    head = pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        PAGES[0],
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
    )
    bomb = head + b"\n4 0 obj\n" + stream.encode() + packed + b"\nendstream\nendobj\n"
    (tmp_path / "bomb.pdf").write_bytes(bomb)

    assert pdf_reader.read_pdf(tmp_path / "bomb.pdf").problem in {"", "broken"}


def test_a_pdf_whose_pages_share_their_text_is_not_read_to_the_end(tmp_path, monkeypatch):
    words = "BT /F1 9 Tf 9 9 Td (" + "word " * 200 + ") Tj ET"
    pages, font = 60, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    kids = " ".join(f"{number} 0 R" for number in range(5, 5 + pages))
    data = pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        font,
        f"<< /Length {len(words)} >>\nstream\n{words}\nendstream",
        *[page] * pages,
    )
    (tmp_path / "a.pdf").write_bytes(data)
    assert len(pdf_text._pages(tmp_path / "a.pdf")[0]) == pages

    monkeypatch.setattr(pdf_text, "MOST_TEXT", 10_000)

    assert pdf_text._pages(tmp_path / "a.pdf") == ([], "too_much_text")


@given(place=st.integers(0, len(PDF) - 1), byte=st.integers(0, 255))
@rules(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_pdf_is_read_or_refused_and_never_raises(tmp_path, place, byte):
    damaged = bytearray(PDF)
    damaged[place] = byte
    (tmp_path / "a.pdf").write_bytes(bytes(damaged))

    assert pdf_reader.read_pdf(tmp_path / "a.pdf").problem in {"", "broken", "encrypted", "active"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_reads_what_an_editor_uploads_and_the_search_finds_it(
    client, celery_worker_process
):
    import time

    study = make_study(editions={"ar": {"title": "دراسة"}})
    client.force_login(making.make_editor("ECLAC"))
    upload = SimpleUploadedFile("kafala.pdf", (EXAMPLES / "gulf-ar.pdf").read_bytes())
    form = {"edition": study.editions.get().pk, "file": upload, "licence": "CC0-1.0"}

    answer = client.post(f"/desk/{study.pk}/files/", form)

    assert answer.status_code == 302
    deadline = time.monotonic() + 30
    while (
        not search.search_studies(search.Query(text="جوازات")).total and time.monotonic() < deadline
    ):
        time.sleep(0.1)
    assert [hit.study_id for hit in search.search_studies(search.Query(text="جوازات")).hits] == [
        study.pk
    ]
    assert StudyFile.objects.get(filename="kafala.pdf").text_state == "done"
    assert search.corrected(search.Query(text="جوازاتت")) == "جوازات"


def test_a_text_that_could_not_be_read_is_set_aside_and_read_later(edition, monkeypatch):
    added, other = add(edition), add(edition, b"a note", name="note.txt")
    job = Job.objects.get(kind=files.TEXT)
    assert (job.key, other.text_state) == (str(added.pk), "none")
    with monkeypatch.context() as patch:
        patch.setattr(files.default_storage, "open", lambda *_given: 1 / 0)
        jobs.run(job.pk)
    job.refresh_from_db()
    assert job.is_set_aside
    assert job.error.startswith("ZeroDivisionError in ")

    jobs.run(jobs.try_again(job).pk)

    added.refresh_from_db()
    assert added.text_state == "done"
    assert Job.objects.get().state == "done"


@pytest.fixture
def public(db):
    study = make_study(state="draft")
    added = add(study.editions.get(), name="Informe ñ 2011.pdf")
    files.read_text(added.pk)
    study = workflow.submit(study=study, by=None, at=NOW)
    workflow.publish(study=study, by=None, at=NOW)
    return StudyFile.objects.get(pk=added.pk)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_is_sent_whole_with_headers_under_which_nothing_runs(client, public):
    answer = client.get(public.get_absolute_url())

    assert body(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert "Informe%20%C3%B1%202011.pdf" in answer["Content-Disposition"]
    assert int(answer["Content-Length"]) == len(PDF)
    again = client.get(public.get_absolute_url(), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("byte_range", "status", "wanted"),
    [
        ("bytes=0-9", 206, PDF[:10]),
        ("bytes=10-", 206, PDF[10:]),
        ("bytes=-5", 206, PDF[-5:]),
        (f"bytes=5-{10**9}", 206, PDF[5:]),
        (f"bytes={len(PDF)}-", 416, b""),
        ("bytes=9-3", 416, b""),
        ("bytes=0-1,4-5", 200, PDF),
        ("lines=1-2", 200, PDF),
        ("bytes=-", 200, PDF),
    ],
)
def test_a_broken_download_goes_on_where_it_stopped(client, public, byte_range, status, wanted):
    answer = client.get(public.get_absolute_url(), headers={"range": byte_range})

    assert answer.status_code == status
    assert (body(answer) if status != 416 else answer.content) == wanted


def test_kinds_that_browsers_might_open_otherwise_are_saved(client, public):
    study = public.edition.study
    added = add(public.edition, b"a,b\n1,2\n", "table.csv")

    answer = client.get(added.get_absolute_url())

    assert study.is_public()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_another_name_in_the_address_leads_to_the_right_one(client, public):
    address = public.get_absolute_url().rsplit("/", 1)[0] + "/other.pdf"

    assert client.get(address).url == public.get_absolute_url()


def test_the_draft_of_a_file_is_never_kept_by_a_cache(client, edition):
    added = add(edition)
    client.force_login(making.make_editor("ECLAC"))

    assert client.get(added.get_absolute_url())["Cache-Control"] == "private, no-store"


@pytest.mark.wide
def test_files_lie_in_a_bucket_when_one_is_named(client, db, monkeypatch):
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"region_name": "us-east-1", "endpoint_url": address}
    s3 = boto3.client("s3", aws_access_key_id="k", aws_secret_access_key="s", **keys)
    s3.create_bucket(Bucket="studies")
    options = {"bucket_name": "studies", "access_key": "k", "secret_key": "s", **keys}
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    try:
        with override_settings(STORAGES={**storages.backends, "default": backend}):
            study = make_study(state="draft")
            added = add(study.editions.get())
            assert files.read_text(added.pk) == "done"
            listed = s3.list_objects_v2(Bucket="studies")["Contents"]
            assert [item["Key"] for item in listed] == [added.stored]
            client.force_login(making.make_editor("ECLAC"))
            answer = client.get(added.get_absolute_url(), headers={"range": "bytes=3-6"})
            assert body(answer) == PDF[3:7]
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("国际移\r\n民与发展", "国际移民与发展"),
        ("émi\u2010\r\ngration", "émigration"),
        ("one\r\ntwo", "one\r\ntwo".replace("\r", "")),
        ("移民\nMigration", "移民\nMigration"),
    ],
)
def test_words_are_whole_over_the_end_of_a_line(lines, text):
    assert pdf_text.clean(lines) == text
