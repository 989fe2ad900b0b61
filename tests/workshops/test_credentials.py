"""Certificates as Open Badges 3.0 credentials: signed, published keys, revocation, checked by others and offline."""

import base64
import gzip
import io
import json
import subprocess
import sys
import time

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from core import jobs, signing_keys
from core.documents import has_fonts
from core.models import Job, SigningKey
from tests.workshops.making import NOW, make_workshop, open_own_page, register
from workshops.documents import credentials as data
from workshops.documents import printing
from workshops.models import Certificate
from workshops.services import certificates, credentials

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
SCRIPT = settings.BASE_DIR / "static" / "certificates" / "verify_certificate.py"
needs_fonts = pytest.mark.skipif(not has_fonts("zh"), reason="the fonts are not installed")
LONG = ("Maria Fernanda de los Angeles Rodriguez Castellanos y Fuentes " * 4)[:200]


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PORTAL_ADDRESS = "https://portal.example.org"


def certificate(name="Ana Lopez", language="en", **fields) -> Certificate:
    one = register(make_workshop(**fields), printed_name=name, language=language)
    return Certificate.objects.create(
        registration=one,
        kind="completion",
        printed_name=name,
        language=language,
        hours="7.5",
        sessions=5,
        issued_at=NOW,
    )


def part_of(token: str, place: int) -> dict:
    text = token.split(".")[place]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.fixture
def fetch(client):
    """What another's program gets from the portal's public addresses."""

    def fetched(address: str) -> bytes:
        answer = client.get(address.removeprefix("https://portal.example.org"))
        assert answer.status_code == 200, address
        return answer.content

    return fetched


@pytest.fixture
def verifier(fetch):
    return lambda: OB3Verifier.for_issuer_did(data.did_of("ESCAP"), download=fetch)


def test_another_library_verifies_the_credential_by_the_published_key(verifier, fetch):
    one = certificate()

    read = verifier().verify(credentials.of(one), check_status=True, download=fetch)

    assert read.issuer.id == "did:web:portal.example.org:credentials:issuers:ESCAP"
    assert "Asia and the Pacific" in read.issuer.name
    assert read.achievement.name == "Migration statistics"
    assert one.serial in read.id


def test_the_credential_has_the_form_of_open_badges_3(fetch):
    one = certificate("Ana Lopez")

    header, claims = (part_of(credentials.of(one), place) for place in (0, 1))

    key = SigningKey.objects.get()
    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": f"{data.did_of('ESCAP')}#{key.kid}"}
    assert claims["@context"] == [data.CREDENTIALS, data.OPEN_BADGES]
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (claims["iss"], claims["jti"]) == (claims["issuer"]["id"], claims["id"])
    assert claims["nbf"] == int(NOW.timestamp())
    named, addressed = claims["credentialSubject"]["identifier"]
    assert (named["identityType"], named["identityHash"]) == ("name", "Ana Lopez")
    assert addressed["identityHash"].startswith("sha256$")
    assert one.registration.email not in json.dumps(claims)
    assert claims["credentialSubject"]["achievement"]["criteria"]["narrative"] == (
        "Attended at least 80 % of the countable minutes of the workshop."
    )
    status = claims["credentialStatus"]
    assert status["statusListIndex"] == str(one.status_index % data.LIST_SIZE)
    assert json.loads(fetch("/.well-known/jwks.json"))["keys"] == [key.jwk]
    profile = json.loads(fetch("/credentials/issuers/ESCAP/"))
    assert profile["id"] == claims["iss"]
    assert profile["url"] == "https://portal.example.org/commissions/ESCAP/"


def test_a_changed_letter_breaks_the_signature(verifier):
    head, body, signature = credentials.of(certificate()).split(".")
    claims = part_of(f"{head}.{body}", 1) | {"name": "Doctor of everything"}
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()

    with pytest.raises(OB3VerificationError):
        verifier().verify(f"{head}.{forged}.{signature}")


