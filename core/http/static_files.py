"""How static files are kept: under names that carry their digest, and only those compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Pages name files by their digest, so the copies under the plain names need no compressed twins.

    Compressing is nearly all of the time of a first start, and each twin would take it again. Only
    our own modules import each other by their plain names.
    """

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        """Those of the paths that somebody asks for."""
        named = set(self.hashed_files.values())
        requested = [path for path in paths if path in named or path.startswith("js/")]
        return super().compress_files(requested)
