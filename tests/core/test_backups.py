"""A portal is backed up and restored into another database, row for row; what was erased meanwhile stays erased."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pyrage
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from core import outboxes
from core.backups import create, manifest, programs
from core.backups.errors import BackupError
from core.models import User
from indicators.models import Subscription
from regions.models import Area
from tests import published
from tests.studies.making import make_study
from tests.workshops.making import make_workshop, register
from workshops.models import Mail, Registration
from workshops.services import erasure, passports

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "portal_restored"
COUNTING = "SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {} t"


class Restored:
    """An empty installation beside the portal: a database on the same server, and a folder."""

    def __init__(self, folder: Path) -> None:
        self.media = folder / "restored-media"
        self.words, _environment = programs.address()
        self.password = connection.settings_dict["PASSWORD"]

    def connect(self):
        return psycopg2.connect(self.words, dbname=NAME, password=self.password)

    def query(self, statement: str) -> list[tuple]:
        other = self.connect()
        try:
            with other.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        finally:
            other.close()

    def command(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        """A command of this installation, in a process of its own."""
        database = connection.settings_dict
        login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
                "DATABASE_URL": f"postgres://{login}/{NAME}",
                "REDIS_URL": settings.REDIS_URL,
                "MEDIA_ROOT": str(self.media),
                "SECRET_KEY": settings.SECRET_KEY,
                "SEAL_KEY": settings.SEAL_KEY,
                "HTTPS": "no",
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def other(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    yield Restored(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def portal():
    """Figures, people with passports and letters, a study with a file, a subscription and an account."""
    published.publish()
    make_study()
    workshop = make_workshop()
    for number in range(3):
        row = register(workshop, email=f"guest{number}@example.org", given="Planted")
        Registration.objects.filter(pk=row.pk).update(state="accepted")
        row.refresh_from_db()
        passports.seal(registration=row, values={"number": f"N{number}"})
    default_storage.save("studies/ab/cdef", ContentFile(b"%PDF-1.7 planted"))
    Subscription.objects.create(
        email="reader@example.org", language="en", area=Area.objects.get(code="PHL")
    )
    User.objects.create_user("leaving", email="leaving@example.org", password="a-long-one-of-them")
    for outbox in outboxes.outboxes().values():
        outbox.rows().update(state="sent")
    return workshop


def back_up(folder: Path, *keys: str) -> Path:
    return create.create(folder / "backups", keys)[0]


def tables() -> dict[str, str]:
    """Every table, with a digest of its rows."""
    with connection.cursor() as cursor:
        names = create.row_counts(cursor)
        digests = {}
        for name in names:
            cursor.execute(COUNTING.format(name))
            digests[name] = cursor.fetchone()[0]
    return digests


@pytest.mark.wide
def test_a_restored_portal_is_the_same_row_for_row(portal, other, tmp_path):
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "secret.txt").write_text(f"# a comment\n{identity}\n")
    before = tables()
    folder = back_up(tmp_path, str(identity.to_public()))
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    done = other.command("restore", str(folder), "--identity", str(tmp_path / "secret.txt"))

    assert done.returncode == 0, done.stderr
    assert not [w for w in (b"guest0", b"Planted", b"%PDF-1.7", b"PGDMP") if w in content]
    assert before["workshops_passport"]
    assert before["indicators_observation"]
    assert {name: other.query(COUNTING.format(name))[0][0] for name in before} == before
    assert (other.media / "studies/ab/cdef").read_bytes() == b"%PDF-1.7 planted"
    again = other.command("restore", str(folder), "--identity", str(tmp_path / "secret.txt"))
    assert again.returncode == 1
    assert "The database portal_restored is not empty" in again.stderr
    assert "The folder of files" in again.stderr
    # What was numbered after the backup goes by a number that nothing else will ever have.
    high = other.query("SELECT nextval(pg_get_serial_sequence('workshops_registration', 'id'))")
    assert high[0][0] > Registration.objects.latest("pk").pk + 900_000
    assert other.command("migrate", "--check").returncode == 0


def test_what_was_erased_after_the_backup_is_erased_again(portal, other, tmp_path):
    folder = back_up(tmp_path)
    guests = list(Registration.objects.filter(workshop=portal).order_by("pk"))
    # Corrected after the backup, which has the former name and address.
    Registration.objects.filter(pk=guests[0].pk).update(email="new@example.org", family="Married")
    guests[0].refresh_from_db()
    erasure.erase_everywhere(registration=guests[0], at=timezone.now())
    Subscription.objects.get(email="reader@example.org").delete()
    User.objects.get(username="leaving").delete()
    listed = [path.read_bytes() for path in Path(settings.MEDIA_ROOT, "erasures").iterdir()]

    done = other.command("restore", str(folder), "--erasures", str(settings.MEDIA_ROOT))

    assert done.returncode == 0, done.stderr
    assert not [text for text in listed if b"example.org" in text]
    people = other.query(
        "SELECT email, given, erased_at IS NULL FROM workshops_registration ORDER BY id"
    )
    assert people[0] == (f"erased-{guests[0].pk}@invalid.invalid", "", False)
    assert people[1] == ("guest1@example.org", "Planted", True)
    assert other.query("SELECT count(*) FROM workshops_passport") == [(2,)]
    assert other.query(
        "SELECT count(*) FROM workshops_mail WHERE \"to\" = 'guest0@example.org'"
    ) == [(0,)]
    assert other.query("SELECT count(*) FROM indicators_subscription") == [(0,)]
    assert other.query("SELECT count(*) FROM core_user WHERE username = 'leaving'") == [(0,)]
    # The list goes on: the same backup may be restored once more.
    assert len(list((other.media / "erasures").iterdir())) >= len(listed)


@pytest.mark.wide
def test_letters_that_waited_are_not_sent_twice(portal, other, tmp_path):
    Mail.objects.update(state="queued")
    folder = back_up(tmp_path)

    done = other.command("restore", str(folder))

    assert done.returncode == 0, done.stderr
    assert "letters and messages that waited are set aside" in done.stdout
    assert other.query("SELECT DISTINCT state FROM workshops_mail") == [("failed",)]


@pytest.mark.wide
def test_everything_that_is_wrong_is_told_and_nothing_is_written(portal, other, tmp_path):
    folder = back_up(tmp_path)
    (folder / "media/studies/ab/cdef").write_bytes(b"%PDF-1.7 changed")
    (folder / "settings.json").unlink()
    (folder / "more").write_text("")

    done = other.command("restore", str(folder), SEAL_KEY="another")

    assert done.returncode == 1
    for words in (
        "media/studies/ab/cdef: was changed",
        "settings.json: is missing",
        "more: does not belong to the backup",
        "SEAL_KEY is not the one of the backup",
    ):
        assert words in done.stderr
    assert other.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    assert not other.media.exists()


@pytest.mark.wide
def test_a_backup_of_a_newer_portal_or_a_half_one_is_refused(portal, other, tmp_path):
    folder = back_up(tmp_path)
    kept = manifest.read(folder)
    kept.changes.append("core.9999_of_tomorrow")
    kept.write(folder)

    assert "newer version of the portal" in other.command("restore", str(folder)).stderr
    (folder / manifest.NAME).unlink()
    assert "no finished backup" in other.command("restore", str(folder)).stderr


def test_a_backup_holds_no_secret_and_says_that_it_is_open(portal, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SMTP_PASSWORD", "hidden-word")
    monkeypatch.setenv("S3_ENDPOINT_URL", "https://who:hidden-word@files.example.org/x")
    call_command("backup", str(tmp_path))
    told = capsys.readouterr().out
    folder = next(tmp_path.glob("portal-*"))
    values = json.loads((folder / "settings.json").read_text())

    assert "It is not encrypted" in told
    assert values["SMTP_PASSWORD"] == "(secret)"
    assert values["S3_ENDPOINT_URL"] == "https://files.example.org/x"
    assert settings.SECRET_KEY not in (folder / "settings.json").read_text()
    assert connection.settings_dict["PASSWORD"] not in (folder / "settings.json").read_text()


def test_what_cannot_be_done_is_told_in_words(tmp_path, monkeypatch):
    with pytest.raises(CommandError, match="no public key"):
        call_command("backup", str(tmp_path), recipient=["age1nonsense"])
    monkeypatch.setattr(programs, "_places", lambda _name: [])
    with pytest.raises(BackupError, match="Install the client programs"):
        programs.find_program("pg_dump", 18)
    assert not list(tmp_path.iterdir())


@pytest.mark.wide
def test_a_database_that_was_recovered_otherwise_catches_up(portal, tmp_path, capsys):
    moment = timezone.now()
    guest = Registration.objects.filter(workshop=portal).first()
    erasure.erase(registration=guest, at=timezone.now())
    # As it was before.
    Registration.objects.filter(pk=guest.pk).update(
        email=guest.email, given=guest.given, erased_at=None
    )

    call_command("catch_up", moment.isoformat())
    call_command("catch_up", moment.isoformat())

    assert Registration.objects.get(pk=guest.pk).given == ""
    assert "Erased again: 1 entries" in capsys.readouterr().out
    with pytest.raises(CommandError, match="is no moment"):
        call_command("catch_up", "yesterday")


@pytest.mark.wide
def test_files_in_a_bucket_are_listed_and_the_list_of_erasures_lies_there(portal, other, tmp_path):
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"region_name": "us-east-1", "endpoint_url": f"http://{host}:{port}"}
    s3 = boto3.client("s3", aws_access_key_id="k", aws_secret_access_key="s", **keys)
    s3.create_bucket(Bucket="files")
    options = {"bucket_name": "files", "access_key": "k", "secret_key": "s", **keys}
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    try:
        with override_settings(STORAGES={**settings.STORAGES, "default": backend}, BUCKET="files"):
            for name in ("studies/ab/stays", "studies/ab/goes"):
                default_storage.save(name, ContentFile(b"planted"))
            folder = back_up(tmp_path)
            s3.delete_object(Bucket="files", Key="studies/ab/goes")
            guest = Registration.objects.filter(workshop=portal).order_by("pk").first()
            erasure.erase_everywhere(registration=guest, at=timezone.now())

        done = other.command(
            "restore",
            str(folder),
            S3_BUCKET="files",
            S3_ENDPOINT_URL=keys["endpoint_url"],
            S3_REGION="us-east-1",
            S3_ACCESS_KEY="k",
            S3_SECRET_KEY="s",
        )
    finally:
        server.stop()

    assert sorted(json.loads((folder / "bucket.json").read_text())) == [
        "studies/ab/goes",
        "studies/ab/stays",
    ]
    assert done.returncode == 0, done.stderr
    assert "studies/ab/goes: is not in the bucket as it was." in done.stdout
    assert "Erased again: 1 entries" in done.stdout
    people = other.query("SELECT given FROM workshops_registration ORDER BY id")
    assert people == [("",), ("Planted",), ("Planted",)]