def test_a_corrected_certificate_revokes_the_old_credential_and_the_new_one_stands(verifier, fetch):
    old = certificate("Ana Lopes")
    old_token = credentials.of(old)

    new = certificates.reissue(certificate=old, printed_name="Ana Lopez", by=None, at=NOW)

    check = {"check_status": True, "download": fetch}
    assert "Ana Lopez" in json.dumps(part_of(credentials.of(new), 1))
    verifier().verify(credentials.of(new), **check)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier().verify(old_token, **check)
    old.refresh_from_db()
    assert old.revoked_reason == "replaced by a corrected one"
    assert old.credential == old_token


def test_what_was_signed_stays_as_it_was_when_the_workshop_changes():
    one = certificate()
    token = credentials.of(one)
    one.registration.workshop.titles = {"en": "Another title"}
    one.registration.workshop.save()

    assert credentials.of(Certificate.objects.get(pk=one.pk)) == token


def test_a_new_key_signs_from_now_on_and_the_old_one_stays_published(verifier, fetch, capsys):
    before = credentials.of(certificate())
    old = SigningKey.objects.get()

    call_command("rotate_signing_key")

    after = credentials.of(certificate())
    assert part_of(before, 0)["kid"] != part_of(after, 0)["kid"]
    for token in (before, after):
        verifier().verify(token, check_status=True, download=fetch)
    keys = json.loads(fetch("/.well-known/jwks.json"))["keys"]
    assert len(keys) == 2
    assert keys[0]["kid"] in capsys.readouterr().out
    old.refresh_from_db()
    assert old.retired_at
    assert not old.sealed


def test_a_key_that_others_may_have_is_withdrawn_and_its_certificates_are_signed_anew(
    verifier, fetch, capsys
):
    """What is forged with it counts nowhere, and nobody loses their certificate."""
    one, revoked = certificate("Ana Lopez"), certificate("Tom Smith")
    old, other = credentials.of(one), credentials.of(revoked)
    stolen = SigningKey.objects.get()
    forged = signing_keys.sign(
        data.credential_of(one) | {"name": "Doctor"}, {"typ": "JWT", "kid": stolen.kid}, stolen
    )
    Certificate.objects.update(stored="certificates/x.pdf")
    certificates.revoke(certificate=revoked, by=None, at=NOW, reason="wrong person")
    call_command("rotate_signing_key")
    newer = credentials.of(certificate())

    call_command("rotate_signing_key", withdraw=stolen.kid)

    assert capsys.readouterr().out.endswith(": 1 certificates, 0 reports.\n")
    assert stolen.kid not in fetch("/.well-known/jwks.json").decode()
    for token in (old, other, forged):
        with pytest.raises(OB3VerificationError):
            verifier().verify(token)
    one.refresh_from_db()
    assert (one.credential, one.stored) == ("", "")
    assert Job.objects.get(kind=certificates.PRINT).key == str(one.pk)
    verifier().verify(credentials.of(one), check_status=True, download=fetch)
    verifier().verify(newer)
    with pytest.raises(CommandError, match="There is no key"):
        call_command("rotate_signing_key", withdraw=stolen.kid)


def test_the_key_in_use_is_withdrawn_with_another_in_its_place(fetch):
    one = certificate()
    credentials.of(one)
    stolen = SigningKey.objects.get()

    call_command("rotate_signing_key", withdraw=stolen.kid)

    assert SigningKey.objects.get().kid != stolen.kid
    assert signing_keys.signer_of(credentials.of(Certificate.objects.get())) != stolen.kid


def test_another_seal_key_makes_a_new_key_and_loses_no_signature(settings, verifier):
    before = credentials.of(certificate())

    settings.SEAL_KEY = "another-that-is-long-and-random"

    after = credentials.of(certificate())
    assert SigningKey.objects.count() == 2
    verifier().verify(before)
    verifier().verify(after)


def test_two_that_sign_first_agree_on_one_key():
    first = signing_keys.current()

    assert signing_keys.current() == first
    assert SigningKey.objects.count() == 1


