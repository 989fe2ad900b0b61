"""Bundles of certified reports: checked by a program of its own, which has nothing of the portal."""

import base64
import io
import json
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import date
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from core import signing_keys
from core.i18n.languages import interface_code
from evaluations.statistics.wording import quantifier
from outcomes.documents import bundles
from outcomes.measures import MEASURES
from outcomes.models import Claim, ReportBundle, StatusReport
from outcomes.presentation import bundle_wording, claim_text
from outcomes.presentation.sentence_forms import FORMS
from outcomes.services import contributions, framework, report_preparation, reports, steps
from tests.evaluations.results.keeping import kept_for_the_module
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change, publish
from tests.outcomes.reporting import certified, include_all, make_project, make_report, prepared
from tests.outcomes.test_changes import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@pytest.fixture(autouse=True)
def _own_files(files_once):
    """The files of the module's bundles."""


@pytest.fixture(scope="module")
def files(regions, django_db_blocker, tmp_path_factory, files_once):
    """The bundles of 2010 and 2011 of one project, the keys and the program, in a folder of their own."""
    folder = tmp_path_factory.mktemp("reader")
    with kept_for_the_module(django_db_blocker):
        workshop = held_workshop(BANGKOK, "IDN", "RUS", "THA")
        held_workshop(date(2011, 5, 3), "IDN", host="ESCWA")
        held_workshop(date(2012, 5, 3), "IDN", host="ESCWA")
        change = make_change(("draft", "2010-09"))
        proof = add_proof(
            change, "reused_text", title="Decree 7", url="https://example.org/decree-7"
        )
        add_proof(change, title="In confidence", source="Somebody", quote="Secret", is_public=False)
        steps.add_evidence(
            change=change,
            values={
                "kind": "gazette", "title": "Gazette", "source": "Government", "on": "", "quote": "",
                "url": "", "is_public": True,
            },
            upload=SimpleUploadedFile("gazette 7.pdf", b"%PDF-1.4\n%%EOF", "application/pdf"),
            by=None,
            at=NOW,
        )  # fmt: skip
        contributions.contribute(
            change=change, origin={"workshop": workshop}, grade=4, reasons="Text reused.",
            evidence=[proof], by=None, at=NOW,
        )  # fmt: skip
        publish(change)
        project = include_all(make_project("workshops-held", "women-share"))
        for year in (2010, 2011):
            report = certified(prepared(make_report(project, year)))
            reports.publish(report=report, by=None, at=NOW)
            with default_storage.open(report.bundle.stored) as stored:
                (folder / f"{year}.zip").write_bytes(stored.read())
        keys = {"keys": [key.jwk for key in signing_keys.published()]}
        (folder / "jwks.json").write_text(json.dumps(keys))
        shutil.copy(bundles.script(), folder / "verify_report.py")
        yield folder


