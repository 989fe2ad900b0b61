"""System checks that hold for the portal as a whole."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from core.i18n.records import BY_DJANGO
from core.mail import letters
from core.sealing import seal_keys


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
    if codes == set(BY_DJANGO):
        return []
    return [Error(f"LANGUAGES holds {', '.join(sorted(codes))}.", id="core.E002")]


EXAMPLE_KEY = "change-me-to-fifty-random-characters"
"""SECRET_KEY as .env.example has it."""


@register(Tags.security, deploy=True)
def check_what_people_rely_on_is_set(app_configs, **kwargs):
    """What has a value of its own for `make run`, and would harm people who reach a public portal."""
    if not settings.HTTPS:
        return []
    kept_in_portal = "Without a server the portal keeps its letters, and nobody reads them."
    shared = "Without one, passports and evaluations are sealed with SECRET_KEY, which may change."
    wrong = {
        "SEAL_KEY is empty.": (not settings.SEAL_KEY, shared, "core.E003"),
        "SMTP_HOST is empty.": (not settings.EMAIL_HOST, kept_in_portal, "core.E004"),
        "PORTAL_ADDRESS is empty or does not begin with https://.": (
            not settings.PORTAL_ADDRESS.startswith("https://"),
            "Links in letters begin with it.",
            "core.E005",
        ),
        "SECRET_KEY or SEAL_KEY is the one of .env.example.": (
            EXAMPLE_KEY in {settings.SECRET_KEY, *seal_keys()},
            "Everybody knows it, so anybody could sign links and sessions.",
            "core.E006",
        ),
    }
    return [
        Error(message, hint=hint, id=id_) for message, (is_so, hint, id_) in wrong.items() if is_so
    ]


@register()
def check_letters_have_their_templates(app_configs, **kwargs):
    """Every declared letter can be written; otherwise the first person it concerns would get nothing."""
    wrong = []
    for name, template in letters.declared().items():
        try:
            get_template(template)
        except (TemplateDoesNotExist, TemplateSyntaxError) as problem:
            wrong.append(Error(f"The letter {name!r}: {template}: {problem}", id="core.E007"))
    return wrong
