"""Settings. Whatever differs between installations comes from the environment, typed by `env`."""

import os
from pathlib import Path
from tempfile import gettempdir

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from core.apps_list import APPS
from core.i18n import records
from migration_portal import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
# Keys before it: sessions and links that they signed are still taken.
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
# The name under which people reach the portal; the next, and what links begin with, follow from it where they are empty.
PUBLIC_NAME = env.text("PUBLIC_NAME", "")
# The health check comes over loopback, whatever names the portal has outside.
ALLOWED_HOSTS = [*env.names("ALLOWED_HOSTS", PUBLIC_NAME), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *APPS,
]
AUTH_USER_MODEL = "core.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "core.request_ids.NumberRequests",
    "core.http.request_metrics.CountRequests",
    "core.http.middleware.BrowserRules",
    "core.http.middleware.ShortAddresses",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "accounts.middleware.NoStoreForSignedIn",
    "accounts.middleware.ClearSiteDataOnSignOut",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.http.middleware.RefuseNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.RequireSecondFactor",
    "core.http.limits.AnswerLimits",
    "workshops.views.old_codes.LeadFromOldCodes",
    "core.web.unsent.KeepUnsent",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Pages of other sites may read what is public, never with cookies: so they read as nobody.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = (
    r"^/(?:[a-z]{2}(?:-[a-z]+)?/)?(?:api/|oai$|id/|credentials/|\.well-known/|indicators/|explore/|corridors/|countries/|commissions/|groups/"
    r"|releases/|sources/|feeds/|studies/|recommendations/|workshops/|outcomes/(?!desk/)|status-reports/)"
)
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS")
CORS_ALLOW_HEADERS = ("accept", "accept-language", "authorization", "if-none-match", "range")
CORS_EXPOSE_HEADERS = (
    "Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Link", "Retry-After",
)  # fmt: skip
CORS_PREFLIGHT_MAX_AGE = 86400
ROOT_URLCONF = "migration_portal.urls"
WSGI_APPLICATION = "migration_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        # A new connection per request costs more than the query.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = env.redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
    }
}

# Tasks take ids and keep their state in the database, so results are not stored.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A task whose worker vanished is delivered again after this many seconds. Living workers
# renew the claim on what they hold (migration_portal.heartbeat), so long tasks are not doubled.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 20,
    "unacked_restore_interval": 3,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "queue:",
    "socket_keepalive": True,
    # Who sends a task does not wait for a broker that is away (six seconds by default).
    "max_retries": 1,
    "interval_start": 0.1,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "migration_portal.heartbeat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "resume-jobs": {"task": "core.resume_jobs", "schedule": 5.0},
    # Each hour, since answers of the API are held for a day.
    "purge-personal-data": {"task": "core.purge", "schedule": crontab(minute=40)},
    "delete-orphans": {"task": "core.delete_orphans", "schedule": crontab(hour=3, minute=55)},
    "send-alerts": {"task": "indicators.send_alerts", "schedule": 30.0},
    "keep-use": {"task": "studies.keep_use", "schedule": 120.0},
    "send-account-letters": {"task": "accounts.send_letters", "schedule": 10.0},
    "remind-of-ending-roles": {
        "task": "accounts.remind_of_ending_roles",
        "schedule": crontab(hour=4, minute=10),
    },
    "send-mail": {"task": "workshops.send_mail", "schedule": 10.0},
    "send-webhooks": {"task": "workshops.send_webhooks", "schedule": 10.0},
    "write-scheduled-letters": {
        "task": "workshops.write_scheduled_letters",
        "schedule": 300.0,
    },
    "expire-offers": {"task": "workshops.expire_offers", "schedule": 60.0},
    "run-surveys": {"task": "evaluations.run_rounds", "schedule": 60.0},
    "expire-nominations": {
        "task": "workshops.expire_nominations",
        "schedule": crontab(hour=3, minute=30),
    },
    "compare-claims": {"task": "outcomes.compare_claims", "schedule": 600.0},
    "fetch-sources": {"task": "indicators.fetch_sources", "schedule": crontab(hour=4, minute=20)},
}

