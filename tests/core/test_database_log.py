"""The log of PostgreSQL and ours, after a row was refused."""

import logging
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction

from core import logs
from core.models import User
from stack.servers import QUIET

NAME, ADDRESS = "Zyxwvunique", "zyxwv.unique@example.org"


def _clash():
    User.objects.create(username="taken", first_name=NAME, email=ADDRESS)
    with pytest.raises(IntegrityError) as clash, transaction.atomic():
        User.objects.create(username="taken", first_name=NAME, email=ADDRESS)
    with pytest.raises(IntegrityError) as null, transaction.atomic():
        User.objects.create(username="other", first_name=NAME, email=ADDRESS, is_staff=None)
    with pytest.raises(DataError) as wrong, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [NAME])
    return clash, null, wrong


@pytest.mark.django_db
def test_the_server_writes_nothing_of_a_row_that_it_refused():
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        cluster = Path(cursor.fetchone()[0])
    log = cluster.parents[1] / "postgres.log"
    before = log.stat().st_size

    _clash()

    written = log.read_bytes()[before:].decode(errors="replace")
    assert NAME not in written
    assert ADDRESS not in written
    assert "INSERT" not in written


@pytest.mark.django_db
def test_we_write_nothing_of_a_row_that_the_server_refused():
    clash, null, wrong = _clash()
    assert NAME in str(null.value)  # what is masked below
    for problem in (clash, null, wrong):
        record = logging.LogRecord(
            "django.request",
            40,
            "",
            1,
            "%s",
            (problem.value,),
            (problem.type, problem.value, problem.tb),
        )
        logs.MaskSecrets().filter(record)
        written = logging.Formatter().format(record)
        assert NAME not in written.replace(Path(__file__).read_text(), "")
        assert ADDRESS not in written
        assert problem.type.__name__ in written


def test_the_container_of_postgresql_has_the_same_settings():
    services = yaml.safe_load((Path(settings.BASE_DIR) / "docker-compose.yml").read_text())[
        "services"
    ]
    command = services["postgres"]["command"]
    assert command == ["postgres", *(f"-c{name}={value}" for name, value in QUIET.items())]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("letter to ana.lópez@example.org failed", "letter to *** failed"),
        ("celery@host.example.org ready.", "celery@host.example.org ready."),
        (
            "postgres://portal:x@127.0.0.1:5432/postgres",
            "postgres://portal:x@127.0.0.1:5432/postgres",
        ),
    ],
)
def test_addresses_of_people_are_masked_and_those_of_workers_are_not(text, masked):
    assert logs.mask(text) == masked
