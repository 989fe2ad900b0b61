"""The themes of indicators in the order of pages, and their names."""

from django.utils.translation import gettext_noop

THEMES = {
    "remittances": gettext_noop("Remittances"),
    "costs": gettext_noop("Cost of sending money"),
    "stocks": gettext_noop("Migrant stocks"),
    "flows": gettext_noop("Migration flows"),
    "displacement": gettext_noop("Refugees and displacement"),
    "networks": gettext_noop("Networks of migration"),
    "context": gettext_noop("Population and economy"),
}
