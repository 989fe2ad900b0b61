"""The app of evaluations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    """Questionnaires, anonymous answers, results and reports of workshops."""

    name = "evaluations"
    verbose_name = _("Evaluations")

    def ready(self) -> None:
        """Declare the letters."""
        from evaluations.services import letters  # noqa: F401, PLC0415  needs the models
