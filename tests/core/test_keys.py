"""The keys of a new installation in containers."""

from scripts.make_keys import make


def test_every_key_is_made_once_and_stays(tmp_path):
    keys, of_postgres = tmp_path / "keys", tmp_path / "postgres"
    keys.mkdir()
    of_postgres.mkdir()

    first = make(keys, of_postgres)
    values = {path: path.read_text() for path in (*keys.iterdir(), *of_postgres.iterdir())}
    second = make(keys, of_postgres)

    assert sorted(first) == ["database_url", "postgres_password", "seal_key", "secret_key"]
    assert second == []
    assert {path: path.read_text() for path in values} == values
    assert len(set(values.values())) == 4
    password = values[of_postgres / "postgres_password"].strip()
    assert values[keys / "database_url"] == f"postgres://portal:{password}@postgres:5432/portal\n"


def test_a_lost_key_is_made_anew_without_touching_the_others(tmp_path):
    make(tmp_path, tmp_path)
    seal = (tmp_path / "seal_key").read_text()
    (tmp_path / "secret_key").unlink()

    assert make(tmp_path, tmp_path) == ["secret_key"]
    assert (tmp_path / "seal_key").read_text() == seal


def test_only_their_reader_may_read_them(tmp_path):
    keys, of_postgres = tmp_path / "keys", tmp_path / "postgres"
    keys.mkdir()
    of_postgres.mkdir()
    make(keys, of_postgres)

    assert {path.stat().st_mode & 0o777 for path in keys.iterdir()} == {0o400}
    assert (of_postgres / "postgres_password").stat().st_mode & 0o777 == 0o444
