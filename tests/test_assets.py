"""The chart library is what the lock names, or it is not there and the portal says so."""

import importlib.util
import json
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "scripts" / "assets.py"


@pytest.fixture
def assets(tmp_path, monkeypatch):
    """The script with an empty target of its own."""
    found = importlib.util.spec_from_file_location("portal_assets", SCRIPT)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    monkeypatch.setattr(module, "TARGET", tmp_path / "plotly")
    monkeypatch.setattr(module, "MARK", tmp_path / "plotly" / "integrity")
    return module


def test_the_lock_names_a_version_and_no_host():
    lock = json.loads((SCRIPT.parent / "plotly.lock.json").read_text(encoding="utf-8"))

    assert lock["integrity"].startswith("sha512-")
    assert "http" not in json.dumps(lock)


def test_another_archive_than_the_locked_one_is_refused(assets, tmp_path):
    archive = tmp_path / "plotly.tgz"
    archive.write_bytes(b"something else")

    with pytest.raises(SystemExit, match="sha512 differs"):
        assets._verify(archive, "sha512-" + "A" * 86 + "==")


def test_without_a_registry_it_says_why_and_lets_the_portal_start(
    assets, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")  # nobody listens there
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))

    assert assets.main() == 0
    said = capsys.readouterr().err
    assert "ECONNREFUSED" in said
    assert "make assets" in said
    assert not assets.MARK.exists()


def test_what_is_up_to_date_is_left_alone(assets, monkeypatch):
    lock = json.loads((SCRIPT.parent / "plotly.lock.json").read_text(encoding="utf-8"))
    assets.TARGET.mkdir(parents=True)
    assets.MARK.write_text(assets._state(lock), encoding="ascii")
    monkeypatch.setattr(assets, "_pack", lambda *_: pytest.fail("asked the registry"))

    assert assets.main() == 0


def test_every_member_of_a_commission_has_a_place_on_the_map():
    folder = Path(settings.BASE_DIR) / "build" / "assets" / "vendor" / "plotly"
    if not (folder / "integrity").exists():
        pytest.skip("the chart library is not installed (make assets)")
    shapes = json.loads((folder / "world_110m.json").read_text(encoding="utf-8"))
    places = set(json.loads((folder / "centroids.json").read_text(encoding="utf-8")))
    places |= {one["id"] for one in shapes["objects"]["countries"]["geometries"]}
    rows = (Path(settings.BASE_DIR) / "regions" / "data" / "memberships.csv").read_text(
        encoding="utf-8"
    )
    members = {line.split(",")[0] for line in rows.splitlines()[1:]}

    assert members - places == set()
