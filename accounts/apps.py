"""Configuration of the accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Signing in; the account itself is a model of `core`."""

    name = "accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what happens with accounts; register their checks and letters."""
        from accounts import checks, receivers  # noqa: F401, PLC0415
        from accounts.services import letters  # noqa: F401, PLC0415
