"""The languages of the portal, one record each (pure): everything else that differs by language reads them.

A text may be in any of them. Pages are in those that have a `django` code, the six official languages
of the United Nations; Portuguese is a language of ECLAC's members, not of the interface.
"""

from __future__ import annotations

from dataclasses import dataclass

RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr"}


def _(text: str) -> str:
    """Marks a text for the catalogues; `languages.NAMES` translates it."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """How the standards and tools that the portal uses call a language."""

    code: str
    """Two letters, ISO 639-1: in the database, in columns of our tables, in SDMX and citations."""
    name: str
    """In English."""
    script: str
    """Four letters, ISO 15924."""
    text_search: str
    """The configuration of PostgreSQL that `portal_xx` is a copy of; a step of the tables makes that copy."""
    cldr: str
    """Its locale in CLDR, for names of countries."""
    django: str = ""
    """In settings and addresses of pages, and the BCP 47 tag in `lang`; empty: no language of the interface."""
    cldr_numbers: str = ""
    """Its locale for numbers and days, where that is another one."""
    plotly: str = ""
    """Its locale in the chart library; empty for English, which the library brings along."""

    @property
    def is_right_to_left(self) -> bool:
        """Whether passages run from right to left."""
        return self.script in RIGHT_TO_LEFT_SCRIPTS

    @property
    def bcp47(self) -> str:
        """The tag of a passage, for machines."""
        return self.django or self.code

    @property
    def number_locale(self) -> str:
        """The CLDR locale of numbers and days."""
        return self.cldr_numbers or self.cldr

    @property
    def ts_config(self) -> str:
        """Our text search configuration."""
        return f"portal_{self.code}"

    @property
    def has_spaces(self) -> bool:
        """Whether words are written with spaces between, so that a search finds them."""
        return self.script not in {"Hans", "Hant", "Jpan", "Thai"}

    @property
    def xlsform(self) -> str:
        """Its name in headings such as `label::French (fr)`."""
        return f"{self.name} ({self.code})"

    @property
    def catalogue(self) -> str:
        """The folder of its translations in `locale/`; empty for English, which texts are written in."""
        if not self.django or self.django == "en":
            return ""
        code, _hyphen, script = self.django.partition("-")
        return f"{code}_{script.title()}" if script else code


LANGUAGES = (
    Language("en", _("English"), "Latn", "english", cldr="en", django="en", cldr_numbers="en_GB"),
    Language("fr", _("French"), "Latn", "french", cldr="fr", django="fr", plotly="fr"),
    Language("es", _("Spanish"), "Latn", "spanish", cldr="es", django="es", plotly="es"),
    Language("ar", _("Arabic"), "Arab", "arabic", cldr="ar", django="ar", plotly="ar"),
    Language("ru", _("Russian"), "Cyrl", "russian", cldr="ru", django="ru", plotly="ru"),
    Language(
        "zh", _("Chinese"), "Hans", "simple", cldr="zh_Hans", django="zh-hans", plotly="zh-CN"
    ),
    Language("pt", _("Portuguese"), "Latn", "portuguese", cldr="pt"),
)
"""In the order in which they are listed, and in which the best of several is chosen."""
INTERFACE = tuple(language for language in LANGUAGES if language.django)
BY_CODE = {language.code: language for language in LANGUAGES}
BY_DJANGO = {language.django: language for language in INTERFACE}
