"""Invitations of staff: a letter with a link that is accepted once and ends."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from accounts import links
from accounts.adapters import INVITATION, ProviderAdapter
from accounts.models import AccountLetter, Invitation
from accounts.services import grants, invitations, staff
from core.errors import PortalError
from core.logs import mask
from core.models import User
from regions.models import Commission
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_signing_in import sign_in
from tests.confirming import post_and_confirm
from tests.studies.making import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
NEW = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def admin(db):
    return make_user("root", is_superuser=True, first_name="Rosa", last_name="Root")


def invite(by, email="ana@example.org", **more):
    values = {"first_name": "Ana", "last_name": "Paz", "language": "en", "first_roles": []}
    return invitations.invite(email=email, by=by, at=timezone.now(), **(values | more))


def path_of(invitation):
    return links.invitation(invitation.pk)


def test_somebody_invited_sets_a_password_and_works(page, admin, client):
    escap = Commission.objects.get(area__code="ESCAP")
    sent = {
        "email": "Ana.Paz@example.org",
        "first_name": "Ana",
        "last_name": "Paz",
        "language": "fr",
        "role": "commission:editor",
        "commission": escap.pk,
        "reason": "Successor",
    }
    assert page.post("/staff/invite/", sent).status_code == 302
    user = User.objects.get(email="ana.paz@example.org")
    letter = AccountLetter.objects.get(user=user)

    assert (user.is_active, user.username, letter.language) == (False, "ana.paz", "fr")
    assert "/invitation/" not in letter.body
    link = re.search(r"http://127.0.0.1:8000(/\S+invitation/\S+)", letter.text_to_send())[1]
    form = client.get(link, follow=True)
    assert form.status_code == 200
    assert form.request["PATH_INFO"] == "/fr/invitation/"
    assert "Rosa Root" in form.content.decode()
    assert (
        client.post("/invitation/", {"password1": "short", "password2": "short"}).status_code == 422
    )
    assert client.post("/invitation/", NEW).headers["Location"] == "/accounts/login/"
    client.cookies.clear()

    assert sign_in(client, "ana.paz@example.org").status_code == 302
    user.refresh_from_db()
    assert user.commission_roles.get().given_by == admin
    assert EmailAddress.objects.get(user=user).verified
    assert list(user.staff_events.order_by("pk").values_list("kind", flat=True)) == [
        "invited",
        "given",
        "accepted",
    ]


def test_each_account_has_a_name_of_its_own_from_the_address(admin):
    emails = [
        "li@un.example",
        "Li@escap.example",
        "zoë@un.example",
        "李@un.example",
        "李@escap.example",
    ]
    names = [invite(admin, email=email).user.username for email in emails]

    assert names[0] == "li"
    assert names[1].startswith("li")
    assert names[2] == "zoe"
    assert len(set(names)) == len(emails)
    assert all(name.isascii() and name for name in names)


def test_a_link_is_accepted_once(admin):
    link = path_of(invite(admin))
    first, second = Client(), Client()
    for browser in (first, second):
        browser.get(link)

    first.post("/invitation/", NEW)
    other = {"password1": "another-long-secret", "password2": "another-long-secret"}
    late = second.post("/invitation/", other)

    assert late.status_code == 410
    assert "accepted already" in late.content.decode()
    assert User.objects.get(email="ana@example.org").check_password(PASSWORD)


def test_a_link_ends_after_a_week_and_a_new_letter_ends_the_one_before(page, admin, client):
    invitation = invite(admin)
    old = path_of(invitation)
    Invitation.objects.update(ends_at=timezone.now(), invited_at=timezone.now() - timedelta(days=7))
    over = client.get(old, follow=True)
    assert over.status_code == 410
    assert "Ask whoever invited you" in over.content.decode()

    page.post(f"/staff/{invitation.user_id}/", {"act": "send_again"})
    twice = page.post(f"/staff/{invitation.user_id}/", {"act": "send_again"}, follow=True)

    assert "just been sent" in twice.content.decode()
    assert client.get(old, follow=True).status_code == 410
    assert client.get(path_of(invitation), follow=True).status_code == 200
    assert AccountLetter.objects.count() == 2


def test_a_withdrawn_invitation_opens_nothing_and_leaves_no_role(page, admin, client):
    invitation = invite(admin, first_roles=[{"kind": "project", "role": "manager"}])
    link = path_of(invitation)
    client.get(link)

    post_and_confirm(page, f"/staff/{invitation.user_id}/", {"act": "withdraw"})

    assert client.post("/invitation/", NEW).status_code == 410
    user = invitation.user
    user.refresh_from_db()
    assert (user.is_active, user.outcome_roles.exists()) == (False, False)
    with pytest.raises(PortalError, match="not accepted yet"):
        staff.reactivate(user=user, by=admin, at=timezone.now())


def test_an_invited_account_opens_by_no_other_way(admin, client):
    """Neither by a link for a new password nor by its roles, until the invitation is accepted."""
    invitation = invite(admin, first_roles=[{"kind": "administrator", "role": "administrator"}])

    client.post("/accounts/password/reset/", {"email": "ana@example.org"})

    assert AccountLetter.objects.filter(user=invitation.user).count() == 1
    with pytest.raises(grants.NotAllowed):
        staff.confirm(user=admin, by=invitation.user, at=timezone.now())


@pytest.mark.parametrize("email", ["ROOT@example.org", "root"])
def test_an_address_that_has_an_account_is_not_invited(page, admin, email):
    User.objects.filter(pk=admin.pk).update(email="root@example.org")

    answer = page.post("/staff/invite/", {"email": email, "language": "en"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["email"]
    assert not Invitation.objects.exists()


def test_a_second_click_on_the_form_invites_once(page):
    sent = {"email": "ana@example.org", "language": "en", "form_key": "key-of-the-page"}

    first = page.post("/staff/invite/", sent)
    second = page.post("/staff/invite/", sent)

    assert first.headers["Location"] == second.headers["Location"]
    assert Invitation.objects.count() == 1


def test_an_invitation_ends_with_the_right_to_invite(page, admin, client):
    """Whether an administrator is made none here or by single sign-on."""
    leaving = make_user("leaving", is_superuser=True)
    kept, lost = invite(admin), invite(leaving, email="friend@example.org")
    paths = [path_of(kept), path_of(lost)]
    client.get(paths[1])

    question = page.post(
        f"/staff/{leaving.pk}/", {"act": "take", "grant": "administrator:administrator:"}
    )
    assert "1 invitation that the account sent is withdrawn" in question.content.decode()
    grants.take(
        user=leaving,
        kind="administrator",
        role="administrator",
        by=None,
        at=timezone.now(),
    )

    assert client.post("/invitation/", NEW).status_code == 410
    assert client.get(paths[0], follow=True).status_code == 200
    invitations.send_again(user=lost.user, by=admin, at=timezone.now() + timedelta(minutes=2))
    again = lost.user.invitations.get(withdrawn_at=None)
    assert client.get(path_of(again), follow=True).status_code == 200


def test_a_link_that_went_to_a_wrong_address_ends_when_it_is_corrected(admin, client):
    invitation = invite(admin)
    link = path_of(invitation)
    client.get(link)

    User.objects.filter(pk=invitation.user_id).update(email="ana.paz@example.org")

    assert client.post("/invitation/", NEW).status_code == 410
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=invitation, at=timezone.now(), password=PASSWORD)
    assert not EmailAddress.objects.exists()
    assert client.get(path_of(invitation), follow=True).status_code == 200


@pytest.mark.parametrize("token", ["x", "WzEsImEiXQ:1abc:xyz", "a" * 300])
def test_a_link_that_the_portal_never_wrote_opens_nothing(client, token):
    assert client.get(f"/invitation/{token}/", follow=True).status_code == 410


def test_the_link_is_masked_in_logs(admin):
    link = path_of(invite(admin))

    assert link.split("/")[-2] not in mask(f"Not Found: {link}")


@override_settings(EMAIL_HOST="")
def test_without_a_mail_server_the_page_shows_the_link_to_pass_on(page, admin):
    invitation = invite(admin)

    assert path_of(invitation) in page.get(f"/staff/{invitation.user_id}/").content.decode()


PROVIDER = {
    "openid_connect": {
        "APPS": [{"provider_id": "sso", "name": "House", "client_id": "c", "secret": "s"}]
    }
}


@override_settings(SOCIALACCOUNT_PROVIDERS=PROVIDER)
def test_single_sign_on_accepts_the_invitation_whose_link_was_followed(admin):
    invitation = invite(admin)
    request = RequestFactory().get("/")
    request.session, request.user = Client().session, AnonymousUser()
    request.session[INVITATION] = path_of(invitation).split("/")[-2]
    account = SocialAccount(provider="sso", uid="42", extra_data={})
    sociallogin = SocialLogin(user=User(), account=account)

    with context.request_context(request):
        ProviderAdapter(request).pre_social_login(request, sociallogin)

    user = User.objects.get(pk=invitation.user_id)
    assert (user.is_active, user.has_usable_password()) == (True, False)
    assert SocialAccount.objects.get().user == user
    assert INVITATION not in request.session
    assert list(user.staff_events.values_list("kind", flat=True)[:1]) == ["accepted"]
