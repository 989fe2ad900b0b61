"""The architecture: layers that import-linter cannot see, and names that belong to Django."""

import ast
from pathlib import Path

from django.apps import apps
from django.conf import settings

LAYERS = [
    {"auth", "contenttypes", "sessions", "admin"},
    {"core"},
    {"regions"},
    {"studies", "indicators"},
    {"workshops"},
    {"outcomes"},
]
LEVEL = {label: level for level, labels in enumerate(LAYERS) for label in labels}
OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label
    in {"core", "regions", "studies", "indicators", "workshops", "outcomes"}
]
ROOT = Path(settings.BASE_DIR)
TREES = {
    path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
    for app in ("migration_portal", "regions", "studies", "indicators", "workshops", "outcomes")
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
}


def test_foreign_keys_point_down_or_stay_in_the_app():
    up = [
        str(field)
        for model in OURS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        and (target := field.related_model._meta.app_label) != model._meta.app_label
        and LEVEL[target] >= LEVEL[model._meta.app_label]
    ]  # fmt: skip

    assert OURS
    assert up == []


def test_nothing_of_ours_is_called_migration():
    named = [
        f"{path}: {name}"
        for path, tree in TREES.items()
        for name in [path.stem, *_names(tree)]
        if name.lower().startswith("migration")
    ]

    assert named == []


def test_no_order_leans_on_the_order_of_another_model():
    """By a foreign key, rows come in the order of its model, and a minus turns that round.

    "-release" put the oldest release first, since releases themselves stand newest first.
    """
    ordered = {
        field.name
        for model in OURS
        for field in model._meta.get_fields()
        if field.many_to_one and field.related_model and field.related_model._meta.ordering
    }
    trees = TREES | {
        path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "benchmarks").rglob("*.py"))
    }
    asked = [
        f"{path}:{node.lineno}: {node.value}"
        for path, tree in trees.items()
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


def test_every_module_says_what_it_is():
    assert [str(path) for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_no_room_without_a_name():
    nameless = {"utils", "helpers", "common", "misc"}

    assert [str(path) for path in TREES if path.stem in nameless] == []
