"""Several PDFs as one, to print. Tags do not survive it: whoever needs them takes the single files."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def join_pdfs(pdfs: Iterable[bytes], file: IO[bytes]) -> None:
    """Write the pages of all of them into the file."""
    import pypdfium2  # noqa: PLC0415  only where PDFs are put together

    with pypdfium2.PdfDocument.new() as pages:
        for data in pdfs:
            with pypdfium2.PdfDocument(data) as document:
                pages.import_pages(document)
        pages.save(file)
