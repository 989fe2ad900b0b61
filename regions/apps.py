"""Configuration of the regions app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    """Countries, areas and commissions."""

    name = "regions"
    verbose_name = _("Countries and commissions")
    default_auto_field = "django.db.models.BigAutoField"
