"""The one base exception whose text may be shown to the person who caused it."""


class PortalError(Exception):
    """Something the user can put right; `message` says what, where and what to do.

    `code` is stable and machine readable; `status` is the HTTP status it maps to.
    """

    code = "error"
    status = 400

    def __init__(self, message: str, *, code: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.status = status or self.status


class RefusedFile(PortalError):
    """A file that cannot be taken; the text says what is wrong with it and what to do."""

    code, status = "refused_file", 422


class Refused(PortalError):
    """The state of things does not allow this now; the text says why."""

    code, status = "refused", 409


class Stale(PortalError):
    """What somebody agreed to is no longer what would be done: others changed the records since."""

    code, status = "changed_meanwhile", 409
