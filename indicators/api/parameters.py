"""Query parameters that several addresses of figures read."""

from __future__ import annotations

from core.api.parameters import Parameter, day, integer

VINTAGE = (
    Parameter("as_of", "As the figures were known on this day.", day, example="2024-12-31"),
    Parameter("release", "An earlier release by number.", integer(1, 2**31 - 1)),
)
