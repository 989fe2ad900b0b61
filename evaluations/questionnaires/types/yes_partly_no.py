"""Yes, partly, no."""

from django.utils.translation import gettext_lazy as _

from evaluations.questionnaires.types.base import Offer, QuestionType


class YesPartlyNo(QuestionType):
    """A scale of three points."""

    name = "yes_partly_no"
    label = _("Yes, partly, no")
    position = 7
    offers = (Offer("YPN", label, "YPN"),)
    counts = ""
