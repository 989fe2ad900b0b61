"""What an item of the question bank measures, in words for organisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from evaluations.models import BankItem

CONSTRUCTS = {
    "accessibility": gettext_lazy("accessibility"),
    "application": gettext_lazy("application"),
    "barriers": gettext_lazy("barriers"),
    "coherence": gettext_lazy("coherence with others"),
    "curriculum": gettext_lazy("choice of sessions"),
    "data use": gettext_lazy("use of data"),
    "demand": gettext_lazy("support wanted"),
    "design": gettext_lazy("design of the workshop"),
    "effectiveness": gettext_lazy("aims reached"),
    "efficiency": gettext_lazy("use of time"),
    "enablers": gettext_lazy("what helps"),
    "equity": gettext_lazy("equity of languages"),
    "exchange of experience": gettext_lazy("exchange of experience"),
    "gender": gettext_lazy("gender"),
    "impact": gettext_lazy("impact on migrants"),
    "improvement": gettext_lazy("improvement"),
    "intention": gettext_lazy("intention"),
    "learning": gettext_lazy("understanding, as rated by oneself"),
    "lesson": gettext_lazy("lesson learned"),
    "multiplier": gettext_lazy("passing on"),
    "need": gettext_lazy("need"),
    "new ideas": gettext_lazy("new ideas"),
    "organisation": gettext_lazy("organisation of the workshop"),
    "overall": gettext_lazy("overall judgement"),
    "participation": gettext_lazy("taking part"),
    "policy change": gettext_lazy("change of policy"),
    "policy options": gettext_lazy("policy options"),
    "practice": gettext_lazy("practice"),
    "quality": gettext_lazy("quality"),
    "recommendation uptake": gettext_lazy("use of recommendations"),
    "relevance": gettext_lazy("relevance"),
    "retention": gettext_lazy("staying in the post"),
    "rights": gettext_lazy("rights of migrants"),
    "safety": gettext_lazy("respect"),
    "skills": gettext_lazy("skills, as rated by oneself"),
    "sustainability": gettext_lazy("going on alone"),
    "usefulness": gettext_lazy("usefulness"),
}


def measured(item: BankItem) -> str:
    """Construct, Kirkpatrick level, criterion, whether it is reversed, and origin; empty for a question of one's own."""
    if item.survey_id is not None:
        return ""
    level = _("Kirkpatrick %(level)s") % {"level": item.level} if item.level else ""
    parts = [
        str(CONSTRUCTS.get(item.construct, item.construct)),
        level,
        str(item.get_criterion_display()) if item.criterion else "",
        _("reversed: to disagree is favourable") if item.scale == "A5R" else "",
        str(item.get_origin_display()) if item.origin else "",
    ]
    return " · ".join(part for part in parts if part)
