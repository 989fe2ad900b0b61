"""Answers to a workshop's own questions, as a registration keeps them."""

from __future__ import annotations

from typing import Any

from core import personal_data
from workshops.models import Answer, Registration
from workshops.services import files


def save_answers(registration: Registration, answers: dict[int, Any]) -> list[tuple[int, str, str]]:
    """Store answers by question: text, or a file that was sent; question, old and new of each that changed.

    A file goes with the answer that it was.
    """
    changed = []
    before = {answer.question_id: answer for answer in registration.answers.all()}
    for question, value in answers.items():
        old = before.get(question)
        fields = {"value": value, "stored": "", "media_type": ""}
        if not isinstance(value, str):
            stored_file = files.keep(value, folder="answers")
            fields = {
                "value": stored_file.filename,
                "stored": stored_file.stored,
                "media_type": stored_file.media_type,
            }
        Answer.objects.update_or_create(
            registration=registration, question_id=question, defaults=fields
        )
        was = (old.value, old.stored) if old else ("", "")
        if was != (fields["value"], fields["stored"]):
            changed.append((question, was[0], fields["value"]))
            personal_data.forget_files({was[1]} - {fields["stored"]})
    return changed
