"""A rating on one of the scales, such as agreement in five points."""

from django.utils.translation import gettext_lazy as _

from evaluations.questionnaires.types.base import Offer, QuestionType


class Rating(QuestionType):
    """One point of a scale."""

    name = "rating"
    label = _("Rating")
    position = 6
    offers = (
        Offer("A5", _("Rating: agreement, five points"), "A5"),
        Offer("E5", _("Rating: extent, five points"), "E5"),
        Offer("O5", _("Rating: quality, five points"), "O5"),
    )
    counts = ""
