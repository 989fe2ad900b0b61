"""Staff: roles given and taken in one way, deactivation with all that it ends, the yearly review."""

from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import links, roles
from accounts.models import AccountLetter, Invitation, PortalRole, StaffEvent
from accounts.services import grants, invitations, reminders, staff
from accounts.services import roles as provider_roles
from core import tokens, watching
from core.errors import PortalError
from core.models import User
from outcomes.access import roles as outcome_roles
from outcomes.models import OutcomeRole
from regions.models import Commission, CommissionRole
from studies.access import edited_commissions
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_signing_in import sign_in
from tests.confirming import fields_of, is_question, post_and_confirm
from tests.studies.making import make_user
from tests.workshops.making import helper, make_workshop, organiser
from workshops.access import may
from workshops.models import Webhook, WorkshopRole
from workshops.services import workshops

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
DAY = timedelta(days=1)


@pytest.fixture
def escap(regions):
    return Commission.objects.get(area__code="ESCAP")


def give(user, kind, role, scope=None, **more):
    return grants.give(
        user=user, kind=kind, role=role, scope=scope, **({"by": None, "at": timezone.now()} | more)
    )


def take(user, kind, role, scope=None, **more):
    return grants.take(
        user=user, kind=kind, role=role, scope=scope, **({"by": None, "at": timezone.now()} | more)
    )


def address(user):
    return reverse("staff_member", args=[user.pk])


def kinds_of(user):
    return list(user.staff_events.order_by("pk").values_list("kind", flat=True))


def end(table, on):
    """Put the end of every row of a table to a day, as if it had come."""
    table.objects.update(expires_on=on)


