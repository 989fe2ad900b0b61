"""How to cite a published table (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from indicators.analysis.figure_table import SourceNote

PUBLISHER = "International migration figures of the UN Regional Commissions"


def citation(
    *, name: str, code: str, sources: Iterable[SourceNote], vintage: str, release: int
) -> str:
    """One sentence that names the figures, their vintage, our release and every source.

    It stays in English, as the providers' own attributions do, so that a citation reads the
    same wherever it was copied. A source that only weighs the coverage of groups is none of the figures. The address is left to the caller, who knows the host.
    """
    used = (source for source in sources if not source.only_weighs)
    attributions = dict.fromkeys(source.attribution.rstrip(". ") for source in used)
    based = f" Computed from: {'; '.join(attributions)}." if attributions else ""
    return f"{name} ({code}), vintage {vintage}, release {release}. {PUBLISHER}.{based}"


def basket_citation(
    *, codes: Iterable[str], sources: Iterable[SourceNote], release: int, additions: Iterable[str]
) -> str:
    """One sentence for figures of several indicators together, which tells what the reader added to them."""
    used = (source for source in sources if not source.only_weighs)
    attributions = dict.fromkeys(source.attribution.rstrip(". ") for source in used)
    added = "; ".join(additions)
    by_reader = f" Not published, put together by the user: {added}." if added else ""
    return (
        f"{', '.join(codes)}, release {release}. {PUBLISHER}."
        f" Computed from: {'; '.join(attributions)}.{by_reader}"
    )


def release_citation(release: int, day: date) -> str:
    """One sentence that names a whole release; the address is left to the caller."""
    return f"{PUBLISHER}, release {release} of {day.isoformat()}."


def release_bibtex(release: int, day: date, address: str) -> str:
    """The same for BibTeX."""
    return (
        f"@misc{{release-{release},\n  title = {{{PUBLISHER}, release {release}}},\n"
        f"  author = {{{{United Nations Regional Commissions}}}},\n  year = {{{day.year}}},\n"
        f"  date = {{{day.isoformat()}}},\n  url = {{{address}}}\n}}\n"
    )


def release_ris(release: int, day: date, address: str) -> str:
    """The same for reference managers that read RIS."""
    lines = (
        ("TY", "DATA"),
        ("TI", f"{PUBLISHER}, release {release}"),
        ("AU", "United Nations Regional Commissions"),
        ("PY", str(day.year)),
        ("DA", f"{day:%Y/%m/%d}"),
        ("UR", address),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines)
