"""Every address of outcomes for every kind of person; what is not public shows nowhere."""

import pytest
from django.urls import reverse

from core.documents import has_fonts
from outcomes.models import OutcomeRole
from outcomes.services import claims, report_preparation, reports, revisions
from outcomes.urls import urlpatterns
from tests.evaluations.results.keeping import kept_for_the_module
from tests.jobs import run_waiting
from tests.outcomes.making import NOW, add_proof, make_change, publish, worker
from tests.outcomes.managing import allot
from tests.outcomes.reporting import certified, make_report, prepared
from tests.studies.making import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
PEOPLE = ("anonymous", "stranger", "recorder", "elsewhere", "reviewer", "manager", "admin")
ALL = dict.fromkeys(PEOPLE, 200)
LOGIN, NONE, OK = 302, 404, 200


def row(
    anonymous=LOGIN, stranger=403, recorder=OK, elsewhere=OK, reviewer=OK, manager=OK, admin=OK
):
    return dict(
        zip(
            PEOPLE,
            (anonymous, stranger, recorder, elsewhere, reviewer, manager, admin),
            strict=True,
        )
    )


DRAFT = row(anonymous=NONE, stranger=NONE, elsewhere=NONE)
WRITE = row(reviewer=403, elsewhere=NONE)
GET = {
    "index": ALL, "timeline": ALL, "country": ALL, "uptake": ALL, "gaps": ALL, "corridors": ALL, "framework": ALL,
    "measures": ALL, "claims": ALL, "projects": ALL, "project": ALL, "reports": ALL, "check_reports": ALL,
    "change": DRAFT, "iati_organisations": ALL, "iati_activity": dict.fromkeys(PEOPLE, 409),
    "iati_profile": row(recorder=403, elsewhere=403, reviewer=403),
    "evidence_file": dict.fromkeys(PEOPLE, NONE), "claim": row(anonymous=NONE, stranger=NONE),
    "report": dict.fromkeys(PEOPLE, NONE), "report_file": dict.fromkeys(PEOPLE, NONE),
    "manage": row(), "new_change": row(reviewer=403), "manage_change": row(elsewhere=NONE), "edit_change": WRITE,
    "manage_report": row(), "draft_file": row(), "edit_claim": row(reviewer=403),
    "manage_framework": row(recorder=403, elsewhere=403, reviewer=403),
    "manage_framework_of": row(recorder=403, elsewhere=403, reviewer=403),
    "manage_project": row(), "project_records": row(),
    "new_project_record": row(recorder=403, elsewhere=403, reviewer=403),
    "edit_project_record": row(recorder=403, elsewhere=403, reviewer=403),
}  # fmt: skip
POST = {
    "act": row(recorder=422, elsewhere=NONE, reviewer=NONE, manager=422, admin=422),
    "begin_report": row(recorder=302, elsewhere=302, reviewer=403, manager=302, admin=302),
    "report_step": row(recorder=302, elsewhere=302, reviewer=403, manager=302, admin=302),
    "prepare_report": row(recorder=302, elsewhere=302, reviewer=403, manager=302, admin=302),
    "report_heading": row(recorder=409, elsewhere=409, reviewer=403, manager=409, admin=409),
    "add_claim": row(recorder=422, elsewhere=422, reviewer=403, manager=422, admin=422),
    "statement": row(recorder=422, elsewhere=422, reviewer=403, manager=422, admin=422),
    "compare_report": row(recorder=302, elsewhere=302, reviewer=302, manager=302, admin=302),
}  # fmt: skip


def people():
    """One of each kind; `elsewhere` records for another commission."""
    return {
        "anonymous": None,
        "stranger": make_user(),
        "recorder": worker("recorder", "ESCAP"),
        "elsewhere": worker("recorder", "ESCWA"),
        "reviewer": worker("reviewer"),
        "manager": worker("manager"),
        "admin": make_user(is_superuser=True, is_staff=True),
    }


