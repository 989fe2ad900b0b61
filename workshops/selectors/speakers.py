"""Speakers of a workshop by their names, and their sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from workshops.models import SessionRole, Speaker

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Session, Workshop

FIELDS = {
    "speakers": SessionRole.Role.SPEAKER,
    "chairs": SessionRole.Role.CHAIR,
    "moderators": SessionRole.Role.MODERATOR,
}
"""The fields of a session in which organisers write people, a line for each, and the roles they stand for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person as a programme names them: to the first comma the name, then the organisation."""

    name: str
    organisation: str = ""

    @property
    def text(self) -> str:
        """As `Speaker.line` writes it."""
        return f"{self.name}, {self.organisation}" if self.organisation else self.name


def lines(text: str) -> list[Line]:
    """The people of a text, a line for each; empty lines are none."""
    parts = (line.partition(",") for line in text.splitlines())
    people = (Line(" ".join(name.split()), rest.strip()) for name, _comma, rest in parts)
    return [line for line in people if line.name]


def key(text: str) -> str:
    """By what names and organisations are compared."""
    return " ".join(text.split()).casefold()


class Directory:
    """The speakers of a workshop, to look up those whom a programme names."""

    def __init__(self, workshop: Workshop) -> None:
        self._by_name: dict[str, list[Speaker]] = defaultdict(list)
        self._by_line: dict[str, Speaker] = {}
        for speaker in workshop.speakers.order_by("pk"):
            self.add(speaker)

    def add(self, speaker: Speaker) -> None:
        """One more that can be looked up."""
        self._by_name[key(speaker.name)].append(speaker)
        self._by_line.setdefault(key(speaker.line), speaker)

    def find(self, line: Line) -> Speaker | None:
        """Whom a line means: who stands in the list just so, commas in the name included; else of those with the
        name the one with its organisation, or the one without any. Another organisation does not make another
        person while only one has the name."""
        if stored := self._by_line.get(key(line.text)):
            return stored
        namesakes = self._by_name[key(line.name)]
        if len(namesakes) < 2 or not line.organisation:
            return namesakes[0] if namesakes else None
        organisations = (key(line.organisation), "")
        return next(
            (
                speaker
                for name in organisations
                for speaker in namesakes
                if key(speaker.organisation) == name
            ),
            None,
        )


def with_roles(workshop: Workshop) -> QuerySet[Speaker]:
    """The speakers with what they do in which session, by the hours. Two queries."""
    roles = SessionRole.objects.select_related("session").order_by("session__starts_at", "pk")
    return workshop.speakers.select_related("workshop").prefetch_related(Prefetch("roles", roles))


def sessions_of(speaker: Speaker) -> list[Session]:
    """The sessions in which the person has a role, each once, by the hours."""
    rows = speaker.workshop.sessions.filter(roles__speaker=speaker)
    return list(rows.distinct().order_by("starts_at", "pk"))
