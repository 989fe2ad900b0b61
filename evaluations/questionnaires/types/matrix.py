"""A table of ratings: the same scale for several rows."""

from django.utils.translation import gettext_lazy as _

from evaluations.questionnaires.types.base import Offer, QuestionType


class Matrix(QuestionType):
    """A rating for each row, kept under the names of the rows."""

    name = "matrix"
    label = _("Matrix of ratings")
    position = 8
    offers = (
        Offer("matrix_A5", _("Matrix: agreement, five points"), "A5"),
        Offer("matrix_E5", _("Matrix: extent, five points"), "E5"),
        Offer("matrix_O5", _("Matrix: quality, five points"), "O5"),
    )
    has_rows = True
    xlsform_appearance = "table-list"