def test_nothing_private_of_a_key_is_published_or_stored_open(fetch):
    credentials.of(certificate())
    key = SigningKey.objects.get()

    published = fetch("/.well-known/jwks.json") + fetch("/credentials/issuers/ESCAP/did.json")

    assert b'"d"' not in published
    assert signing_keys._private(key).private_bytes_raw() not in bytes(key.sealed)


def test_status_lists_are_as_long_as_the_specification_asks_and_say_no_more(fetch, client):
    one = certificate()
    credentials.of(one)
    address = "/credentials/issuers/ESCAP/status/"
    certificates.revoke(certificate=one, by=None, at=NOW, reason="wrong person")

    claims = part_of(fetch(f"{address}1").decode(), 1)

    encoded = claims["credentialSubject"]["encodedList"]
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) * 8 == 131_072
    one.refresh_from_db()
    assert bits[one.status_index // 8] == 128 >> one.status_index % 8
    assert sum(map(int.bit_count, bits)) == 1
    assert client.get(f"{address}2").status_code == 404
    assert client.get("/credentials/issuers/NONE/status/1").status_code == 404
    assert client.get("/credentials/issuers/NONE/did.json").status_code == 404


@pytest.mark.wide
def test_full_lists_go_on_in_the_next_one(monkeypatch, fetch):
    monkeypatch.setattr(data, "LIST_SIZE", 8)
    issued = [certificate() for _n in range(9)]
    for one in issued:
        credentials.of(one)
    certificates.revoke(certificate=issued[-1], by=None, at=NOW, reason="wrong person")

    last = Certificate.objects.get(pk=issued[-1].pk)

    assert last.status_index // 8 == 2
    assert len({one.status_index for one in Certificate.objects.all()}) == 9
    claims = part_of(fetch("/credentials/issuers/ESCAP/status/3").decode(), 1)
    assert claims["id"].endswith("/status/3")


def test_other_sites_may_read_keys_and_lists(client):
    for address in ("/.well-known/jwks.json", "/credentials/issuers/ESCAP/did.json"):
        answer = client.get(address, headers={"origin": "https://wallet.example"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in answer["Cache-Control"]


def test_the_holder_downloads_the_credential_from_the_own_page(client):
    one = certificate()
    Certificate.objects.filter(pk=one.pk).update(stored="a.pdf")
    page = open_own_page(client, one.registration)

    shown = client.get(page).content.decode()
    answer = client.get(f"{page}certificates/{one.serial}.jwt")

    assert f"{one.serial}.jwt" in shown
    assert answer["Content-Type"] == "application/vc+jwt"
    assert answer.content.decode() == credentials.of(Certificate.objects.get(pk=one.pk))


def test_an_erased_person_is_in_no_credential_any_more():
    from workshops.services import erasure

    one = certificate("Zebedea Unikat")
    credentials.of(one)
    erasure.erase(registration=one.registration, at=NOW)

    one = Certificate.objects.select_related("registration").get(pk=one.pk)
    assert one.credential == ""
    assert credentials.of(one) == ""


def check(folder, token, *more):
    return subprocess.run(
        [sys.executable, "-I", SCRIPT, "--keys", folder / "jwks.json", *more, token],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        env={},
    )


@pytest.fixture
def folder(tmp_path, fetch):
    """What somebody keeps who checks without the portal."""

    def kept():
        (tmp_path / "jwks.json").write_bytes(fetch("/.well-known/jwks.json"))
        (tmp_path / "status.jwt").write_bytes(fetch("/credentials/issuers/ESCAP/status/1"))
        return tmp_path

    return kept


def test_the_program_checks_a_credential_with_keys_and_list_alone(folder):
    one = certificate("Ana Lopez")
    (here := folder()).joinpath("own.jwt").write_text(credentials.of(one))

    found = check(here, "own.jwt", "--status", "status.jwt")

    assert found.returncode == 0, found.stdout + found.stderr
    assert "name: Ana Lopez" in found.stdout
    assert "The signature is right; not revoked." in found.stdout
    certificates.revoke(certificate=one, by=None, at=NOW, reason="wrong person")
    found = check(folder(), "own.jwt", "--status", "status.jwt")
    assert found.returncode == 1
    assert "REVOKED" in found.stdout


def test_the_program_refuses_what_was_changed_and_other_keys(folder):
    token = credentials.of(certificate())
    here = folder()
    head, body, signature = token.split(".")
    wrong = {
        "The signature is wrong": f"{head}.{body[:-2]}AA.{signature}",
        "This is no signed certificate": "hello",
        "in a way that the portal does not use": "eyJhbGciOiJub25lIiwia2lkIjoieCJ9.e30.",
    }
    for words, given in wrong.items():
        found = check(here, given)
        assert found.returncode == 1
        assert words in found.stdout
    call_command("rotate_signing_key", stdout=io.StringIO())
    found = check(here, credentials.of(certificate()))
    assert "is not among the portal's keys" in found.stdout


def test_the_program_takes_nothing_else_that_the_portal_signed_for_a_certificate_or_a_list(folder):
    here, one = folder(), certificate()
    (here / "own.jwt").write_text(credentials.of(one))
    short = credentials.qr_text(Certificate.objects.get())
    head = base64.urlsafe_b64encode(b"[]").decode().rstrip("=")

    refused = {
        "but it is no certificate": ("status.jwt",),
        "This is no signed certificate": (f"{head}.{head}.{head}",),
        "is no list of revoked certificates": ("own.jwt", "--status", "own.jwt"),
    }
    for text, given in refused.items():
        found = check(here, *given)
        assert found.returncode == 1
        assert "NOT VALID. " in found.stdout, found.stderr
        assert text in found.stdout
    assert check(here, short).returncode == 0


def test_an_old_copy_of_the_list_does_not_count(folder, fetch):
    one = certificate()
    here = folder()
    claims = part_of(fetch("/credentials/issuers/ESCAP/status/1").decode(), 1)
    claims["exp"] = int(time.time()) - 1
    key = signing_keys.current()
    (here / "status.jwt").write_text(signing_keys.sign(claims, {"kid": key.kid}, key))

    found = check(here, credentials.of(one), "--status", "status.jwt")

    assert found.returncode == 1
    assert "too old" in found.stdout


def read_code(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
    return code.text


@pytest.mark.wide(but="Ana Lopez-en")
@needs_fonts
@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Ana Lopez", "en"),
        (LONG, "fr"),
        ("ليلى عبد الرحمن حداد", "ar"),
        ("王小明", "zh"),
        (("ليلى عبد الرحمن حداد " * 10)[:200].strip(), "ar"),
    ],
)
def test_the_printed_code_can_be_scanned_and_checked_offline(folder, name, language):
    one = certificate(name, language, languages="en fr ar zh")
    Certificate.objects.filter(pk=one.pk).update(printed_name=name)
    one.refresh_from_db()

    text = read_code(printing.certificate_pdf(one, credentials.qr_text(one)))

    assert text.startswith(f"https://portal.example.org/certificates/{one.serial}/#")
    found = check(folder(), text, "--status", "status.jwt")
    assert found.returncode == 0, found.stdout
    assert f"name: {name}" in found.stdout
    assert f"jti: {one.serial}" in found.stdout


@pytest.mark.wide
@needs_fonts
def test_a_printed_certificate_has_its_credential_and_code():
    one = certificate()

    jobs.run(jobs.ask(certificates.PRINT, one.pk).pk)

    one.refresh_from_db()
    assert one.credential
    with default_storage.open(one.stored) as stored:
        token = read_code(stored.read()).rpartition("#")[2]
    assert part_of(token, 1)["status"] == one.status_index


def test_the_page_that_checks_says_how_to_do_so_without_it(client):
    page = client.get("/certificates/").content.decode()

    assert "/.well-known/jwks.json" in page
    assert "verify_certificate.py" in page
