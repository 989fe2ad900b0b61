"""System checks that hold for the portal as a whole."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.database)
def check_database_is_postgresql(app_configs, **kwargs):
    """Figures come and go by COPY and dates by range: no other database will do."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine == "django.db.backends.postgresql":
        return []
    return [
        Error(
            f"The database engine is {engine}.",
            hint="Set DATABASE_URL to an address that starts with postgres://.",
            id="core.E001",
        )
    ]


@register()
def check_languages_are_the_official_ones(app_configs, **kwargs):
    """Pages exist in the six official languages of the United Nations, no more and no fewer."""
    codes = {code for code, _name in settings.LANGUAGES}
    if codes == {"ar", "en", "es", "fr", "ru", "zh-hans"}:
        return []
    return [Error(f"LANGUAGES holds {', '.join(sorted(codes))}.", id="core.E002")]
