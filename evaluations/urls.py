"""Addresses of evaluations: personal links, public results, and the organisers' pages."""

from django.urls import path

from evaluations.views import results
from evaluations.views.organiser import paper_forms, questions, recommendations, surveys, xlsforms
from evaluations.views.organiser import results as organiser_results
from evaluations.views.respond import evaluation, kiosk
from workshops.views import converters  # noqa: F401  <workshop:code>

app_name = "evaluations"
WORKSHOP = "organise/<workshop:code>/"
OWN = WORKSHOP + "evaluation/"
ONE = OWN + "<int:pk>/"
urlpatterns = [
    path("evaluation/room/<str:room_code>/", evaluation.room, name="room"),
    path("evaluation/answers/", evaluation.form, name="form"),
    path("evaluation/kiosk/", kiosk.kiosk, name="kiosk"),
    path("evaluation/<str:token>/", evaluation.evaluate, name="evaluate"),
    path(OWN, surveys.evaluation, name="evaluation"),
    path(WORKSHOP + "recommendations/", recommendations.recommendations, name="recommendations"),
    path(
        WORKSHOP + "recommendations/<int:pk>/",
        recommendations.recommendation,
        name="recommendation",
    ),
    path(OWN + "interviews/", surveys.interviews, name="interviews"),
    path(ONE + "questions/", questions.questions, name="questions"),
    path(ONE + "questions/new/", questions.own_question, name="new_question"),
    path(ONE + "questions/<str:name>/", questions.own_question, name="own_question"),
    path(ONE + "preview/", surveys.preview, name="preview"),
    path(ONE + "print/", surveys.printed, name="printed"),
    path(ONE + "people/", surveys.answering, name="answering"),
    path(ONE + "screen/", surveys.room_screen, name="room_screen"),
    path(ONE + "kiosk/", surveys.start_kiosk, name="start_kiosk"),
    path(ONE + "form.xlsx", xlsforms.xlsform, name="xlsform"),
    path(ONE + "import/", xlsforms.import_xlsform, name="import_xlsform"),
    path(ONE + "answers/", xlsforms.import_answers, name="import_answers"),
    path(ONE + "paper/", paper_forms.paper_forms, name="paper_forms"),
    path(ONE + "paper/<int:number>/", paper_forms.paper_form, name="paper_form"),
    path("workshops/<workshop:code>/results/", results.page, name="results"),
    path("workshops/<workshop:code>/results.<str:extension>", results.file, name="results_file"),
    path("workshops/<workshop:code>/results/codebook/", results.codebook, name="codebook"),
    path(
        "workshops/<workshop:code>/results/codebook.xml",
        results.codebook_file,
        name="codebook_file",
    ),
    path("workshops/<workshop:code>/reports/<int:number>/", results.report, name="report"),
    path("workshops/<workshop:code>/reports/<int:number>/brief/", results.brief, name="brief"),
    path(
        "workshops/<workshop:code>/reports/<int:number>.<str:extension>",
        results.report_file,
        name="report_file",
    ),
    path(WORKSHOP + "live/<int:pk>/", organiser_results.live, name="live"),
    path(WORKSHOP + "reports/", organiser_results.reports, name="reports"),
    path(WORKSHOP + "texts/", organiser_results.coded, name="texts"),
    path(WORKSHOP + "leads/", organiser_results.leads, name="leads"),
    path(WORKSHOP + "answers/<int:pk>.<str:extension>", organiser_results.micro, name="micro"),
]
