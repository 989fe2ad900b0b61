"""Addresses of accounts: allauth's pages in our templates, and our own."""

from django.urls import include, path

from accounts.views import account, invitation
from accounts.views.staff import invite, member, members, review, trail

urlpatterns = [
    path("account/", account.overview, name="account"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="account_end_session"),
    path("staff/", members.member_list, name="staff"),
    path("staff/invite/", invite.invite, name="staff_invite"),
    path("staff/review/", review.review, name="staff_review"),
    path("staff/trail/", trail.trail, name="staff_trail"),
    path("staff/<int:pk>/", member.member, name="staff_member"),
    path("invitation/", invitation.accept, name="invitation"),
    path("invitation/<str:token>/", invitation.follow_link, name="invitation_link"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/single-sign-on/", include("allauth.socialaccount.urls")),
]
