"""What can go wrong between this package and a portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class PortalError(Exception):
    """The portal refused a request; `fields` says what is wrong with each parameter."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        code: str = "",
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.fields = dict(fields or {})


class NotFound(PortalError):
    """Nothing like that is published (404), or no longer (410)."""


class TooManyCalls(PortalError):
    """The limit of calls was reached, and waiting as long as the portal asks would take too long (429)."""


class Unreachable(PortalError):
    """No answer, or none that the portal gave: no network, a wrong address, a server that is down."""
