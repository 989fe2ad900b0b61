"""Files of a backup as they are written and read: digested, and where a public key is given encrypted with age."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyrage

from core.backups.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Sequence

PIECE = 1 << 20
ENDING = ".age"


class DigestingWriter:
    """A file that is written, its SHA-256 and its size."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sha256, self.bytes = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """Write a piece."""
        self._sha256.update(data)
        self.bytes += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Nothing is held here."""
        self._file.flush()

    @property
    def sha256(self) -> str:
        """Of what was written so far."""
        return self._sha256.hexdigest()


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    sha256, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sha256.update(piece)
            size += len(piece)
    return sha256.hexdigest(), size


def recipients_of(texts: Sequence[str]) -> list[Any]:
    """Public keys: of age (age1…), of SSH (ssh-ed25519 …, ssh-rsa …), or files that hold them. Raises BackupError."""
    lines = [line for text in texts for line in _lines(text)]
    recipients = []
    for line in lines:
        kind = pyrage.x25519 if line.startswith("age1") else pyrage.ssh
        try:
            recipients.append(kind.Recipient.from_str(line))
        except pyrage.RecipientError as problem:
            raise BackupError(
                f"{line[:20]}… is no public key of age or SSH, nor a file that holds one: {problem}"
            ) from problem
    if texts and not recipients:
        raise BackupError("The file of public keys is empty.")
    return recipients


def _lines(text: str) -> list[str]:
    path = Path(text)
    if text.startswith(("age1", "ssh-")) or not path.is_file():
        return [text]
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def identities_of(path: str) -> list[Any]:
    """Secret keys from a file of `age-keygen` or of SSH. Raises BackupError."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        if "AGE-SECRET-KEY-" not in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = [line.strip() for line in text.splitlines()]
        return [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line.startswith("AGE-SECRET-KEY-")
        ]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as problem:
        raise BackupError(f"{path} holds no secret key that can be read: {problem}") from problem


def copy(reader: IO[bytes], writer: Any, recipients: Sequence[Any]) -> None:
    """Write all that is read, encrypted where there are recipients."""
    if recipients:
        pyrage.encrypt_io(reader, writer, recipients)
        return
    while piece := reader.read(PIECE):
        writer.write(piece)


def copy_back(reader: IO[bytes], writer: Any, identities: Sequence[Any]) -> None:
    """The opposite of `copy`. Raises BackupError where none of the keys opens it."""
    if identities:
        try:
            pyrage.decrypt_io(reader, writer, identities)
        except pyrage.DecryptError as problem:
            raise BackupError(f"The secret key does not open the backup: {problem}") from problem
        return
    while piece := reader.read(PIECE):
        writer.write(piece)
