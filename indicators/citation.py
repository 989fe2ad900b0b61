"""How to cite a published table (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from indicators.figures import SourceNote

PUBLISHER = "International migration figures of the UN Regional Commissions"


def citation(
    *, name: str, code: str, sources: Iterable[SourceNote], vintage: date, release: int
) -> str:
    """One sentence that names the figures, their vintage, our release and every source.

    It stays in English, as the providers' own attributions do, so that a citation reads the
    same wherever it was copied. The address is left to the caller, who knows the host.
    """
    said = dict.fromkeys(source.attribution.rstrip(". ") for source in sources)
    based = f" Computed from: {'; '.join(said)}." if said else ""
    return f"{name} ({code}), vintage {vintage.isoformat()}, release {release}. {PUBLISHER}.{based}"
