"""What a harvester asks: verbs and their arguments, lists and where they go on. No records here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

SECONDS = "%Y-%m-%dT%H:%M:%SZ"
SALT = "oai"

ARGUMENTS = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
}
"""Required and optional arguments of each verb."""


class OaiError(Exception):
    """An error of the protocol: `code` is one of its own."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list asks for, and where it goes on: after `stamp` (ISO) and edition `after`."""

    prefix: str
    start: str = ""
    until: str = ""
    set: str = ""
    stamp: str = ""
    after: int = 0

    def token(self) -> str:
        """The resumption token: signed, so that a forged or cut one is told from a right one."""
        parts = [self.prefix, self.start, self.until, self.set, self.stamp, self.after]
        return signing.dumps(parts, salt=SALT, compress=True)

    @classmethod
    def resumed(cls, token: str) -> Listing:
        """The listing of a token. Raises OaiError."""
        try:
            return cls(*signing.loads(token, salt=SALT))
        except (signing.BadSignature, TypeError, ValueError):
            raise OaiError("badResumptionToken", "This token is not one of ours.") from None


def parse_request(parameters: Any) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises OaiError with badVerb or badArgument."""
    verbs = parameters.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise OaiError("badVerb", f"The verb is one of {', '.join(ARGUMENTS)}, given once.")
    verb = verbs[0]
    needed, allowed = ARGUMENTS[verb]
    values = {
        name: _value(verb, name, texts, needed | allowed)
        for name, texts in parameters.lists()
        if name != "verb"
    }
    if "resumptionToken" in values:
        if len(values) > 1:
            raise OaiError("badArgument", "resumptionToken stands alone.")
    elif missing := needed - values.keys():
        raise OaiError("badArgument", f"Missing: {', '.join(sorted(missing))}.")
    return verb, values


def _value(verb: str, name: str, texts: list[str], arguments: set[str]) -> str:
    if name not in arguments:
        raise OaiError("badArgument", f"{verb} has no argument {name}.")
    if len(texts) > 1:
        raise OaiError("badArgument", f"The argument {name} is given twice.")
    return _clean(texts[0])


def _clean(text: str) -> str:
    """What XML cannot hold has no meaning in an argument either. Raises OaiError."""
    if any(
        ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF or ord(letter) in {0xFFFE, 0xFFFF}
        for letter in text
    ):
        raise OaiError("badArgument", "An argument holds characters that XML does not allow.")
    return text


def moment(text: str, *, ends: bool = False) -> datetime | None:
    """The moment a date or time begins, or the first moment after it; None where no moment is after it."""
    if not text:
        return None
    for form, length in (("%Y-%m-%d", timedelta(days=1)), (SECONDS, timedelta(seconds=1))):
        try:
            start = datetime.strptime(text, form).replace(tzinfo=UTC)
            return start + length if ends else start
        except ValueError:
            continue
        except OverflowError:
            # Harvesters that mean "no end" send the last day of the calendar.
            return None
    raise OaiError("badArgument", f"{text} is not a day or a time as 2026-01-31T12:00:00Z.")


def check_prefix(prefix: str) -> None:
    """Raises OaiError for a format that is not offered."""
    if prefix != "oai_dc":
        raise OaiError("cannotDisseminateFormat", "Records come as oai_dc.")
