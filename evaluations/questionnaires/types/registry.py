"""The types there are, found in this package: a new module with its class is a new type."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from evaluations.questionnaires import types
from evaluations.questionnaires.types.base import Offer, QuestionType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.questions import Question


@cache
def question_types() -> Mapping[str, QuestionType]:
    """Name -> type, in their order."""
    for module in pkgutil.iter_modules(types.__path__):
        import_module(f"{types.__name__}.{module.name}")
    kinds = sorted((kind() for kind in _below(QuestionType)), key=lambda t: (t.position, t.name))
    return {kind.name: kind for kind in kinds}


def _below(kind: type[QuestionType]) -> list[type[QuestionType]]:
    own = kind.__subclasses__()
    return [*own, *(further for subclass in own for further in _below(subclass))]


def type_of(question: Question) -> QuestionType:
    """The type of a question."""
    return question_types()[question.kind]


def offered() -> dict[str, tuple[QuestionType, Offer]]:
    """What organisers may ask of their own, by the code of the offer."""
    return {
        offer.code: (kind, offer) for kind in question_types().values() for offer in kind.offers
    }


def type_of_xlsform(xlsform_type: str, appearance: str = "") -> QuestionType | None:
    """The type that a row of somebody's form is; of several the one of the same appearance, else the first."""
    candidates = [
        kind
        for kind in question_types().values()
        if kind.is_read_from_xlsform and kind.xlsform_type == xlsform_type
    ]
    preferred = [
        kind for kind in candidates if appearance and kind.xlsform_appearance in appearance.split()
    ]
    return next(iter(preferred or candidates), None)
