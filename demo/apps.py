"""Configuration of the demo app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Example records of all apps, for trying the portal."""

    name = "demo"
    verbose_name = _("Demonstration")
