"""Themes of free text: two coders, each by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from evaluations.models import ResponseText, Survey, SurveyRound, TextCoding, TextTheme

if TYPE_CHECKING:
    from collections.abc import Iterable

CODERS = 2
MOST_THEMES = 40
WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
"""A word, or one Chinese character."""


@transaction.atomic
def add_theme(*, survey: Survey, name: str) -> TextTheme:
    """A theme of this evaluation, once. Raises Refused."""
    name = " ".join(name.split())[:80]
    Survey.objects.select_for_update().get(pk=survey.pk)
    if not name:
        raise Refused(_("Give the theme a name."))
    if survey.themes.count() >= MOST_THEMES:
        raise Refused(_("More than forty themes say nothing; merge some."))
    return survey.themes.get_or_create(name=name)[0]


def _locked(survey: Survey, text: str) -> ResponseText:
    try:
        key = UUID(text)
    except ValueError:
        raise Refused(_("There is no such text.")) from None
    rows = ResponseText.objects.select_for_update(of=("self",)).filter(
        pk=key, response__round__survey=survey, response__round__state=SurveyRound.State.CLOSED
    )
    response_text = rows.first()
    if response_text is None:
        raise Refused(_("There is no such text, or its round is still open."))
    return response_text


@transaction.atomic
def clear(*, survey: Survey, text: str, quote: str, by: Any) -> ResponseText:
    """What a reader found safe to quote of a text whose author allowed it; empty: nothing of it.

    Words may be left out, and none put in. Raises Refused.
    """
    response_text = _locked(survey, text)
    if not response_text.quotable:
        raise Refused(_("Its author did not allow that it is quoted."))
    if not _is_shortened(response_text.text, quote):
        raise Refused(
            _("A quotation may leave words out, with “[…]” in their place, and add or change none.")
        )
    response_text.quote, response_text.read_by = quote.strip(), by
    response_text.save(update_fields=["quote", "read_by"])
    return response_text


def _is_shortened(text: str, quote: str) -> bool:
    """Every word of the quotation stands in the text, in the same order."""
    remaining = iter(WORD.findall(text))
    return all(word in remaining for word in WORD.findall(quote))


@transaction.atomic
def code(*, survey: Survey, coder: Any, text: str, themes: Iterable[str]) -> TextCoding:
    """What this coder finds in a text, in place of what they found before. Raises Refused."""
    response_text = _locked(survey, text)
    other_coders = response_text.codings.exclude(coder=coder).count()
    if other_coders >= CODERS:
        raise Refused(_("Two people have coded this text already."))
    chosen = list(
        survey.themes.filter(pk__in=[theme_pk for theme_pk in themes if theme_pk.isdecimal()])
    )
    coding, _new = TextCoding.objects.get_or_create(text=response_text, coder=coder)
    coding.themes.set(chosen)
    return coding
