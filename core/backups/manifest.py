"""The manifest of a backup: what it holds, with a digest of every file, and whether all of it is still there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.backups.encryption import digest_of
from core.backups.errors import BackupError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "manifest.json"
DATABASE = "database.dump"
SETTINGS = "settings.json"
BUCKET = "bucket.json"
MEDIA = "media"
FORMAT = 1


@dataclass(slots=True)
class Manifest:
    """What a backup says of itself. `files`: SHA-256 and bytes by path; `tables`: rows by table as they were dumped."""

    taken_at: str
    encrypted: bool
    storage: str
    versions: dict[str, str]
    changes: list[str]
    tables: dict[str, int]
    left_out: list[str]
    sealed: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        """When it was begun."""
        return datetime.fromisoformat(self.taken_at)

    def write(self, folder: Path) -> str:
        """Write it; its own SHA-256."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        (folder / NAME).write_text(text, encoding="utf-8")
        return digest_of(folder / NAME)[0]


def read(folder: Path) -> Manifest:
    """The manifest in a folder. Raises BackupError."""
    try:
        values = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise BackupError(f"{folder} is no finished backup: it has no {NAME}.") from problem
    except (OSError, ValueError) as problem:
        raise BackupError(f"{folder / NAME} cannot be read: {problem}") from problem
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise BackupError(f"{folder / NAME} is of a format that this version does not know.")
    try:
        return Manifest(**values)
    except TypeError as problem:
        raise BackupError(f"{folder / NAME} is damaged: {problem}") from problem


def problems(folder: Path, manifest: Manifest) -> list[str]:
    """Files that lack, were changed, or do not belong there, each in words."""
    wrong = []
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            wrong.append(f"{name}: lies outside the backup.")
        elif not path.is_file():
            wrong.append(f"{name}: is missing.")
        else:
            sha256, size = digest_of(path)
            if size != expected["bytes"]:
                wrong.append(f"{name}: has {size} bytes instead of {expected['bytes']}.")
            elif sha256 != expected["sha256"]:
                wrong.append(f"{name}: was changed, its SHA-256 is another.")
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    extra = sorted(there - set(manifest.files) - {NAME})
    return [*wrong, *(f"{name}: does not belong to the backup." for name in extra)]
