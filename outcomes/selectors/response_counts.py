"""How many of those who attended answered, by workshop."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.i18n import numbers
from evaluations.presentation import wordings
from outcomes.measures.surveys import counts


def rates(workshops: list[int]) -> dict[int, str]:
    """Workshop to “82 of 104 answered (79%)”; those without answers are left out. Two queries."""
    invited, answered = counts(set(workshops))
    return {
        pk: _("%(n)s of %(of)s answered (%(percent)s)")
        % {
            "n": numbers.number(n),
            "of": numbers.number(invited[pk]),
            "percent": wordings.percent(100 * n / invited[pk]),
        }
        for pk, n in answered.items()
        if n and invited.get(pk)
    }
