"""Addresses of accounts: allauth's pages in our templates, and our own."""

from django.urls import include, path

from accounts.views import account

urlpatterns = [
    path("account/", account.overview, name="account"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="account_end_session"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/single-sign-on/", include("allauth.socialaccount.urls")),
]
