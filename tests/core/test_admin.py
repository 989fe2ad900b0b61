"""Lists of the administration: each opens, and so does every link of the filters beside it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from outcomes.models import OutcomeRole
from regions.models import Commission, CommissionRole, Focus, Term
from studies.models import Study
from tests.studies.making import make_study, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def administrator(client):
    """Signed in, with two commissions on every list that can be filtered by one."""
    user = make_user(is_superuser=True, is_staff=True)
    client.force_login(user)
    study = make_study()
    for commission in Commission.objects.all()[:2]:
        CommissionRole.objects.create(user=user, commission=commission, role="organiser")
        OutcomeRole.objects.create(user=user, commission=commission, role="recorder")
        Focus.objects.get_or_create(
            commission=commission, term=Term.objects.themes().first(), defaults={"statements": {}}
        )
        study.commissions.add(commission)
    return client


@pytest.mark.wide
def test_every_filter_link_of_every_list_answers(administrator, subtests):
    followed = 0
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        page = administrator.get(address)
        assert page.status_code == 200, address
        changelist = page.context_data["cl"]
        for spec in changelist.filter_specs:
            for choice in spec.choices(changelist):
                followed += 1
                with subtests.test(f"{model.__name__} {choice['query_string']}"):
                    assert administrator.get(address + choice["query_string"]).status_code == 200
    assert followed > 100


def test_a_list_filtered_by_commission_holds_its_rows(administrator):
    code = Study.objects.get().commissions.first().pk

    page = administrator.get(f"/admin/studies/study/?commissions__area__exact={code}")

    assert page.status_code == 200
    assert page.context_data["cl"].result_count == 1


def test_a_step_to_a_further_table_stays_refused(administrator):
    page = administrator.get("/admin/regions/commissionrole/?user__password__startswith=a")

    assert page.status_code == 400
