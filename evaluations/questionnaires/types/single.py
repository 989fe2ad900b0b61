"""One of several options."""

from django.utils.translation import gettext_lazy as _

from evaluations.questionnaires.types.base import Offer, QuestionType


class Single(QuestionType):
    """One of the question's own options, which are no steps of a scale."""

    name = "single"
    label = _("One of several")
    position = 3
    offers = (Offer(name, label),)
    has_own_options = True
    takes_other = True
    is_read_from_xlsform = True
