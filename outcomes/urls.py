"""Addresses of outcomes: public pages, those of managers, status reports."""

from django.urls import path, re_path

from outcomes.views.manager import changes as manager_changes
from outcomes.views.manager import iati as manager_iati
from outcomes.views.manager import projects as manager_projects
from outcomes.views.manager import reports as manager_reports
from outcomes.views.public import bundles, changes, iati, planning, projects, reports

app_name = "outcomes"
CHANGE = "outcomes/desk/changes/<int:pk>/"
REPORT = "outcomes/desk/reports/<int:pk>/"
PROJECT_RECORDS = "outcomes/desk/projects/<slug:code>/<slug:kind>/"
urlpatterns = [
    path("outcomes/", changes.change_list, name="index"),
    path("outcomes/timeline/", changes.timeline, name="timeline"),
    path("outcomes/<int:pk>/", changes.change, name="change"),
    path("outcomes/<int:pk>/evidence/<int:piece>/", changes.evidence_file, name="evidence_file"),
    path("outcomes/countries/<str:code>/", changes.country, name="country"),
    path("outcomes/uptake/", planning.uptake, name="uptake"),
    path("outcomes/gaps/", planning.coverage_gaps, name="gaps"),
    path("outcomes/corridors/", planning.corridors, name="corridors"),
    path("outcomes/framework/", planning.framework, name="framework"),
    path("outcomes/projects/", projects.project_list, name="projects"),
    path("outcomes/projects/<slug:code>/", projects.project, name="project"),
    path("outcomes/measures/", planning.measures, name="measures"),
    path("outcomes/claims/", reports.claims, name="claims"),
    path("outcomes/claims/<int:pk>/", reports.claim, name="claim"),
    path("outcomes/iati/organisations.xml", iati.organisations, name="iati_organisations"),
    path("outcomes/iati/activities/<slug:project>.xml", iati.activity, name="iati_activity"),
    path("status-reports/", reports.report_list, name="reports"),
    path("status-reports/check/", bundles.check, name="check_reports"),
    path("status-reports/<slug:project>/<int:year>/", reports.report, name="report"),
    path(
        "status-reports/<slug:project>/<int:year>/<slug:commission>/", reports.report, name="report"
    ),
    re_path(
        r"^status-reports/(?P<project>[-\w]+)/(?P<year>\d{4})/(?P<commission>[A-Z]+)\.(?P<extension>pdf|docx|json|zip)$",
        reports.report_file,
        name="report_file",
    ),
    re_path(
        r"^status-reports/(?P<project>[-\w]+)/(?P<year>\d{4})\.(?P<extension>pdf|docx|json|zip)$",
        reports.report_file,
        name="report_file",
    ),
    path("outcomes/desk/", manager_changes.manage, name="manage"),
    path("outcomes/desk/changes/new/", manager_changes.new, name="new_change"),
    path(CHANGE, manager_changes.change, name="manage_change"),
    path(CHANGE + "edit/", manager_changes.edit, name="edit_change"),
    path(CHANGE + "<slug:action>/", manager_changes.act, name="act"),
    path("outcomes/desk/reports/begin/", manager_reports.begin, name="begin_report"),
    path(REPORT, manager_reports.report, name="manage_report"),
    path(REPORT + "step/", manager_reports.step, name="report_step"),
    path(REPORT + "prepare/", manager_reports.prepare, name="prepare_report"),
    path(REPORT + "heading/", manager_reports.heading, name="report_heading"),
    path(REPORT + "claims/", manager_reports.add_claim, name="add_claim"),
    path(REPORT + "statements/", manager_reports.statement, name="statement"),
    path(REPORT + "compare/", manager_reports.compare, name="compare_report"),
    re_path(
        r"^outcomes/desk/reports/(?P<pk>\d+)/draft\.(?P<extension>pdf|docx|json|zip)$",
        manager_reports.draft_file,
        name="draft_file",
    ),
    path("outcomes/desk/claims/<int:pk>/", manager_reports.edit_claim, name="edit_claim"),
    path("outcomes/desk/projects/<slug:code>/", manager_projects.project, name="manage_project"),
    path(PROJECT_RECORDS, manager_projects.records, name="project_records"),
    path(PROJECT_RECORDS + "new/", manager_projects.new_record, name="new_project_record"),
    path(PROJECT_RECORDS + "<int:pk>/", manager_projects.edit_record, name="edit_project_record"),
    path("outcomes/desk/framework/", manager_reports.framework_page, name="manage_framework"),
    path(
        "outcomes/desk/framework/<slug:code>/iati/",
        manager_iati.iati_profile,
        name="iati_profile",
    ),
    path(
        "outcomes/desk/framework/<slug:code>/",
        manager_reports.framework_page,
        name="manage_framework_of",
    ),
]
