"""The steps before the portal serves, as an image and its containers run them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
    "DATABASE_URL": "postgres://u:p@127.0.0.1:9/x",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}
"""Nothing answers at these addresses."""


def run(*words, cwd=ROOT, **environment):
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env={**os.environ, **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.wide
def test_static_files_made_with_an_image_are_left_alone_by_its_containers(tmp_path):
    words = ("manage.py", "prepare", "--static")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "page.css").write_text("main { color: black }\n" * 50)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.stack.few_static_files",
        "STATIC_SOURCE": str(tmp_path / "source"),
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    first = run(*words, **environment)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "static").rglob("*")}

    second = run(*words, **environment)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert tmp_path / "static" / "staticfiles.json" in times
    assert list((tmp_path / "static").glob("page.????????????.css.br"))
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "static").rglob("*")} == times


@pytest.mark.parametrize(("words", "ends"), [((), 0), (("--required",), 1)])
def test_only_an_image_cannot_do_without_the_chart_library(tmp_path, words, ends):
    (tmp_path / "scripts").mkdir()
    for file in ("assets.py", "plotly.lock.json", "fonts.lock.json", "qr.lock.json"):
        (tmp_path / "scripts" / file).write_bytes((ROOT / "scripts" / file).read_bytes())
    registry = {
        "npm_config_registry": "http://127.0.0.1:9/",
        "npm_config_fetch_retries": "0",
        "PYTHONPATH": str(ROOT),
    }

    done = run("-m", "scripts.assets", *words, cwd=tmp_path, **registry)

    assert done.returncode == ends
    assert "could not be fetched" in done.stderr
