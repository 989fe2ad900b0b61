"""Use statistics: what is counted, what is not, and who sees it."""

from datetime import date
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from studies.models import StudyUse
from studies.services import files, usage
from studies.tasks import keep_use
from tests.studies.making import NOW, make_editor, make_study

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.mark.wide
def test_readers_count_by_month_and_robots_editors_and_pieces_do_not(client):
    study = make_study()
    data = ContentFile(b"a,b\n", name="a.csv")
    file = files.add_file(
        edition=study.editions.get(), upload=data, filename="a.csv", licence="UN", by=None, at=NOW
    )
    page, address = study.get_absolute_url(), file.get_absolute_url()
    for other in (
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": ""},
        BROWSER | {"Sec-Purpose": "prefetch"},
    ):
        assert client.get(page, headers=other).status_code == 200
        assert client.get(address, headers=other).status_code == 200
    client.head(page, headers=BROWSER)
    client.get(address, headers=BROWSER | {"Range": "bytes=2-3"})
    client.get("/studies/999/", headers=BROWSER)
    assert keep_use() == 0
    assert "Use</dt>" not in client.get(page, headers=BROWSER).content.decode()

    client.get(study.editions.get().get_absolute_url(), headers=BROWSER)
    client.get(address, headers=BROWSER | {"Range": "bytes=0-1"})
    assert keep_use() == 3
    StudyUse.objects.filter(study=study).update(month=date(2026, 1, 1))
    client.get(page, headers=BROWSER)
    keep_use()
    page_text = " ".join(client.get(page, headers=BROWSER).content.decode().split())
    assert "3 views, 1 download" in page_text
    assert "since January 2026" in page_text

    client.force_login(make_editor("ECLAC"))
    assert "1 download" in client.get(page, headers=BROWSER).content.decode()
    assert keep_use() == 1
    lines = client.get(f"/desk/{study.pk}/use.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "month,views,downloads"
    assert lines[2] == "2026-01,2,1"
    assert len(lines) == 3


def test_counts_survive_a_database_that_refuses_and_wait_for_no_valkey(client, settings):
    study = make_study()
    client.get(study.get_absolute_url(), headers=BROWSER)
    broken = patch.object(usage, "ADD_COUNTS", "SELECT 1 / 0 WHERE %s <> %s AND %s <> %s")
    with broken, pytest.raises(DatabaseError), transaction.atomic():
        usage.save_counts()
    assert usage.save_counts() == 1
    assert study.uses.get().views == 1

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get(study.get_absolute_url(), headers=BROWSER).status_code == 200
