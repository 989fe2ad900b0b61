"""Reference rows that are the same are not written again."""

import pytest
from django.db import connection
from psycopg2 import sql

from regions.models import Area, Commission, Membership, Partner, Term
from regions.services import reference

TABLES = [model._meta.db_table for model in (Area, Commission, Membership, Partner, Term)]


def versions() -> list[tuple]:
    """Where each row lies and who wrote it: both change with every write."""
    with connection.cursor() as cursor:
        rows = []
        for table in TABLES:
            cursor.execute(
                sql.SQL("SELECT ctid::text, xmin::text FROM {} ORDER BY 1").format(
                    sql.Identifier(table)
                )
            )
            rows += [(table, *row) for row in cursor.fetchall()]
    return rows


@pytest.mark.django_db
def test_a_second_load_writes_only_what_differs():
    reference.load()
    before = versions()

    reference.load()

    assert versions() == before
    Term.objects.filter(code="remittances").update(position=99)
    Area.objects.filter(code="PHL").update(names={"en": "Elsewhere"})
    reference.load()
    assert Term.objects.get(code="remittances").position != 99
    assert Area.objects.get(code="PHL").names["fr"]
    assert len(set(versions()) - set(before)) == 2