@pytest.fixture
def reader(files, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(files, tmp_path / "reader")


def check(folder, *names, keys="jwks.json"):
    """What the program says and how it ends; isolated, so nothing of the portal can be imported."""
    arguments = ["verify_report.py", "--keys", keys, *(names or ("2010.zip",))]
    ended = subprocess.run(
        [sys.executable, "-I", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def change_file(folder, name, change, bundle="2010.zip"):
    """The bundle with one file changed, and its digest in the manifest left as it was signed; None takes it out."""
    with zipfile.ZipFile(folder / bundle) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content[name] = change(content[name])
    with zipfile.ZipFile(folder / bundle, "w") as archive:
        for one, data in content.items():
            if data is not None:
                archive.writestr(one, data)


def sign_again(folder, bundle="2010.zip"):
    """Digests and signature made anew for what was changed, as only the portal can."""
    with zipfile.ZipFile(folder / bundle) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(content["manifest.json"])
    manifest["files"] = {
        name: bundles.sha256(data)
        for name, data in content.items()
        if name not in ("manifest.json", "manifest.jws")
    }
    content["manifest.json"] = json.dumps(manifest).encode()
    key = signing_keys.current()
    header = {"typ": "status-report-bundle+jwt", "kid": key.kid}
    signed = {"manifest_sha256": bundles.sha256(content["manifest.json"])}
    content["manifest.jws"] = signing_keys.sign(signed, header, key).encode()
    with zipfile.ZipFile(folder / bundle, "w") as archive:
        for one, data in content.items():
            archive.writestr(one, data)


def test_a_stranger_checks_the_reports_of_two_years(files):
    code, output = check(files, "2010.zip", "2011.zip")

    assert code == 0, output
    assert "Signatures, files, sentences and figures agree." in output
    assert "da-6 2010, all commissions, version 1" in output
    assert "Each report names the digest of the one before it." in output


def test_the_bundle_has_text_claims_records_and_public_evidence(files):
    with zipfile.ZipFile(files / "2010.zip") as archive:
        names = set(archive.namelist())
        claims = json.loads(archive.read("claims.json"))["claims"]
        records = json.loads(archive.read("records.json"))["records"]
        evidence = json.loads(archive.read("evidence.json"))["evidence"]
        manifest = json.loads(archive.read("manifest.json"))
        everything = b"".join(archive.read(name) for name in names)
    report = StatusReport.objects.get(period__year=2010)

    assert [claim["sentence"] for claim in claims] == [
        claim.sentence for claim in report.claims.all()
    ]
    assert all(claim["measure"]["definition"] and claim["scope"] for claim in claims)
    assert {record["key"].partition(":")[0] for record in records} >= {
        "workshop",
        "change",
        "country",
    }
    assert [piece["is_public"] for piece in evidence] == [True, True, False, True]
    assert [name for name in names if name.startswith("evidence/")] == [
        next(piece["file"] for piece in evidence if piece.get("file"))
    ]
    assert b"Secret" not in everything
    assert b"In confidence" not in everything
    assert manifest["code"].keys() == set(bundles.SOURCES)


def test_the_language_of_who_certifies_is_nowhere_in_it(files):
    report = StatusReport.objects.get(period__year=2010)

    with translation.override("ar"):
        content = bundles.files_of(report)

    with zipfile.ZipFile(files / "2010.zip") as archive:
        names = set(content) - {
            "report.json",
            "report.txt",
        }  # they tell the state, by now “published”
        assert {name for name in names if archive.read(name) != content[name]} == set()


def altered(old, new):
    """A change of a file: the text in place of another."""

    def alter(data):
        assert old in data
        return data.replace(old, new, 1)

    return alter


CHANGES = {
    "a figure": ("claims.json", altered(b'"value": 1', b'"value": 2'), "claims.json was changed"),
    "a sentence": ("claims.json", altered(b" took place", b" did not take place"), "claims.json was changed"),
    "the text": ("report.txt", altered(b"Summary", b"Summit"), "report.txt was changed"),
    "a missing file": ("records.json", lambda _data: None, "records.json is missing"),
    "the manifest": ("manifest.json", altered(b'"version": 1', b'"version": 2'), "manifest was changed"),
    "the signature": ("manifest.jws", lambda data: data[:-8] + b"AAAAAAAA", "signature is wrong"),
    "no signature": ("manifest.jws", lambda _data: None, "manifest.jws is missing"),
    "an unsigned one": ("manifest.jws", lambda _data: b"a.b", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_is_changed_is_noticed(reader, what):
    name, change, complaint = CHANGES[what]
    change_file(reader, name, change)

    code, output = check(reader)

    assert (code, "NOT VALID" in output) == (1, True)
    assert complaint in output


def test_changed_evidence_is_noticed(reader):
    with zipfile.ZipFile(reader / "2010.zip") as archive:
        name = next(path for path in archive.namelist() if path.startswith("evidence/"))
    change_file(reader, name, lambda data: data + b"x")

    code, output = check(reader)

    assert (code, f"{name} was changed" in output) == (1, True)


def test_an_added_file_is_noticed(reader):
    with zipfile.ZipFile(reader / "2010.zip", "a") as archive:
        archive.writestr("evidence/more.txt", b"More")

    assert check(reader)[0] == 1


# Whoever has the key can sign anything; the sentences must follow from the figures all the same.
FORGED = {
    "a figure": (("claims.json", "report.json"), altered(b'"value": 1', b'"value": 2')),
    "a sentence": (("claims.json", "report.json", "report.txt"), altered(b"took place, hosted", b"succeeded, hosted")),
    "the text": (("report.txt",), altered(b"took place, hosted", b"succeeded, hosted")),
    "a record": (("records.json",), altered(b'"code": "', b'"code": "x')),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_what_is_signed_must_follow_from_its_figures(reader, what):
    names, change = FORGED[what]
    for name in names:
        change_file(reader, name, change)
    sign_again(reader)

    code, output = check(reader)

    assert code == 1
    assert "was changed" in output if what == "a record" else "entence" in output


def test_another_key_is_refused(reader):
    private = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    keys = json.loads((reader / "jwks.json").read_text())
    keys["keys"][0]["x"] = base64.urlsafe_b64encode(private).rstrip(b"=").decode()
    (reader / "wrong.json").write_text(json.dumps(keys))
    (reader / "none.json").write_text('{"keys": []}')

    assert "signature is wrong" in check(reader, keys="wrong.json")[1]
    assert "not among the portal's keys" in check(reader, keys="none.json")[1]


def test_a_signature_for_something_else_is_refused(reader):
    key = signing_keys.current()
    with zipfile.ZipFile(reader / "2010.zip") as archive:
        digest = bundles.sha256(archive.read("manifest.json"))
    token = signing_keys.sign({"manifest_sha256": digest}, {"typ": "JWT", "kid": key.kid}, key)
    change_file(reader, "manifest.jws", lambda _data: token.encode())

    assert "not signed as a bundle" in check(reader)[1]


def test_a_replaced_year_breaks_the_chain(reader):
    change_file(reader, "README.txt", lambda data: data + b"Another.")
    sign_again(reader)

    assert check(reader, "2010.zip")[0] == 0
    code, output = check(reader, "2010.zip", "2011.zip")
    assert (code, "broken before da-6 2011" in output) == (1, True)


def test_what_is_no_bundle_is_refused(reader):
    (reader / "2010.zip").write_bytes(b"no archive")

    code, output = check(reader)

    assert (code, "NOT VALID" in output, "Traceback" in output) == (1, True, False)


def test_old_bundles_stay_valid_after_the_key_is_rotated(reader):
    call_command("rotate_signing_key", stdout=io.StringIO())
    keys = {"keys": [key.jwk for key in signing_keys.published()]}
    (reader / "jwks.json").write_text(json.dumps(keys))

    assert len(keys["keys"]) == 2
    assert check(reader)[0] == 0


def test_bundles_of_a_withdrawn_key_are_signed_anew_and_the_chain_stays_whole(reader):
    """What is forged with the key counts no more, and each report is signed by the next one."""
    withdrawn = signing_keys.current()
    output = io.StringIO()

    call_command("rotate_signing_key", withdraw=withdrawn.kid, stdout=output)

    assert output.getvalue().endswith(": 0 certificates, 2 reports.\n")
    keys = {"keys": [key.jwk for key in signing_keys.published()]}
    (reader / "jwks.json").write_text(json.dumps(keys))
    assert check(reader, "2010.zip")[0] == 1
    for bundle in ReportBundle.objects.select_related("report__period"):
        assert bundle.kid == signing_keys.current().kid
        with default_storage.open(bundle.stored) as stored:
            data = stored.read()
        assert (bundles.sha256(data), len(data)) == (bundle.sha256, bundle.size)
        (reader / f"{bundle.report.period.year}.zip").write_bytes(data)
    code, text = check(reader, "2010.zip", "2011.zip")
    assert code == 0, text
    assert "Each report names the digest of the one before it." in text


def bomb(path, packing):
    """A file of 20 MB that says it is one of 10 bytes."""
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("manifest.json", bytes(20 * 2**20))
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.rfind(mark) + place
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)


@pytest.mark.parametrize(
    "packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_a_file_is_never_unpacked_beyond_what_it_says(tmp_path, packing):
    bomb(tmp_path / "bomb.zip", packing)
    check = bundles.verifier()

    tracemalloc.start()
    with pytest.raises(check["Refused"]):
        check["read_files"](tmp_path / "bomb.zip")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20


def unsigned(path, header):
    """A bundle that nobody signed."""
    head = base64.urlsafe_b64encode(header).decode().rstrip("=")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr("manifest.jws", f"{head}.e30.eA")


@pytest.mark.parametrize(
    "header",
    [
        b"[" * 200_000,
        b'{"kid": NaN, "alg": "EdDSA", "typ": "status-report-bundle+jwt"}',
        b'{"kid": [], "alg": "EdDSA", "typ": "status-report-bundle+jwt"}',
        b'{"kid": ' + b"9" * 5000 + b"}",
        json.dumps(
            {
                "alg": "EdDSA",
                "typ": "status-report-bundle+jwt",
                "kid": "\n\x1b[2J\u202eSignatures, files, sentences and figures agree.\n",
            }
        ).encode(),
    ],
    ids=["deep", "nan", "list", "huge", "terminal"],
)
def test_what_a_stranger_wrote_neither_breaks_the_program_nor_speaks_for_it(tmp_path, header):
    shutil.copy(bundles.script(), tmp_path / "verify_report.py")
    (tmp_path / "jwks.json").write_text('{"keys": []}')
    unsigned(tmp_path / "2010.zip", header)
    code, text = check(tmp_path)

    assert code == 1
    assert text.startswith("NOT VALID. 2010.zip")
    assert text.count("\n") == 1
    assert text.strip().isprintable()


def test_broken_packing_is_refused(tmp_path):
    path = tmp_path / "broken.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(range(256)) * 4)
    data = bytearray(path.read_bytes())
    data[50:70] = b"\xff" * 20
    path.write_bytes(data)
    check = bundles.verifier()

    with pytest.raises(check["Refused"]):
        check["read_files"](path)


@pytest.mark.parametrize("name", ["manifest.json", "report.txt"])
def test_what_was_changed_in_the_storage_is_never_signed_anew(reader, name, caplog):
    """Whoever has the key that is withdrawn may have the storage, too."""
    key = signing_keys.current()
    bundle = ReportBundle.objects.order_by("position").first()
    stored = default_storage.path(bundle.stored)
    whole = shutil.copy(stored, reader / "whole.zip")
    shutil.copy(stored, reader / "changed.zip")
    change_file(reader, name, lambda data: data.replace(b"2010", b"2019"), "changed.zip")
    shutil.copy(reader / "changed.zip", stored)
    try:
        assert signing_keys.withdraw(key.kid, at=NOW)["reports"] == 1
        assert bundle.stored in caplog.text
        bundle.refresh_from_db()
        assert bundle.kid == key.kid
        shutil.copy(whole, stored)
        # Restored, it is signed with the next.
        assert signing_keys.withdraw(signing_keys.current().kid, at=NOW)["reports"] == 2
    finally:
        shutil.copy(whole, stored)


def test_a_correction_follows_what_it_corrects(files):
    first = StatusReport.objects.get(period__year=2010)
    report = reports.begin(period=first.period, by=None, at=NOW)

    second = certified(prepared(report, with_claims=False))

    last = ReportBundle.objects.get(report__period__year=2011)
    assert (second.bundle.previous, second.bundle.position) == (last, 3)


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_a_report_in_another_language_is_checked_in_it(files, tmp_path, language):
    period = framework.open_period(
        project=StatusReport.objects.first().period.project, year=2012, by=None, at=NOW
    )
    report = reports.begin(period=period, language=language, by=None, at=NOW)

    bundle = certified(prepared(report)).bundle

    with default_storage.open(bundle.stored) as stored:
        (tmp_path / "2012.zip").write_bytes(stored.read())
    for name in ("jwks.json", "verify_report.py"):
        shutil.copy(files / name, tmp_path)
    code, output = check(tmp_path, "2012.zip")
    assert code == 0, output


def test_the_database_keeps_a_bundle_as_it_is(files):
    bundle = ReportBundle.objects.first()
    for change in (bundle.delete, lambda: ReportBundle.objects.update(sha256="0" * 64)):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_report_that_cannot_be_checked_is_not_certified(files):
    report = prepared(make_report(StatusReport.objects.first().period.project, 2012))
    Claim.objects.filter(report=report).update(sentence="Something else took place.")
    report.refresh_from_db()
    report_preparation.at_once(report, with_claims=False)

    with pytest.raises(reports.bundles.NotVerifiable, match="Something else"):
        certified(report)
    assert not ReportBundle.objects.filter(report=report).exists()


def test_page_and_api_give_the_bundle(files, client):
    report = StatusReport.objects.get(period__year=2011)
    page = client.get(report.get_absolute_url()).content.decode()
    address = "/status-reports/da-6/2011.zip?version=1"
    assert address in page

    response = client.get(address)

    assert b"".join(response.streaming_content) == (files / "2011.zip").read_bytes()
    assert response["Content-Type"] == "application/zip"
    rows = client.get("/api/v1/report-bundles/?project=da-6").json()["results"]
    assert [row["report"]["year"] for row in rows] == [2011, 2010]
    assert rows[0]["follows"]["manifest_sha256"] == rows[1]["manifest_sha256"]
    assert rows[1]["follows"] is None
    assert rows[0]["address"].endswith(address)
    checking = client.get("/status-reports/check/").content.decode()
    assert rows[0]["manifest_sha256"] in checking
    assert "verify_report.py" in checking


def test_a_bundle_is_not_public_before_its_report(files, client):
    report = certified(prepared(make_report(StatusReport.objects.first().period.project, 2012)))

    assert client.get("/status-reports/da-6/2012.zip").status_code == 404
    assert (
        report.bundle.manifest_sha256 not in client.get("/status-reports/check/").content.decode()
    )
    assert client.get("/api/v1/report-bundles/?year=2012").json()["count"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_program_writes_every_sentence_as_the_portal_does(language):
    """Each form of each measure, over figures with everything that a sentence may need, in the report's language."""
    write = bundles.verifier()["sentence_of"]
    claims = [
        claim_of(code, form, figures, commission)
        for code, forms in FORMS.items()
        for form in forms
        for figures, commission in figures_of(code)
    ]
    wording = json.loads(json.dumps(bundle_wording.wording(claims, language)))
    for claim in claims:
        commission = claim.scope.get("commission", "")
        expected = claim_text.sentence(claim.form, claim.figures, language, commission)
        assert write(row_of(claim, language), wording) == expected


def figures_of(code):
    """Figures of a measure, and the commission they are of: few, many, none, in bands and without a word."""
    facts = {
        "country": "KWT", "stage": "in_force", "on": "2010-07-01", "acted_by": "The Government of {x}",
        "texts": {"en": "kuwait drafts {a} law"}, "grade": 4, "city": "Beirut", "host": "ESCWA", "first": "2010-06-08",
        "last": "2010-06", "issued": "2010", "commissions": ["ECE", "ESCWA"], "item": "POL1", "countries": 1234, "unit": "days",
        "contributions": [{"why": "open"}], "groups": ["government", "academia"], "text": {"en": "Done."}, "sources": 2,
    }  # fmt: skip
    by = {
        "commission": {"ECA": 0, "ECE": 1, "ECLAC": 0, "ESCAP": 2, "ESCWA": 3},
        "language": {"en": 1, "fr": 2, "ru": 1},
        "country": {"BHR": 1, "IDN": 1, "KWT": 2},
    }
    base = {
        "valid": 40, "answered": 41, "audience": 50, "response": 82.0, "surveyed": 3, "held": 4, "low": 61.5, "high": 80.1,
        "from": 30, "to": 30, "word": "most",
    }  # fmt: skip
    head = {"measure": code, "version": MEASURES[code].version, "by": by, "facts": facts}
    counts = {"part": 30, "whole": 40}
    plain = {**head, "value": 12345.0, **counts}
    yield plain, ""
    yield {**plain, "value": 1.0}, "ESCWA"
    yield {**plain, "value": None}, ""
    if code in ("answers-favourable", "plans-realised"):
        for low, high, word in (
            (30, 30, "most"),
            (5, 9, "none_said"),
            (0, 2, "few"),
            (38, 40, "nearly_all"),
        ):
            share = base | {"from": low, "to": high, "word": word}
            yield {**plain, "value": 50 * (low + high) / 40, "base": share}, ""
        yield {**plain, "base": base, "value": 75.0, "facts": {"item": "ZZZ9"}}, ""
    if code == "change":
        yield {**plain, "facts": facts | {"stage": "agenda", "texts": {}, "on": "2010"}}, ""
        under_way = {"contributions": [{"why": "under_way"}], "texts": {"ar": "نص"}}
        yield {**plain, "facts": facts | under_way}, ""


def claim_of(code, form, figures, commission):
    """A claim of the consolidated report that is about one commission, or about all."""
    report = SimpleNamespace(commission_id=None)
    scope = {"commission": commission} if commission else {}
    return SimpleNamespace(measure=code, form=form, figures=figures, scope=scope, report=report)


def row_of(claim, language):
    """What the bundle says of the claim, as far as its sentence needs it."""
    measure = MEASURES[claim.measure]
    with translation.override(interface_code(language)):
        template = bundle_wording.template(claim)
    return {
        "template": template,
        "said_of": bundle_wording.said_of(claim),
        "measure": {"code": measure.code, "unit": measure.unit},
        "figures": json.loads(json.dumps(claim.figures)),
    }


def test_the_program_knows_the_words_of_the_portal():
    deserved = bundles.verifier()["quantifier"]
    for value in range(0, 101, 5):
        for low in range(0, value + 1, 5):
            for response in (0, 39, 40, 99, 100):
                assert deserved(value, low, response) == quantifier(value, low, response)


WRONG = {
    "share": {"part": 31},
    "word": {"base": {"word": "nearly_all"}},
    "response": {"base": {"response": 90.0}},
    "interval": {"base": {"low": 80.0, "high": 90.0}},
}


@pytest.mark.parametrize("what", WRONG)
def test_figures_that_contradict_each_other_are_noticed(what):
    problem = bundles.verifier()["problem_of_figures"]
    base = {
        "from": 30, "to": 30, "answered": 41, "audience": 50, "response": 82.0, "low": 60.1, "high": 86.0,
        "word": "most", "surveyed": 1, "held": 1,
    }  # fmt: skip
    figures = {"measure": "m", "version": 1, "value": 75.0, "whole": 40, "part": 30}
    measure = {"code": "m", "version": 1, "unit": "percent"}
    if what != "share":
        figures["base"] = base
    assert problem({"measure": measure, "figures": figures}) == ""

    wrong = WRONG[what]
    figures |= {name: (base | part if name == "base" else part) for name, part in wrong.items()}

    assert problem({"measure": measure, "figures": figures}) != ""
