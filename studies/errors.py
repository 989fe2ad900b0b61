"""What may be wrong with what people hand in."""

from core.errors import PortalError


class RefusedFile(PortalError):
    """A file that cannot be taken; the text says what is wrong with it and what to do."""

    code, status = "refused_file", 422
