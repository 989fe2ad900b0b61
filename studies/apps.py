"""The app of studies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiesConfig(AppConfig):
    """Works, editions per language, files, recommendations and their search."""

    name = "studies"
    verbose_name = _("Studies")
    default_auto_field = "django.db.models.BigAutoField"