@pytest.fixture(scope="module")
def records(regions, django_db_blocker):
    """A draft of a change with evidence on file, a report with a sentence: the addresses' parts by name."""
    with kept_for_the_module(django_db_blocker):
        change = make_change(("draft", "2010"))
        piece = add_proof(change, is_public=False)
        report = make_report()
        claims.bind(
            report=report,
            form="held",
            measure="workshops-held",
            scope=claims.Scope.of_year(2010),
            by=None,
            at=NOW,
        )
        yield _addresses(change, piece, report) | _project_addresses(report.period.project)


def _addresses(change, piece, report):
    claim = report.claims.get().pk
    return {
        "change": [change.pk],
        "evidence_file": [change.pk, piece.pk],
        "manage_change": [change.pk],
        "edit_change": [change.pk],
        "act": [change.pk, "step"],
        "country": ["THA"],
        "claim": [claim],
        "edit_claim": [claim],
        "report": ["da-6", 2010],
        "report_file": ["da-6", 2010, "pdf"],
        "draft_file": [report.pk, "json"],
        "manage_framework_of": ["da-6"],
        "iati_profile": ["da-6"],
        "iati_activity": ["da-6"],
    } | {
        key: [report.pk]
        for key in (
            "manage_report",
            "report_step",
            "prepare_report",
            "report_heading",
            "add_claim",
            "statement",
            "compare_report",
        )
    }


def _project_addresses(project):
    line = allot(project, "ECE", "10")
    records = [project.code, "budget"]
    return {
        "project": [project.code],
        "manage_project": [project.code],
        "project_records": records,
        "new_project_record": records,
        "edit_project_record": [*records, line.pk],
    }


def test_every_address_is_walked():
    assert {pattern.name for pattern in urlpatterns} == GET.keys() | POST.keys()


def test_every_address_for_every_person(client, records):
    report = claims.StatusReport.objects.get()
    for person, user in people().items():
        client.logout()
        if user:
            client.force_login(user)
        if POST["report_step"][person] == 302:
            prepared(report, with_claims=False)
        for name, statuses in GET.items():
            address = reverse(f"outcomes:{name}", args=records.get(name, []))
            assert client.get(address).status_code == statuses[person], f"GET {name} as {person}"
        for name, statuses in POST.items():
            form = (
                {"to": "submitted"}
                if name == "report_step"
                else {"project": "da-6", "year": "2010"}
                if name == "begin_report"
                else {}
            )
            address = reverse(f"outcomes:{name}", args=records.get(name, []))
            assert client.post(address, form).status_code == statuses[person], (
                f"POST {name} as {person}"
            )
        claims.StatusReport.objects.update(state="draft", submitted_by=None)


def test_only_roles_change_anything(client, records):
    change = changes_of(records)
    before = change.revision
    for person, user in people().items():
        client.logout()
        if user:
            client.force_login(user)
        values = {
            "evidence-kind": "news",
            "evidence-title": "T",
            "evidence-source": "S",
            "evidence-quote": "Q",
        }
        client.post(reverse("outcomes:act", args=[change.pk, "evidence"]), values)
        change.refresh_from_db()
        assert (change.revision > before) == (person in {"recorder", "manager", "admin"}), person
        before = change.revision


def changes_of(records):
    from outcomes.models import PolicyChange

    return PolicyChange.objects.get(pk=records["change"][0])


