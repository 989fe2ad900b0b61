"""The architecture: layers that import-linter cannot see, and names that belong to Django."""

import ast
from pathlib import Path

import pytest
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
CODE = [
    path
    for app in ("migration_portal", "regions", "studies", "indicators", "workshops", "outcomes")
    for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
    if "migrations" not in path.parts
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_or_stay_in_the_app(model):
    own = model._meta.app_label
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        target = field.related_model._meta.app_label
        assert target == own or LEVEL[target] < LEVEL[own], f"{field} points up to {target}"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_nothing_of_ours_is_called_migration(path):
    names = [
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]
    assert not [name for name in [path.stem, *names] if name.lower().startswith("migration")]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_every_module_says_what_it_is(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_room_without_a_name(path):
    assert path.stem not in {"utils", "helpers", "common", "misc"}
