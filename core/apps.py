"""Configuration of the core app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Users and shared parts."""

    name = "core"
    label = "core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, list deletions that a restored backup must repeat, report errors."""
        from core import checks, erasures, error_reports  # noqa: F401, PLC0415

        erasures.connect()
        error_reports.connect()
