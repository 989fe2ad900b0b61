"""How static files are kept: under names that carry their digest, and only those compressed."""

from __future__ import annotations

from pathlib import Path
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
        large = [path for path in self.hashed_files if f"{path}.gz" in self.hashed_files]
        done = {self.hashed_files[path] for path in large}
        yield from super().compress_files([path for path in requested if path not in done])
        for path in large:
            yield self._take_twin(path)

    def _take_twin(self, path: str) -> tuple[str, str]:
        """Give a file the twin that it came with, since it is large and nobody asks for it by its plain name."""
        named, twin = self.hashed_files[path], f"{path}.gz"
        Path(self.path(twin)).replace(self.path(f"{named}.gz"))
        self.delete(self.hashed_files[twin])
        self.delete(path)
        return named, f"{named}.gz"
