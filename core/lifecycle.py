"""Lifecycles: which state may follow which, and who may bring it about. No database here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from django.db.models import TextChoices
    from django_stubs_ext import StrOrPromise

    Following = Callable[[Any], Collection[str]]

NOTHING = _("nothing recorded")


class IllegalTransition(PortalError):
    """The new state is not among those that may follow, or not for this actor to bring about."""

    code, status = "illegal_transition", 409


class Lifecycle:
    """The states of one kind of record, and what may follow each.

    `table` maps a state to the states that may follow it; a function of the old state (None before the
    first) serves where the rule is no table. `refusal` is the sentence for what may not follow, with
    `%(old)s` and `%(new)s`, and `%(allowed)s` where it tells what may. `before` is said for the state
    before the first.
    """

    def __init__(
        self,
        states: type[TextChoices],
        table: Mapping[Any, Collection[str]] | Following,
        *,
        refusal: StrOrPromise,
        before: StrOrPromise = NOTHING,
    ) -> None:
        self.states, self.refusal, self.before = states, refusal, before
        self._following = table if callable(table) else table.__getitem__

    def following(self, old: str | None) -> tuple[Any, ...]:
        """The states that may follow, in the order of the table. Raises ValueError for no state.

        A set has an order of its own in each process, so it is told in the order of the states.
        """
        after = self._following(self.states(old) if old else None)
        if isinstance(after, set | frozenset):
            return tuple(sorted(after, key=list(self.states).index))
        return tuple(after)

    def may_follow(self, old: str | None, new: str) -> bool:
        """Whether `new` may follow `old`."""
        return new in self.following(old)

    def check(self, old: str | None, new: str) -> None:
        """Raises IllegalTransition when `new` may not follow `old`."""
        if not self.may_follow(old, new):
            raise self.refused(old, new)

    def refused(self, old: str | None, new: str) -> IllegalTransition:
        """The refusal, in the reader's language."""
        allowed = ", ".join(str(state.label) for state in self.following(old)) or "–"
        labels = {"old": self._label(old), "new": self._label(new), "allowed": allowed}
        return IllegalTransition(str(self.refusal) % labels)

    def _label(self, state: str | None) -> str:
        if not state:
            return str(self.before)
        return str(self.states(state).label) if state in self.states.values else state


class ActorLifecycle(Lifecycle):
    """A lifecycle whose transitions belong to actors: `table` maps (old, new) to who may make it."""

    def __init__(
        self,
        states: type[TextChoices],
        table: Mapping[tuple[Any, Any], Collection[str]],
        *,
        refusal: StrOrPromise,
        before: StrOrPromise = NOTHING,
    ) -> None:
        self.table = table
        after = {old: [new for before_, new in table if before_ == old] for old in [None, *states]}
        super().__init__(states, after, refusal=refusal, before=before)

    def following_for(self, old: str | None, actor: str) -> tuple[Any, ...]:
        """What the actor may bring about next."""
        return tuple(
            new for new in self.following(old) if actor in self.table[self._pair(old, new)]
        )

    def check_for(self, old: str | None, new: str, actor: str) -> None:
        """Raises IllegalTransition when the actor may not bring a record from `old` to `new`."""
        if actor not in self.table.get(self._pair(old, new), ()):
            raise self.refused(old, new)

    def _pair(self, old: str | None, new: str) -> tuple[Any, Any]:
        return (self.states(old) if old else None, self.states(new))
