"""PDFs from Typst templates: tagged (PDF/UA-1), in six languages, with fonts of our own.

A template is a file below `templates/typst/<app>/`; what it shows is handed over as data and never becomes part
of its source. Everything to import is here; typst itself is loaded by whoever makes the first PDF.
"""

from core.documents.engine import compile_pdf
from core.documents.fonts import has_fonts, printable
from core.documents.joining import join_pdfs
from core.documents.pictures import as_svg, drawn_anew
from core.documents.qr import qr_svg

__all__ = [
    "as_svg",
    "compile_pdf",
    "drawn_anew",
    "has_fonts",
    "join_pdfs",
    "printable",
    "qr_svg",
]
