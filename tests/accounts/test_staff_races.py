"""Two at once: administrators and invited people on the real database."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.services import grants, invitations, staff
from core.errors import PortalError
from core.models import User
from tests.studies.making import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What came of acts that begin in the same moment: their results, or the codes of refusals."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(10)
            results.append(act())
        except PortalError as problem:
            results.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def invite(by):
    return invitations.invite(
        email="ana@example.org",
        first_name="Ana",
        last_name="Paz",
        language="en",
        first_roles=[],
        by=by,
        at=timezone.now(),
    )


def test_two_administrators_who_deactivate_each_other_leave_one():
    ana, ben = (make_user(is_superuser=True) for _n in range(2))

    def deactivate(by, user):
        return staff.deactivate(user=user, by=by, at=timezone.now(), reason="")

    results = at_once(lambda: deactivate(ana, ben), lambda: deactivate(ben, ana))

    assert sorted(results, key=str) == [True, "not_allowed"]
    assert User.objects.filter(is_active=True, is_superuser=True).count() == 1


def test_two_administrators_who_give_the_same_role_give_it_once():
    person = make_user()
    admins = [make_user(is_superuser=True) for _n in range(2)]

    def give(by):
        return grants.give(user=person, kind="project", role="reviewer", by=by, at=timezone.now())

    assert sorted(at_once(*(lambda by=by: give(by) for by in admins))) == [False, True]
    assert person.staff_events.count() == person.outcome_roles.count() == 1


def test_two_administrators_who_invite_the_same_address_invite_once():
    admins = [make_user(is_superuser=True) for _n in range(2)]

    results = at_once(*(lambda by=by: invite(by) and True for by in admins))

    assert sorted(results, key=str) == [True, "refused"]
    assert User.objects.filter(email="ana@example.org").count() == 1


def test_two_clicks_on_an_invitation_accept_once():
    invitation = invite(make_user(is_superuser=True))

    def accept(password):
        invitations.accept(invitation=invitation, at=timezone.now(), password=password)
        return password

    results = at_once(lambda: accept("one"), lambda: accept("two"))

    accepted = [word for word in results if word != "invitation_over"]
    user = User.objects.get(pk=invitation.user_id)
    assert len(accepted) == 1
    assert user.check_password(accepted[0])


def test_a_withdrawal_and_a_click_at_once_end_in_one_of_both():
    admin = make_user(is_superuser=True)
    invitation = invite(admin)

    results = at_once(
        lambda: invitations.withdraw(user=invitation.user, by=admin, at=timezone.now()),
        lambda: invitations.accept(invitation=invitation, at=timezone.now()) and "accepted",
    )

    is_active = User.objects.get(pk=invitation.user_id).is_active
    assert sorted(results, key=str) == (
        [False, "accepted"] if is_active else [True, "invitation_over"]
    )
