"""The outcomes app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    """The top app: it may use all others, none uses it."""

    name = "outcomes"
    verbose_name = _("Outcomes")
