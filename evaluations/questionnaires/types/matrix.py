"""A table of ratings: the same scale for several rows."""

from django.utils.translation import gettext_lazy as _

from evaluations.questionnaires.types.base import QuestionType


class Matrix(QuestionType):
    """A rating for each row, kept under the names of the rows."""

    name = "matrix"
    label = _("Matrix of ratings")
    position = 8
    has_rows = True
    counts = ""
    xlsform_appearance = "table-list"
