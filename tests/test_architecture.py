"""The architecture: layers that import-linter cannot see, and names that belong to Django."""

import ast
import graphlib
import tomllib
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings

from core.apps_list import APPS, LAYERS, PACKAGES

FRAMEWORK = (
    "account",
    "mfa",
    "socialaccount",
    "usersessions",
    "auth",
    "contenttypes",
    "sessions",
    "admin",
)
LEVEL = {label: level for level, labels in enumerate((FRAMEWORK, *LAYERS)) for label in labels}
OURS = [model for model in apps.get_models() if model._meta.app_label in APPS]
ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def trees():
    """Every module of ours, parsed."""
    return {
        path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
        for app in PACKAGES
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    }


def test_foreign_keys_point_down_or_stay_in_the_app():
    up = [
        str(field)
        for model in OURS
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and (target := field.related_model._meta.app_label) != model._meta.app_label
        and LEVEL[target] >= LEVEL[model._meta.app_label]
    ]

    assert OURS
    assert up == []


def test_nothing_of_ours_is_called_migration(trees):
    named = [
        f"{path}: {name}"
        for path, tree in trees.items()
        for name in [path.stem, *_names(tree)]
        if name.lower().startswith("migration")
    ]

    assert named == []


def test_no_order_leans_on_the_order_of_another_model(trees):
    """By a foreign key, rows come in the order of its model, and a minus turns that round.

    "-release" put the oldest release first, since releases themselves stand newest first.
    """
    ordered = {
        field.name
        for model in OURS
        for field in model._meta.get_fields()
        if field.many_to_one and field.related_model and field.related_model._meta.ordering
    }
    parsed = trees | {
        path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "benchmarks").rglob("*.py"))
    }
    asked = [
        f"{path}:{node.lineno}: {node.value}"
        for path, tree in parsed.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ORDERING_CALLS
        for argument in call.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lstrip("-").rpartition("__")[2] in ordered
    ]
    turned = [
        f"{model._meta.label}: {name}"
        for model in OURS
        for name in model._meta.ordering
        if isinstance(name, str)
        and name.startswith("-")
        and name.lstrip("-").rpartition("__")[2] in ordered
    ]

    assert {"release", "study", "workshop"} <= ordered
    assert asked == []
    assert turned == []


ORDERING_CALLS = {"order_by", "latest", "earliest"}
"""What takes names of fields to sort by, alone or within F()."""


def _names(tree):
    kinds = ast.ClassDef | ast.FunctionDef
    return [node.name for node in ast.walk(tree) if isinstance(node, kinds)]


def test_every_module_says_what_it_is(trees):
    assert [str(path) for path, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_no_room_without_a_name(trees):
    nameless = {"utils", "helpers", "common", "misc"}

    assert [str(path) for path in trees if path.stem in nameless] == []


def test_contracts_and_types_name_every_app():
    """What is not named there is not looked at, and nothing fails."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    linter, contracts = tools["importlinter"], tools["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if "containers" not in one and "layers" in one)
    rooms = {name for one in contracts for name in one.get("containers", ())}
    production = next(one for one in contracts if one["name"] == "Production knows no supervisor")

    assert set(linter["root_packages"]) == {*PACKAGES, "stack"}
    assert layers == [" | ".join(layer) for layer in reversed(LAYERS)]
    assert rooms == set(APPS) - {"core", "demo"}
    assert set(production["source_modules"]) == set(PACKAGES)
    assert set(tools["mypy"]["packages"]) == set(APPS) - {"demo"}


AT_THE_TOP = {
    "__init__",
    "models",
    "views",
    "forms",
    "urls",
    "tasks",
    "admin",
    "apps",
    "access",
    "states",
    "hooks",
}
ROOMS = {
    "access", "admin", "api", "documents", "forms", "hooks", "imports", "management", "migrations", "models",
    "presentation", "selectors", "services", "templatetags", "views",
}  # fmt: skip
"""What every app may have; `docs/architecture.md` says what each is for."""
OWN = {
    "core": {
        "apps_list", "backups", "checks", "erasures", "error_reports", "errors", "failures",
        "fingerprints", "form_fields", "form_widgets", "hooks", "job_kinds", "key_rotation", "lifecycle", "request_ids",
        "job_progress", "jobs", "logs", "merging", "model_fields", "outboxes", "personal_data", "personal_places",
        "pictures", "processes", "rows", "sealing", "search_keys", "signing_keys", "text", "tokens", "watching", "http", "i18n", "mail", "tables", "web",
    },
    "accounts": {
        "adapters", "backends", "checks", "links", "middleware", "passwords", "receivers", "roles", "sealing", "sessions",
    },
    "regions": {"names", "data"},
    "studies": {"oai", "search"},
    "indicators": {"analysis", "bulk", "catalogue", "charts", "compute", "data", "pages", "readers", "sdmx"},
    "workshops": set(),
    "evaluations": {"data", "privacy", "questionnaires", "statistics", "xlsforms"},
    "outcomes": {"coding", "measures", "rules", "stages"},
    "demo": {"accounts", "data", "outcomes", "studies", "workshops"},
}  # fmt: skip
"""The rooms and modules that one app alone has."""


@pytest.mark.parametrize("app", APPS)
def test_nothing_lies_in_an_app_but_what_has_a_place(app):
    there = {path.stem for path in (ROOT / app).iterdir() if path.name != "__pycache__"}

    assert there - AT_THE_TOP - ROOMS - OWN[app] == set()


def test_no_module_is_in_a_circle():
    """Over the whole graph of imports, those within functions and for types alone included."""
    tops = (*PACKAGES, "stack", "benchmarks", "scripts", "tests")
    graph = grimp.build_graph(*tops, include_external_packages=False, cache_dir=None)
    imported = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}

    graphlib.TopologicalSorter(imported).prepare()  # raises CycleError, which names the circle
