"""Addresses of outcomes: public pages, the desk, status reports."""

from django.urls import path, re_path

from outcomes.views import desk, desk_reports, planning, public, reports

app_name = "outcomes"
CHANGE = "outcomes/desk/changes/<int:pk>/"
REPORT = "outcomes/desk/reports/<int:pk>/"
urlpatterns = [
    path("outcomes/", public.index, name="index"),
    path("outcomes/timeline/", public.timeline, name="timeline"),
    path("outcomes/<int:pk>/", public.change, name="change"),
    path("outcomes/<int:pk>/evidence/<int:piece>/", public.evidence_file, name="evidence_file"),
    path("outcomes/countries/<str:code>/", public.country, name="country"),
    path("outcomes/uptake/", planning.uptake, name="uptake"),
    path("outcomes/gaps/", planning.coverage_gaps, name="gaps"),
    path("outcomes/corridors/", planning.corridors, name="corridors"),
    path("outcomes/framework/", planning.framework, name="framework"),
    path("outcomes/measures/", planning.measures, name="measures"),
    path("outcomes/claims/", reports.claims, name="claims"),
    path("outcomes/claims/<int:pk>/", reports.claim, name="claim"),
    path("status-reports/", reports.index, name="reports"),
    path("status-reports/<slug:project>/<int:year>/", reports.report, name="report"),
    re_path(
        r"^status-reports/(?P<project>[-\w]+)/(?P<year>\d{4})\.(?P<extension>pdf|docx|xml|json)$",
        reports.report_file,
        name="report_file",
    ),
    path("outcomes/desk/", desk.desk, name="desk"),
    path("outcomes/desk/changes/new/", desk.new, name="new_change"),
    path(CHANGE, desk.change, name="desk_change"),
    path(CHANGE + "edit/", desk.edit, name="edit_change"),
    path(CHANGE + "<slug:what>/", desk.act, name="act"),
    path("outcomes/desk/reports/begin/", desk_reports.begin, name="begin_report"),
    path(REPORT, desk_reports.report, name="desk_report"),
    path(REPORT + "step/", desk_reports.step, name="report_step"),
    path(REPORT + "prepare/", desk_reports.prepare, name="prepare_report"),
    path(REPORT + "heading/", desk_reports.heading, name="report_heading"),
    path(REPORT + "claims/", desk_reports.add_claim, name="add_claim"),
    path(REPORT + "compare/", desk_reports.compare, name="compare_report"),
    re_path(
        r"^outcomes/desk/reports/(?P<pk>\d+)/draft\.(?P<extension>pdf|docx|json)$",
        desk_reports.draft_file,
        name="draft_file",
    ),
    path("outcomes/desk/claims/<int:pk>/", desk_reports.edit_claim, name="edit_claim"),
    path("outcomes/desk/framework/", desk_reports.framework_page, name="desk_framework"),
    path(
        "outcomes/desk/framework/<slug:code>/",
        desk_reports.framework_page,
        name="desk_framework_of",
    ),
]
