"""The app of workshops."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    """Workshops, nominations, registrations, attendance, certificates."""

    name = "workshops"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        """Declare the letters."""
        from workshops.services import letters  # noqa: F401, PLC0415  needs the models