def test_each_step_of_a_report_needs_its_role(client, records, monkeypatch):
    report = prepared(claims.StatusReport.objects.get(), with_claims=False)
    users = people()
    step = reverse("outcomes:report_step", args=[report.pk])

    def walk(person, to, state):
        client.force_login(users[person])
        code = client.post(step, {"to": to, "text": "Why."}).status_code
        report.refresh_from_db()
        assert report.state == state, f"{person} to {to}: {code}"

    walk("reviewer", "submitted", "draft")
    walk("recorder", "submitted", "submitted")
    walk("recorder", "approved", "submitted")
    walk("manager", "approved", "submitted")
    walk("reviewer", "approved", "approved")
    walk("reviewer", "certified", "approved")
    walk("recorder", "certified", "approved")
    walk("manager", "certified", "certified")
    walk("reviewer", "published", "certified")
    walk("manager", "published", "published")
    walk("manager", "returned", "published")
    client.logout()
    files = ("pdf", "docx", "json", "zip") if has_fonts() else ("docx", "json", "zip")
    for extension in files:
        address = reverse("outcomes:report_file", args=["da-6", 2010, extension])
        assert client.get(address).status_code == 200, extension
        assert (
            client.get(address, headers={"If-None-Match": client.get(address)["ETag"]}).status_code
            == 304
        )
    assert client.get(reverse("outcomes:iati_activity", args=["da-6"])).status_code == 409
    client.force_login(users["reviewer"])
    assert client.get(reverse("outcomes:draft_file", args=[report.pk, "zip"])).status_code == 200
    client.logout()
    assert client.get("/api/v1/claims/?year=2010").json()["count"] == 1
    monkeypatch.setattr("outcomes.documents.pdf.has_fonts", lambda: False)
    refused = client.get(reverse("outcomes:report_file", args=["da-6", 2010, "pdf"]))
    assert (refused.status_code, "make assets" in refused.content.decode()) == (503, True)


def test_what_is_not_public_shows_nowhere(client, records):
    secret = "Xylophone decree"
    make_change(("draft", "2010"), titles={"en": secret}, summaries={"en": secret})
    public = make_change(("draft", "2010"))
    add_proof(public, title=secret, source=secret, quote=secret, is_public=False)
    publish(public)
    revision = revisions.begin(change=public, by=None, at=NOW)
    add_proof(revision, title=secret, source=secret, quote=secret)
    report = claims.StatusReport.objects.get()
    reports.save_heading(
        report=report,
        by=None,
        at=NOW,
        values={"issues": secret, "important_issues": secret},
    )
    report_preparation.ask(report=report, with_claims=True, by=None, at=NOW)
    run_waiting(report_preparation.REPORT)
    for address in (
        "/outcomes/",
        "/outcomes/timeline/",
        f"/outcomes/{public.pk}/",
        "/outcomes/countries/THA/",
        "/outcomes/claims/",
        "/outcomes/?format=csv",
        "/status-reports/",
        "/outcomes/framework/",
        "/outcomes/projects/da-6/",
        "/api/v1/projects/",
        "/countries/THA/",
        "/commissions/ESCAP/",
        "/api/v1/policy-changes/",
        "/api/v1/claims/",
        "/coverage/",
    ):
        assert secret not in client.get(address).content.decode(), address


def test_a_role_taken_away_counts_at_once(client, records):
    user = worker("recorder", "ESCAP")
    client.force_login(user)
    address = reverse("outcomes:manage_change", args=records["manage_change"])
    assert client.get(address).status_code == 200

    OutcomeRole.objects.filter(user=user).delete()

    assert client.get(address).status_code == 403


def test_an_administrator_gives_roles_and_changes_nothing_outside_the_services(client, records):
    certified(prepared(claims.StatusReport.objects.get(), with_claims=False))
    admin = make_user(is_superuser=True, is_staff=True)
    client.force_login(admin)
    form = {"act": "give", "role": "project:manager", "commission": ""}
    assert client.post("/admin/outcomes/outcomerole/add/", {}).status_code == 403
    assert client.post(f"/staff/{admin.pk}/", form).status_code == 302
    for model in ("policychange", "statusreport", "claim", "outcomeevent"):
        assert client.get(f"/admin/outcomes/{model}/").status_code == 200
        assert client.get(f"/admin/outcomes/{model}/add/").status_code == 403
    pk = claims.StatusReport.objects.get().pk
    assert client.post(f"/admin/outcomes/statusreport/{pk}/change/", {}).status_code == 403
    assert (
        client.post(f"/admin/outcomes/statusreport/{pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
    address = reverse("outcomes:report_heading", args=[pk])
    assert client.post(address, {"revision": 1}).status_code in (409, 422)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/v1/claims/").status_code == 405