LANGUAGE_CODE = "en"
LANGUAGES = [(language.django, _(language.name)) for language in records.INTERFACE]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORM_RENDERER = "core.web.form_renderer.QuickSelects"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "build" / "static")))
# build/assets holds what `make assets` fetched from the npm registry.
STATICFILES_DIRS = [
    folder for folder in (BASE_DIR / "static", BASE_DIR / "build" / "assets") if folder.is_dir()
]
# Files of studies: a folder, or a bucket of any S3 service when one is named.
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "build" / "media")))
BUCKET = env.text("S3_BUCKET", "")
S3 = {
    "bucket_name": BUCKET,
    "endpoint_url": env.text("S3_ENDPOINT_URL", "") or None,
    "region_name": env.text("S3_REGION", "") or None,
    "access_key": env.text("S3_ACCESS_KEY", "") or None,
    "secret_key": env.text("S3_SECRET_KEY", "") or None,
    "file_overwrite": True,
    "querystring_auth": True,
}
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": S3}
    if BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.http.static_files.HashedStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
UPLOAD_MEGABYTES = env.integer("UPLOAD_MEGABYTES", 50, minimum=1, maximum=2000)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "accounts.backends.PortalRoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
]
CSRF_FAILURE_VIEW = "core.views.unsent.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
# A link for a new password works for three hours.
PASSWORD_RESET_TIMEOUT = 3 * 3600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.links.PasswordResetTokens"  # noqa: S105  a class

# Sessions end eight hours after the last visit, and two weeks after signing in.
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_LONGEST_SECONDS = 14 * 24 * 3600

