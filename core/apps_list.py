"""The one list of our apps: settings, texts, the build mark, preparation and tests read it."""

LAYERS = (
    ("core",),
    ("accounts",),
    ("regions",),
    ("studies", "indicators"),
    ("workshops",),
    ("evaluations",),
    ("outcomes",),
    ("demo",),
)
"""Our Django apps, the lowest layer first; those of one layer do not import each other."""

APPS = tuple(app for layer in LAYERS for app in layer)

PACKAGES = (*APPS, "migration_portal")
"""Every package that runs in production: the apps, and what composes them."""