def test_a_role_given_on_the_page_counts_and_says_who_gave_it_and_why(page, admin, escap):
    person = make_user()
    sent = {
        "act": "give",
        "role": "commission:editor",
        "commission": escap.pk,
        "reason": "New hire",
    }

    assert page.post(address(person), sent).status_code == 302
    second_click = page.post(address(person), sent, follow=True).content.decode()

    row = CommissionRole.objects.get()
    assert (row.role, row.given_by, row.reason) == ("editor", admin, "New hire")
    assert list(edited_commissions(person)) == [escap]
    assert "has this role already" in second_click
    event = StaffEvent.objects.get()
    assert (event.by, event.kind, event.role, event.scope) == (admin, "given", "editor", "ESCAP")
    assert "New hire" in page.get("/staff/trail/").content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"role": "commission:editor"}, "commission"),
        ({"role": "project:manager", "commission": "ESCAP"}, "commission"),
        ({"role": "workshop:desk", "workshop": "no-such-code"}, "workshop"),
        ({"role": "commission:desk"}, "role"),
        ({"role": ""}, "role"),
        ({"role": "project:manager", "expires_on": "2001-01-01"}, "expires_on"),
        ({"role": "administrator:administrator", "expires_on": "2999-01-01"}, "expires_on"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(page, escap, sent, field):
    person = make_user()
    sent = sent | ({"commission": escap.pk} if "commission" in sent else {})

    answer = page.post(address(person), {"act": "give"} | sent)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not StaffEvent.objects.exists()


def test_a_role_gives_nothing_from_the_day_it_ends_on(escap):
    """In every app, for every kind of role: through the functions that pages ask."""
    person, workshop = make_user(), make_workshop()
    tomorrow = timezone.localdate() + DAY
    give(person, "commission", "organiser", escap, expires_on=tomorrow)
    give(person, "commission", "editor", escap, expires_on=tomorrow)
    give(person, "project", "recorder", escap, expires_on=tomorrow)
    give(person, "portal", "data_manager", expires_on=tomorrow)
    other = make_user()
    give(other, "workshop", "owner", workshop, expires_on=tomorrow)

    def held():
        fresh = User.objects.get(pk=person.pk)
        return [
            may(fresh, workshop, "plan"),
            may(other, workshop, "plan"),
            type(workshop).objects.run_by(other).exists(),
            edited_commissions(fresh).exists(),
            bool(outcome_roles(fresh)),
            fresh.has_perm("indicators.decide_snapshot"),
        ]

    assert all(held())
    for table in (CommissionRole, WorkshopRole, OutcomeRole, PortalRole):
        end(table, timezone.localdate())

    assert not any(held())


def test_a_task_that_ended_opens_no_page_of_the_workshop():
    workshop = make_workshop()
    owner = helper(workshop, "owner")
    client = Client()
    client.force_login(owner)
    setup = reverse("workshops:setup", args=[workshop.code])
    assert client.get(setup).status_code == 200

    end(WorkshopRole, timezone.localdate())

    assert client.get(setup).status_code in {403, 404}


def test_a_data_manager_enters_the_administration_while_the_role_lasts():
    person = make_user()

    give(person, "portal", "data_manager")
    assert User.objects.get(pk=person.pk).is_staff
    client = Client()
    client.force_login(person)
    assert "/admin/indicators/snapshot/" in client.get("/admin/").content.decode()
    assert client.get("/admin/indicators/").status_code == 200
    assert client.get("/admin/accounts/").status_code == 404
    take(person, "portal", "data_manager")

    person = User.objects.get(pk=person.pk)
    assert (person.is_staff, person.has_perm("indicators.ingest_snapshot")) == (False, False)


def test_the_administration_closes_once_the_role_has_ended():
    person = make_user()
    give(person, "portal", "data_manager")
    end(PortalRole, timezone.localdate())

    reminders.write_due(timezone.now())

    assert not User.objects.get(pk=person.pk).is_staff


def test_an_account_made_administrator_meanwhile_stays_one():
    """The task of the night had read it before."""
    person = make_user(is_staff=True)
    as_read = User.objects.get(pk=person.pk)
    give(person, "administrator", "administrator")

    grants.renew_flags(as_read)

    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (True, True)


def test_nobody_gives_more_than_they_hold(escap):
    workshop, other = make_workshop(), make_workshop()
    owner, moderator = helper(workshop, "owner"), helper(workshop, "moderator")
    person = make_user()

    assert give(person, "workshop", "desk", workshop, by=owner)
    for by, kind, role, scope in [
        (owner, "workshop", "desk", other),
        (moderator, "workshop", "desk", workshop),
        (owner, "commission", "organiser", escap),
        (organiser(), "commission", "organiser", escap),
        (owner, "administrator", "administrator", None),
    ]:
        with pytest.raises(grants.NotAllowed):
            give(make_user(), kind, role, scope, by=by)
    assert kinds_of(person) == ["given"]


def test_nobody_gives_a_role_for_longer_than_their_own(escap):
    workshop = make_workshop()
    owner, person = helper(workshop, "owner"), make_user()
    end(WorkshopRole, timezone.localdate() + 5 * DAY)

    for expires_on in (None, timezone.localdate() + 6 * DAY):
        with pytest.raises(grants.NotAllowed, match="Your own role ends"):
            give(person, "workshop", "desk", workshop, by=owner, expires_on=expires_on)

    assert give(
        person, "workshop", "desk", workshop, by=owner, expires_on=timezone.localdate() + 5 * DAY
    )


def test_an_administrator_of_yesterday_gives_nothing(admin, escap):
    """The page was opened before the role was taken away: the row decides, not the session."""
    User.objects.filter(pk=admin.pk).update(is_superuser=False)

    with pytest.raises(grants.NotAllowed):
        give(make_user(), "commission", "editor", escap, by=admin)


def test_the_last_administrator_stays(page, admin):
    key = {"act": "take", "grant": "administrator:administrator:", "reason": "Left"}
    answer = post_and_confirm(page, address(admin), key, follow=True).content.decode()
    assert "last administrator" in answer

    invited = make_user(is_superuser=True)
    invited.set_unusable_password()
    invited.save()
    with pytest.raises(grants.LastAdministrator):
        staff.deactivate(user=admin, by=None, at=timezone.now(), reason="")
    assert User.objects.get(pk=admin.pk).is_active

    make_user(is_superuser=True)
    assert take(admin, "administrator", "administrator", by=admin)
    admin.refresh_from_db()
    assert (admin.is_superuser, admin.is_staff) == (False, False)


def test_taking_a_role_asks_first_and_counts_once(page, escap):
    person = make_user()
    give(person, "commission", "editor", escap)
    key = {"act": "take", "grant": f"commission:editor:{escap.pk}"}

    question = page.post(address(person), key)
    assert is_question(question)
    assert CommissionRole.objects.exists()
    fields = fields_of(question) | {"reason": "Left"}
    page.post(address(person), fields)
    again = page.post(address(person), fields, follow=True)

    assert not CommissionRole.objects.exists()
    assert kinds_of(person) == ["given", "taken"]
    assert StaffEvent.objects.first().reason == "Left"
    assert "gone already" in again.content.decode()


@pytest.mark.parametrize("reason", ["", "  \n "])
@pytest.mark.parametrize("act", ["take", "take_all", "deactivate"])
def test_what_others_read_in_the_trail_has_a_reason(page, escap, act, reason):
    """The browser asks for it; whoever sends it otherwise is told at the field, and may go on from there."""
    person = make_user()
    give(person, "commission", "editor", escap)
    sent = {"act": act, "grant": f"commission:editor:{escap.pk}"}
    fields = fields_of(page.post(address(person), sent))

    refused = page.post(address(person), fields | {"reason": reason})

    assert refused.status_code == 422
    assert refused.context["form"].errors["reason"] == ["This field is required."]
    text = refused.content.decode()
    assert 'id="reason_error"' in text
    assert 'aria-invalid="true"' in text
    assert "Something has changed since" not in text
    assert kinds_of(person) == ["given"]
    page.post(address(person), fields | {"reason": "Left"})
    assert kinds_of(person)[1:]


def test_deactivation_counts_what_it_ends_and_ends_it(page, admin, escap):
    person = User.objects.create_user("ana", "ana@example.org", PASSWORD, is_superuser=True)
    theirs = Client()
    sign_in(theirs, "ana@example.org")
    _token, secret = tokens.create(user=person, name="script", at=timezone.now())
    workshop = make_workshop()
    hook = Webhook.objects.create(
        workshop=workshop, address="https://example.org/", events=[], created_by=person
    )
    invited = invitations.invite(
        email="new@example.org",
        first_name="",
        last_name="",
        language="en",
        first_roles=[],
        by=person,
        at=timezone.now(),
    )
    assert UserSession.objects.filter(user=person).count() == 1

    question = page.post(address(person), {"act": "deactivate"})
    text = question.content.decode()
    assert "1 session ends" in text
    assert "1 token of the API is revoked" in text
    assert "1 webhook that the account made is stopped" in text
    assert "1 invitation that the account sent is withdrawn" in text
    fields = fields_of(question) | {"reason": "Left the house"}
    page.post(address(person), fields)
    page.post(address(person), fields)

    person.refresh_from_db()
    hook.refresh_from_db()
    invited.refresh_from_db()
    assert (person.is_active, hook.is_active) == (False, False)
    assert invited.withdrawn_at
    assert theirs.get("/account/").status_code == 302
    assert not UserSession.objects.filter(user=person).exists()
    assert tokens.use(secret, on=timezone.localdate()) is None
    assert kinds_of(person) == ["deactivated"]

    question = page.post(address(person), {"act": "reactivate"})
    assert "This role counts again: Administrator" in question.content.decode()
    page.post(address(person), fields_of(question) | {"reason": "Back"})
    person.refresh_from_db()
    assert person.is_active
    assert tokens.use(secret, on=timezone.localdate()) is None


def test_what_fails_on_the_way_ends_nothing(admin, monkeypatch):
    person = make_user()
    _token, secret = tokens.create(user=person, name="script", at=timezone.now())

    def fail(*_arguments, **_more):
        raise PortalError("no")

    monkeypatch.setattr("accounts.services.trail.note", fail)
    with pytest.raises(PortalError):
        staff.deactivate(user=person, by=admin, at=timezone.now(), reason="")

    assert User.objects.get(pk=person.pk).is_active
    assert tokens.use(secret, on=timezone.localdate()) is not None


def test_nobody_deactivates_themselves(page, admin):
    make_user(is_superuser=True)

    sent = {"act": "deactivate", "reason": "Left"}
    answer = post_and_confirm(page, address(admin), sent, follow=True)

    assert "Nobody deactivates their own account" in answer.content.decode()
    assert User.objects.get(pk=admin.pk).is_active


def test_people_are_told_two_weeks_before_a_role_ends_and_once(escap):
    person = make_user(email="ana@example.org")
    at = timezone.now()
    today = timezone.localdate(at)
    give(person, "commission", "editor", escap, expires_on=today + 14 * DAY)
    give(person, "project", "reviewer", expires_on=today + 15 * DAY)
    closed = make_user(email="off@example.org", is_active=False)
    give(closed, "project", "reviewer", expires_on=today + DAY)

    assert [reminders.write_due(at), reminders.write_due(at)] == [1, 0]

    letter = AccountLetter.objects.get()
    assert letter.to == "ana@example.org"
    assert "Editor of studies" in letter.body
    assert "ESCAP" in letter.body
    give(person, "commission", "editor", escap, expires_on=today + 10 * DAY)
    assert reminders.write_due(at) == 1


def test_the_yearly_review_lists_who_was_not_confirmed_for_a_year(page, admin):
    now = timezone.now()
    old = make_user(date_joined=now - 400 * DAY)
    make_user(date_joined=now - 400 * DAY, is_active=False)
    make_user(date_joined=now - 300 * DAY)
    assert list(staff.to_review(now)) == [old]
    assert "1 account has not been confirmed" in page.get("/account/status/").content.decode()

    page.post(address(old), {"act": "confirm", "from": "review"})
    page.post(address(old), {"act": "confirm", "from": "review"})

    assert kinds_of(old) == ["confirmed"]
    assert not staff.to_review(now).exists()
    assert "Nobody is to be reviewed" in page.get("/staff/review/").content.decode()
    assert list(staff.to_review(now + 366 * DAY))
    assert all(finding.address for app in watching.watch(now) for finding in app.findings)


def test_nobody_confirms_themselves_beside_another_administrator(page, admin):
    now = timezone.now()
    User.objects.filter(pk=admin.pk).update(date_joined=now - 400 * DAY)
    other = make_user("other", is_superuser=True)

    refused = page.post(address(admin), {"act": "confirm", "from": "review"}, follow=True)

    assert "their own account" in refused.content.decode()
    assert list(staff.to_review(now)) == [admin]
    staff.deactivate(user=other, by=admin, at=now, reason="")
    page.post(address(admin), {"act": "confirm"})
    assert kinds_of(admin) == ["confirmed"]


def test_a_link_for_a_new_password_ends_with_the_account_and_stays_ended(page, admin):
    person = User.objects.create_user("ana", "ana@example.org", PASSWORD)
    link = links.password_reset(person.pk)
    assert "password1" in Client().get(link, follow=True).content.decode()
    browser, new = (
        Client(),
        {"password1": "another-long-umbrella", "password2": "another-long-umbrella"},
    )
    form = browser.get(link, follow=True).request["PATH_INFO"]

    staff.deactivate(user=person, by=admin, at=timezone.now(), reason="")
    browser.post(form, new)
    late = links.password_reset(person.pk)
    assert "password1" not in Client().get(late, follow=True).content.decode()
    staff.reactivate(user=person, by=admin, at=timezone.now())
    browser.post(form, new)

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert "password1" not in Client().get(link, follow=True).content.decode()
    fresh = links.password_reset(person.pk)
    assert "password1" in Client().get(fresh, follow=True).content.decode()


def test_what_comes_by_rule_ends_with_the_role_that_it_comes_with(escap):
    """An organiser until June owns no workshop for ever, and so makes no other owner for ever."""
    until = timezone.localdate() + 30 * DAY
    for_long, for_now = make_user(), make_user()
    give(for_long, "commission", "organiser", escap)
    give(for_now, "commission", "organiser", escap, expires_on=until)

    ends = []
    for number, by in enumerate((for_long, for_now)):
        values = {
            "code": f"own-{number}",
            "titles": {"en": "Own"},
            "host": escap,
            "languages": "en",
            "starts_on": until,
            "ends_on": until,
        }
        workshop = workshops.create(values=values, by=by, at=timezone.now())
        ends.append(workshop.roles.get(user=by).expires_on)

    assert ends == [None, until]
    with pytest.raises(grants.NotAllowed):
        give(make_user(), "workshop", "owner", workshop, by=for_now)


def test_an_administrator_may_take_all_roles_from_themselves(admin, escap):
    leaving = make_user("leaving", is_superuser=True)
    give(leaving, "commission", "editor", escap)

    taken = grants.take_all(user=leaving, by=leaving, at=timezone.now())

    assert (taken, roles.grants_of(leaving.__class__.objects.get(pk=leaving.pk))) == (2, [])


def test_all_roles_of_a_person_are_taken_away_at_once(page, escap):
    person = make_user()
    give(person, "commission", "editor", escap)
    give(person, "project", "manager")

    post_and_confirm(page, address(person), {"act": "take_all", "reason": "Left"})

    assert roles.grants_of(person) == []
    assert kinds_of(person).count("taken") == 2


def test_the_list_finds_people_by_name_state_and_role(page, admin, escap):
    ana = make_user(first_name="Ana", last_name="Paz", email="ana@example.org")
    give(ana, "commission", "editor", escap)
    off = make_user(last_name="Gone", is_active=False)

    def listed(query):
        return [row.user for row in page.get("/staff/", query).context["members"]]

    assert listed({"q": "paz ana"}) == [ana]
    assert listed({"state": "inactive"}) == [off]
    assert listed({"role": "commission:editor"}) == [ana]
    assert listed({"role": "administrator:administrator"}) == [admin]
    assert admin in listed({"role": "no:such", "state": "no-such", "page": "x"})
    assert listed({"q": "nobody"}) == []


@pytest.mark.parametrize("path", ["/staff/", "/staff/review/", "/staff/trail/"])
def test_pages_of_staff_take_the_same_queries_for_any_number(page, admin, escap, path):
    def add_account(number):
        person = make_user(
            is_active=number % 2 == 0, date_joined=timezone.now() - staff.REVIEW_AFTER - DAY
        )
        give(person, "commission", "editor", escap, by=admin)
        give(person, "workshop", "desk", make_workshop(), by=admin)
        give(person, "project", "recorder", escap, by=admin)
        give(person, "portal", "data_manager", by=admin)

    def queries():
        with CaptureQueriesContext(connection) as context:
            assert page.get(path).status_code == 200
        return len(context)

    for number in range(2):
        add_account(number)
    queries()  # what is read once and remembered
    before = queries()
    for number in range(6):
        add_account(number)

    assert queries() == before <= 20


def test_pages_of_staff_are_for_administrators_alone(escap):
    people = [organiser(), make_user(is_staff=True), helper(make_workshop(), "owner")]
    addresses = ["/staff/", "/staff/invite/", "/staff/review/", "/staff/trail/", address(people[0])]
    for where in addresses:
        assert Client().get(where).status_code == 302
        for person in people:
            client = Client()
            client.force_login(person)
            assert client.get(where).status_code == 404
            assert client.post(where, {"act": "take_all"}).status_code == 404


def test_the_setup_page_of_a_workshop_gives_by_the_same_service():
    workshop, person = make_workshop(), make_user()
    client = Client()
    client.force_login(helper(workshop, "owner"))
    setup = reverse("workshops:setup", args=[workshop.code])
    ends = timezone.localdate() + 30 * DAY
    sent = {"act": "task", "username": person.username, "role": "desk"}

    client.post(setup, sent | {"expires_on": "soon"})
    assert not person.workshop_roles.exists()
    client.post(setup, sent | {"expires_on": ends.isoformat()})

    assert person.workshop_roles.get().expires_on == ends
    assert kinds_of(person) == ["given"]
    assert workshop.events.filter(action="task: desk").count() == 1


def test_the_administration_gives_no_role_and_makes_no_account(page, admin, escap):
    person = make_user()
    User.objects.filter(pk=admin.pk).update(is_staff=True)
    for where in (
        "core/user/add/",
        "regions/commissionrole/add/",
        "outcomes/outcomerole/add/",
    ):
        assert page.get(f"/admin/{where}").status_code == 403
    form = page.get(f"/admin/core/user/{person.pk}/change/")
    assert not {"is_superuser", "is_staff", "is_active", "groups", "user_permissions"} & set(
        form.context["adminform"].form.fields
    )
    assert page.get(f"/admin/core/user/{person.pk}/delete/").status_code == 403
    assert page.get("/admin/auth/group/").status_code == 404


def test_commands_list_and_deactivate(admin, escap):
    person = make_user("ana")
    give(person, "commission", "editor", escap, expires_on=timezone.localdate() + DAY)
    output = StringIO()

    call_command("list_accounts", stdout=output)
    call_command("deactivate_account", "ana", "--yes", "--reason", "Left", stdout=output)
    call_command("deactivate_account", "ana", "--yes", stdout=output)

    assert "editor:ESCAP until" in output.getvalue()
    assert "ana was deactivated already." in output.getvalue()
    assert kinds_of(person) == ["given", "deactivated"]
    with pytest.raises(CommandError, match="last administrator"):
        call_command("deactivate_account", "root", "--yes", stdout=output)
    with pytest.raises(CommandError, match="no account"):
        call_command("deactivate_account", "nobody", "--yes", stdout=output)


@override_settings(
    OIDC_ROLES={"a": "administrator", "o": "organiser:ESCAP"}, OIDC_GROUPS_CLAIM="groups"
)
def test_roles_follow_the_provider_both_ways_and_spare_the_last_administrator(admin, escap):
    follow = partial(provider_roles.follow, None, admin)

    assert follow({"groups": ["o"]}) == ["+organiser:ESCAP"]
    assert User.objects.get(pk=admin.pk).is_superuser
    end(CommissionRole, timezone.localdate())
    assert follow({"groups": ["o"]}) == ["+organiser:ESCAP"]
    assert follow({"groups": ["o"]}) == []
    make_user(is_superuser=True)
    assert sorted(follow({"groups": []})) == ["-administrator", "-organiser:ESCAP"]
    assert follow({"groups": "a"}) == ["+administrator"]
    assert kinds_of(admin) == ["given", "given", "taken", "taken", "given"]


def test_every_kind_of_role_is_in_the_registry_once():
    kinds = roles.kinds()

    assert list(kinds) == ["administrator", "commission", "portal", "workshop", "project"]
    tables = {kind.table for kind in kinds.values()} - {None}
    assert tables == {CommissionRole, WorkshopRole, OutcomeRole, PortalRole}
    assert not Invitation.objects.exists()