# Accounts: django-allauth. Administrators make accounts, so an address needs no proof before signing in.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
# The password once more, unless given within five minutes, before an address or a second factor changes.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
# Failed sign-ins by client and by account, and what else somebody could try often.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,100/h/ip,5/5m/key",
    "reset_password": "10/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "add_email": "accounts.forms.ChangeAddressForm",
}
# Second factors.
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# One step of thirty seconds: clocks of phones are not exact.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
# Addresses that nobody confirmed are no danger here, since nobody makes an account of their own.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.ActivateTotpForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.EditPasskeyForm",
    "generate_recovery_codes": "accounts.forms.RenewRecoveryCodesForm",
}
# Single sign-on with one provider of OpenID Connect.
OIDC_ISSUER = env.optional_address("OIDC_ISSUER")
OIDC_GROUPS_CLAIM = env.text("OIDC_GROUPS_CLAIM", "groups")
# Roles by group of the provider: {"escap-workshops": "organiser:ESCAP", "portal-admins": "administrator"}.
OIDC_ROLES = env.pairs("OIDC_ROLES")
# Whether the provider asks for two factors itself, so that the portal need not.
OIDC_SECOND_FACTOR = env.flag("OIDC_SECOND_FACTOR", default=False)
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": env.text("OIDC_SCOPES", "openid profile email").split(),
        # Providers that do not say which addresses they have verified.
        "VERIFIED_EMAIL": env.flag("OIDC_TRUST_EMAIL", default=False),
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.text("OIDC_NAME", "Single sign-on"),
                "client_id": env.text("OIDC_CLIENT_ID", ""),
                "secret": env.text("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
# Where forms may lead: the provider's pages come right after the button that leads there.
FORM_TARGETS = [
    *env.origins("OIDC_ORIGINS"),
    *([env.origin_of(OIDC_ISSUER)] if OIDC_ISSUER else []),
]

# HTTPS is the rule; `make run` on loopback switches it off.
HTTPS = env.flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
# Whoever administers the portal or sees data of other people signs in with two factors.
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", default=HTTPS)
# Without HTTPS browsers give passkeys to localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Asked by programs beside the portal, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^health/(live|ready)$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 31_536_000) * HTTPS
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# Browsers take a cookie of such a name from this host alone, over HTTPS, for all paths.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
# How far X-Forwarded-For is believed: clients may write anything before the entries of our proxies.
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
NUM_PROXIES = env.integer("PROXIES", 1, minimum=1, maximum=9) * BEHIND_PROXY
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Calls of the API in a minute, by client and by token.
API_CALLS_PER_MINUTE = env.integer("API_CALLS_PER_MINUTE", 300, minimum=1)
API_CALLS_PER_MINUTE_WITH_TOKEN = env.integer("API_CALLS_PER_MINUTE_WITH_TOKEN", 3000, minimum=1)
# What public forms take in an hour: each form from one client, letters to one address from all forms together,
# each form of one workshop, and wrong codes for one thing that a code opens.
FORMS_PER_HOUR = {
    "client": env.integer("FORMS_PER_HOUR_CLIENT", 60, minimum=1),
    "address": env.integer("FORMS_PER_HOUR_ADDRESS", 6, minimum=1),
    "workshop": env.integer("FORMS_PER_HOUR_WORKSHOP", 500, minimum=1),
    "wrong_codes": env.integer("WRONG_CODES_PER_HOUR", 10, minimum=1),
    "held_seats": env.integer("HELD_SEATS_PER_HOUR", 10, minimum=0),
}
REST_FRAMEWORK = {
    "NUM_PROXIES": NUM_PROXIES,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    # Days and times are left to the renderer.
    "DATE_FORMAT": None,
    "DATETIME_FORMAT": None,
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.PublicSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": f"{API_CALLS_PER_MINUTE}/min",
        "user": f"{API_CALLS_PER_MINUTE}/min",
        "token": f"{API_CALLS_PER_MINUTE_WITH_TOKEN}/min",
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "International migration figures",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Choices stand where they are used, since many fields are called kind, status or stage.
    "POSTPROCESSING_HOOKS": [],
    "WEBHOOKS": [
        f"workshops.api.webhooks.{name}"
        for name in ("CREATED", "CHANGED", "STATE_CHANGED", "ATTENDANCE", "CERTIFICATE")
    ],
}

# Letters: by SMTP where a server is named; else they are kept in the portal (local mailbox: core.views.mailbox).
EMAIL_HOST = env.text("SMTP_HOST", "")
EMAIL_PORT = env.integer("SMTP_PORT", 587, minimum=1, maximum=65535)
EMAIL_HOST_USER = env.text("SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("SMTP_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "portal@localhost")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip("> ")
# Letters about what organisers decide wait so long in the outbox, where they can be edited or dropped.
MAIL_HOLD_MINUTES = env.integer("MAIL_HOLD_MINUTES", 10, minimum=0, maximum=1440)
# Private networks that webhooks may call nevertheless; for addresses that begin with http:// only loopback counts.
WEBHOOK_ALLOWED_NETWORKS = env.networks(
    "WEBHOOK_ALLOWED_NETWORKS", "127.0.0.0/8,::1/128" if DEBUG else ""
)
# Days after a workshop for which the personal links of its participants work.
PERSONAL_LINK_DAYS = env.integer("PERSONAL_LINK_DAYS", 90, minimum=1, maximum=3650)
# Days after the last day of a workshop for which personal data are held, and the most that its organisers may set; of
# drafts after they were saved.
RETENTION_NAMES_DAYS = env.integer("RETENTION_NAMES_DAYS", 365, minimum=1, maximum=3650)
RETENTION_NEEDS_DAYS = env.integer("RETENTION_NEEDS_DAYS", 30, minimum=1, maximum=3650)
RETENTION_PASSPORT_DAYS = env.integer("RETENTION_PASSPORT_DAYS", 90, minimum=1, maximum=3650)
RETENTION_DRAFT_DAYS = env.integer("RETENTION_DRAFT_DAYS", 30, minimum=1, maximum=3650)
# The follow-up of an evaluation ends eight months after a workshop.
RETENTION_CONTACT_DAYS = env.integer("RETENTION_CONTACT_DAYS", 274, minimum=1, maximum=3650)
RETENTION_NAMES_MOST_DAYS = env.integer("RETENTION_NAMES_MOST_DAYS", 730, minimum=1, maximum=3650)
RETENTION_NEEDS_MOST_DAYS = env.integer("RETENTION_NEEDS_MOST_DAYS", 90, minimum=1, maximum=3650)
RETENTION_PASSPORT_MOST_DAYS = env.integer(
    "RETENTION_PASSPORT_MOST_DAYS", 180, minimum=1, maximum=3650
)
RETENTION_CONTACT_MOST_DAYS = env.integer(
    "RETENTION_CONTACT_MOST_DAYS", 400, minimum=1, maximum=3650
)
# What links in letters begin with.
PORTAL_ADDRESS = env.text(
    "PORTAL_ADDRESS", f"https://{PUBLIC_NAME}" if PUBLIC_NAME else "http://127.0.0.1:8000"
).rstrip("/")
# Seals passport data, keys of evaluations and of signatures, second factors, secrets of webhooks, and uploads in the
# cache. Whoever loses it locks people out: authenticator apps and recovery codes no longer work, and what was sealed is
# lost. Its own key, so that the key of sessions can change. Empty: made from that one. Several, separated by commas, the
# newest first: it seals, all of them open, until `manage.py rotate_keys` has sealed everything anew.
SEAL_KEY = env.text("SEAL_KEY", "")
# What is sealed with it: model, field, purpose. In JSON every sealed text counts.
SEALED = [
    ("workshops.Passport", "sealed", "passports"),
    ("core.SigningKey", "sealed", "signing_keys"),
    ("workshops.Webhook", "sealed_secret", "webhooks"),
    ("evaluations.SurveyKey", "sealed", "evaluations"),
    ("evaluations.PreparedResults", "basis", "evaluations"),
    ("mfa.Authenticator", "data", "second-factor"),
]
# How many days backups are kept at most; so long the portal lists what was erased, for whoever restores one.
BACKUP_DAYS = env.integer("BACKUP_DAYS", 90, minimum=1, maximum=3650)

# Where `fetch` asks for new releases, by source.
PROVIDER_ADDRESSES = {
    "wdi": env.address("WORLD_BANK_API_URL", "https://api.worldbank.org/v2"),
    "unhcr": env.address("UNHCR_API_URL", "https://api.unhcr.org/population/v1"),
    "undesa_stock": env.address(
        "UNDESA_STOCK_URL",
        "https://www.un.org/development/desa/pd/sites/www.un.org.development.desa.pd/files/"
        "undesa_pd_2024_ims_stock_by_sex_destination_and_origin.xlsx",
    ),
}
# Whether a loaded file that loses nothing and revises within bounds is accepted without a person.
HARMLESS_FILES_PASS = env.flag("HARMLESS_FILES_PASS", default=True)
# How often a source is asked for new figures in 24 hours, at most.
MOST_FETCHES_A_DAY = env.integer("MOST_FETCHES_A_DAY", 3, minimum=1, maximum=100)
FETCH_TIMEOUT = env.integer("FETCH_TIMEOUT_SECONDS", 10, minimum=1, maximum=600)

# Hooks: what higher apps show on pages of lower ones, by dotted path.
COUNTRY_PANELS = [
    "indicators.hooks.panels.country_figures",
    "indicators.hooks.panels.country_corridors",
    "studies.hooks.panels.country_studies",
    "studies.hooks.panels.country_recommendations",
    "workshops.hooks.panels.country_workshops",
    "outcomes.hooks.panels.country_changes",
]
REGION_PANELS = [
    "indicators.hooks.panels.commission_figures",
    "studies.hooks.panels.commission_studies",
    "workshops.hooks.panels.commission_workshops",
    "outcomes.hooks.panels.commission_changes",
]
# On the public page of a workshop, on a participant's own page, and among the organiser's tabs.
WORKSHOP_PANELS = ["evaluations.hooks.panels.workshop_results"]
REGISTRATION_PANELS = ["evaluations.hooks.panels.open_rounds"]
WORKSHOP_TABS = ["evaluations.hooks.tabs.tabs"]
# What the copy of a workshop takes along of them: functions () -> [workshops.services.copying.Part].
COPY_WORKSHOP = ["evaluations.hooks.copying.parts"]
# What a key signed that is withdrawn is signed anew: functions (name of the key, at=) -> how many.
SIGNED_BY_KEYS = {
    "certificates": "workshops.services.certificates.sign_anew",
    "reports": "outcomes.services.bundles.sign_anew",
}
# Personal links that are put into a letter as it leaves, by the name of their mark: `{evaluation:5}`.
LETTER_LINKS = {
    "evaluation": "evaluations.hooks.letters.personal_link",
    "address": "workshops.hooks.letters.confirm_address_link",
}
# Scopes that tokens of the API may have, and objects they may be limited to: functions (user) -> TokenChoices.
TOKEN_CHOICES = ["workshops.hooks.tokens.choices"]
# Files that go with a kind of letter: functions (mail) -> [(name, content, media type)].
LETTER_ATTACHMENTS = {
    "accepted": "workshops.documents.calendars.attached",
    "confirmed": "workshops.documents.calendars.attached",
    "programme_changed": "workshops.documents.calendars.attached",
    "speaker_confirmed": "workshops.documents.calendars.attached",
}
# The register of personal data (`core.personal_data`): functions () -> [Place], in the order of erasure.
PERSONAL_DATA = [
    "workshops.services.personal_places.places",
    "evaluations.hooks.personal_data.places",
    "indicators.services.personal_data.places",
    "studies.services.personal_data.places",
    "outcomes.services.personal_data.places",
    "accounts.services.personal_data.places",
    "core.personal_places.places",
]
# Rows whose deletion a restored backup must repeat.
ERASED_WITH_ROW = ["core.User", "indicators.Subscription"]
# Functions Person -> Person that complete an erased person by what a restored backup says of them.
ERASED_PEOPLE = ["workshops.services.personal_data.as_restored"]
# Measures and findings: functions (now) -> core.watching.Watched.
WATCHED = [
    "core.watching.of_core",
    "accounts.hooks.watched.watched",
    "indicators.hooks.watched.watched",
    "workshops.hooks.watched.watched",
]
GROUP_PANELS = ["indicators.hooks.panels.group_figures"]
TERM_PANELS = [
    "studies.hooks.panels.term_studies",
    "studies.hooks.panels.term_recommendations",
    "workshops.hooks.panels.term_workshops",
    "outcomes.hooks.panels.term_changes",
]
# Stages of the coverage matrix, and what is compared between commissions.
COVERAGE_STAGES = [
    "studies.hooks.panels.studies_by_year",
    "workshops.hooks.panels.workshops_by_year",
    "studies.hooks.panels.steps_by_year",
    "outcomes.hooks.panels.changes_by_year",
]
THEME_WORK = [
    "studies.hooks.panels.work_by_theme",
    "workshops.hooks.panels.work_by_theme",
    "outcomes.hooks.panels.work_by_theme",
]
THEME_ASPECTS = ["studies.hooks.panels.aspects"]
# Events on the time axis of charts: functions (areas, first day, last day) -> ChartEvents.
CHART_EVENTS = ["workshops.hooks.panels.chart_events", "outcomes.hooks.panels.chart_events"]
# The registry of roles: functions () -> [accounts.roles.RoleKind].
ROLE_KINDS = [
    "accounts.hooks.roles.kinds",
    "regions.hooks.roles.kinds",
    "indicators.hooks.roles.kinds",
    "workshops.hooks.roles.kinds",
    "outcomes.hooks.roles.kinds",
]
# What ends when an account is deactivated: functions (user) -> [accounts.services.endings.Ending].
ENDED_WITH_ACCOUNT = [
    "accounts.services.endings.own_endings",
    "workshops.hooks.endings.webhooks",
]
# Functions (user, names of roles by the provider, names in OIDC_ROLES) -> what changed, as words.
PROVIDER_ROLES = [
    "accounts.services.roles.follow_provider",
    "regions.services.roles.follow_provider",
]
# Functions user -> bool of apps whose roles see data of other people.
PERSONAL_DATA_ROLES = ["workshops.hooks.roles.sees_people"]
# Who publishes the figures that studies quote.
FIGURE_LOOKUP = "indicators.hooks.quoted_figures.lookup"
FIGURE_CODES = "indicators.hooks.quoted_figures.codes"
# Kinds of jobs that are asked for, without a key, in the transaction of a release.
AFTER_RELEASE = ["quoted_figures"]
# Indicators on the pages of countries and commissions, in this order.
KEY_INDICATORS = [
    "REM_IN_USD",
    "REM_IN_GDP",
    "REM_IN_PC",
    "REM_OUT_USD",
    "MIG_IMM",
    "MIG_IMM_SHR",
    "MIG_FEM_IMM",
    "MIG_EMI",
    "MIG_EMI_SHR",
    "MIG_NET_RATE",
    "REF_HOST",
    "POP",
]

# Who may read /metrics: whoever has this token; without one programs on the same machine alone.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# Where the processes of a web server, which have one parent, count requests.
METRICS_FOLDER = env.text(
    "METRICS_FOLDER", f"{gettempdir()}/portal-metrics-{os.getuid()}-{os.getppid()}"
)
# prometheus_client reads it once, as it is loaded, whoever loads it first.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_FOLDER
# Where errors are reported, to any service that speaks as Sentry does; empty: nowhere.
SENTRY_DSN = env.text("SENTRY_DSN", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "core.logs.JsonLines"},
    },
    "filters": {
        # Before the other, which puts the words of a message together.
        "quiet_tasks": {
            "()": "core.logs.QuietTasks",
            "tasks": ["evaluations.run_rounds", "evaluations.prepare_live"],
        },
        "refusals": {"()": "core.logs.RefusalsInOneLine"},
        "mask_secrets": {"()": "core.logs.MaskSecrets"},
        "request_id": {"()": "core.logs.AddRequestId"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.one_of("LOG_FORMAT", ("line", "json"), "line"),
            "filters": ["quiet_tasks", "refusals", "mask_secrets", "request_id"],
        }
    },
    "loggers": {
        # Django gives these handlers of their own, which would write links in full.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
}
