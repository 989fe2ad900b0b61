"""How a revision of a policy change differs from the record that readers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.i18n.languages import NAMES
from outcomes.models import PolicyChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from outcomes.models import Contribution, Evidence, Step, Substantiation

FIELDS = (
    "country", "titles", "summaries", "instrument", "instrument_name", "acted_by", "kind", "area", "tool",
    "groups", "origin", "direction", "magnitude", "significance", "valence", "is_intended", "under_way_by", "under_way_note",
)  # fmt: skip
"""What a recorder fills in, and what a revision may change."""
LINKS = ("commissions", "projects", "terms")


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing that differs: what readers see now, and what they would see. Empty where there is nothing."""

    name: str
    old: str
    new: str


def difference(public: PolicyChange, revision: PolicyChange) -> list[Difference]:
    """Every field and part that differs, in the order of the form; then evidence, steps, grades, persons."""
    rows = [*_fields(public, revision), *_links(public, revision)]
    for name, related, text in (
        (_("Evidence"), "evidence", _evidence),
        (_("Step"), "steps", _step),
        (_("Contribution"), "contributions", _contribution),
        (_("Independent person"), "substantiations", _substantiation),
    ):
        old, new = getattr(public, related).all(), getattr(revision, related).all()
        rows += _parts(name, old, new, text)
    return rows


def _fields(public: PolicyChange, revision: PolicyChange) -> Iterator[Difference]:
    for name in FIELDS:
        old, new = getattr(public, name), getattr(revision, name)
        if old == new:
            continue
        label = _label(name)
        if isinstance(old, dict):
            for code in sorted(old.keys() | new.keys()):
                if old.get(code, "") != new.get(code, ""):
                    in_language = f"{label} ({NAMES.get(code, code)})"
                    yield Difference(in_language, old.get(code, ""), new.get(code, ""))
        else:
            yield Difference(label, _text(public, name), _text(revision, name))


def _label(name: str) -> str:
    field = PolicyChange._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def _text(change: PolicyChange, name: str) -> str:
    """The value of a field in words."""
    if name == "groups":
        return ", ".join(change.group_labels)
    value: Any = getattr(change, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display: Callable[[], str] | None = getattr(change, f"get_{name}_display", None)
    return str(display() if display else value)


def _links(public: PolicyChange, revision: PolicyChange) -> Iterator[Difference]:
    for name in LINKS:
        old, new = (
            sorted(str(row) for row in getattr(change, name).all()) for change in (public, revision)
        )
        if old != new:
            label = _label(name)
            yield Difference(label, ", ".join(old), ", ".join(new))


def _parts(
    name: str, old: Iterable[Any], new: Iterable[Any], text: Callable[[Any], str]
) -> Iterator[Difference]:
    """Parts that came, went or changed; a part of the revision knows of which public one it is a copy."""
    before = {part.pk: part for part in old}
    for part in new:
        original = before.pop(part.original_id, None) if part.original_id else None
        texts = (text(original) if original else "", text(part))
        if texts[0] != texts[1]:
            yield Difference(name, *texts)
    for part in before.values():
        yield Difference(name, text(part), "")


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _evidence(piece: Evidence) -> str:
    visibility = _("public") if piece.is_public else _("not public")
    return _joined(
        piece.get_kind_display(),
        piece.title,
        piece.source,
        piece.on,
        piece.quote,
        piece.url,
        piece.filename and f"{piece.filename} ({piece.stored[-20:]})",
        visibility,
    )


def _step(step: Step) -> str:
    texts = [f"{code}: {text}" for code, text in sorted(step.texts.items())]
    return _joined(step.get_stage_display(), step.on, step.note, step.evidence.title, *texts)


def _contribution(contribution: Contribution) -> str:
    pieces = sorted(piece.title for piece in contribution.evidence.all())
    return _joined(
        contribution.origin,
        contribution.get_grade_display(),
        contribution.reasons,
        contribution.others,
        *pieces,
    )


def _substantiation(substantiation: Substantiation) -> str:
    return _joined(
        substantiation.get_verdict_display(),
        substantiation.name,
        substantiation.affiliation,
        substantiation.on,
        substantiation.statement,
    )
