"""Every address of the portal; apps name their own pages."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog, set_language

from core.views import mailbox, personal_data
from core.views import tokens as token_views
from core.views import unsent as unsent_views
from indicators.views import releases
from migration_portal import health, monitoring, sitemap, views
from studies.oai.views import oai
from studies.views.public import permanent
from workshops.views.public import credentials

# Signing in to the administration is signing in to the portal, with its limits and second factors.
admin.site.login = secure_admin_login(admin.site.login)
handler400 = "migration_portal.views.bad_request"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("language/", set_language, name="set_language"),
    path("api/", include("migration_portal.api_urls")),
    path("id/studies/<int:pk>", permanent.study, name="permanent_study"),
    path("id/studies/<int:pk>/<str:language>", permanent.edition, name="permanent_edition"),
    path("id/releases/<int:pk>", releases.permanent, name="permanent_release"),
    path("oai", oai, name="oai"),
    path(".well-known/jwks.json", credentials.keys, name="signing_keys"),
    path("credentials/issuers/<str:code>/", credentials.issuer, name="issuer"),
    path("credentials/issuers/<str:code>/did.json", credentials.did_document, name="issuer_did"),
    path(
        "credentials/issuers/<str:code>/status/<int:number>",
        credentials.status_list,
        name="status_list",
    ),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", sitemap.section, name="sitemap_section"),
    # A provider sends people back to one address, whatever their language.
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("account/unsent/", unsent_views.unsent, name="unsent"),
    path("account/tokens/", token_views.token_list, name="api_tokens"),
    path("account/tokens/<int:pk>/revoke/", token_views.revoke, name="revoke_api_token"),
    path("jobs/", include("core.urls")),
    path("account/personal-data/", personal_data.personal_places, name="personal_data"),
    path("account/status/", monitoring.status, name="status"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:kind>/<int:pk>/", mailbox.letter, name="mailbox_letter"),
    path("texts.js", JavaScriptCatalog.as_view(), name="script_texts"),
    path("", include("regions.urls")),
    path("", include("studies.urls")),
    path("", include("indicators.urls")),
    path("", include("workshops.urls")),
    path("", include("evaluations.urls")),
    path("", include("outcomes.urls")),
    prefix_default_language=False,
)
