"""What the documentation names is there: files, folders, code, links and commands."""

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from core.apps_list import PACKAGES
from migration_portal.celery import app

ROOT = Path(settings.BASE_DIR)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "adding").glob("*.md")),
    *(page for page in DECISIONS if "\n- Status: superseded" not in page.read_text("utf-8")),
]
EXTENSIONS = "py|html|txt|csv|toml|yml|yaml|md|js|css|json|po|in|lock"
FILE = re.compile(rf"(?<![\w/:.<>~@-])((?:[\w.-]+/)*[\w.-]+\.(?:{EXTENSIONS}))\b(?![/(*<])")
FOLDER = re.compile(r"(?<![\w/:.<>~@{-])((?:[\w-]+/)+)(?=[`)\s,;:|]|\.\s)")
DOTTED = re.compile(rf"`((?:{'|'.join(PACKAGES)})(?:\.\w+)+)(?:\([^`]*\))?`")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
MADE = {".git", ".venv", ".data", ".cache", "build", ".mypy_cache", ".ruff_cache"}
WRITTEN = {"build/", "build/site/"}
"""Folders that commands make and pages may name."""


def own_files() -> set[str]:
    """Every file of the repository, and none that commands made."""
    tops = [top for top in ROOT.iterdir() if top.name not in MADE]
    return {
        str(path.relative_to(ROOT))
        for top in tops
        for path in (top.rglob("*") if top.is_dir() else [top])
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture(scope="module")
def files():
    return own_files()


@pytest.fixture(scope="module")
def folders(files):
    return {f"{parent}/" for name in files for parent in map(str, Path(name).parents)}


def relative(page):
    return str(page.relative_to(ROOT))


def prose(page):
    """The text without addresses: what begins with a scheme or a slash is no path of ours."""
    text = page.read_text(encoding="utf-8")
    return LINK.sub("]()", re.sub(r"\w+://\S+|(?<=[\s`(\"])/[\w/<>.-]*", " ", text))


def is_there(name, among):
    """Whether it is the path, or the end of a path, of something in the repository."""
    return name in among or any(other.endswith(f"/{name}") for other in among)


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_files_and_folders_that_a_page_names_exist(page, files, folders):
    text = prose(page)
    named = {match for match in FILE.findall(text) if "/" in match}
    alone = {match for match in FILE.findall(text) if "/" not in match and match.endswith(".py")}
    missing = {name for name in named | alone if not is_there(name, files)}
    missing |= {
        name for name in FOLDER.findall(text) if name not in WRITTEN and not is_there(name, folders)
    }

    assert missing == set()


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_code_that_a_page_names_exists(page):
    wrong = [name for name in DOTTED.findall(page.read_text("utf-8")) if not _can_be_found(name)]

    assert wrong == []


def _can_be_found(dotted):
    app.autodiscover_tasks(force=True)
    if dotted in app.tasks:
        return True
    parts = dotted.split(".")
    if len(parts) == 2 and _is_model(*parts):
        return True
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for name in parts[end:]:
            found = getattr(found, name, None)
        return found is not None
    return False


def _is_model(app_label, name):
    """Whether it is the label of a model, with capitals as the class has them."""
    models = {model.__name__ for model in apps.get_models() if model._meta.app_label == app_label}
    return name in models


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")], ids=relative
)  # fmt: skip
def test_links_lead_to_something(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_commands_of_make_exist(page):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"[`\n]make (\w+)", page.read_text(encoding="utf-8")))

    assert named <= targets


def test_every_decision_has_a_status_and_stands_in_the_index():
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    numbers = [page.name[:4] for page in DECISIONS]

    assert numbers == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    for page in DECISIONS:
        text = page.read_text(encoding="utf-8")
        assert re.search(r"^- Status: (accepted|superseded by \[\d{4}\])", text, re.MULTILINE), page
        assert re.search(r"^- Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE), page
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]
        title = text.splitlines()[0].removeprefix("# ")
        assert f"[{title}]({page.name})" in index
