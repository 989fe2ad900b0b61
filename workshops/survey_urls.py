"""Addresses of evaluations: forms reached by personal links, and the organisers' pages."""

from django.urls import path

from evaluations.views.organiser import paper_forms, surveys, xlsforms
from evaluations.views.respond import evaluation
from workshops import converters  # noqa: F401  <workshop:code>

OWN = "organise/<workshop:code>/evaluation/"
ONE = OWN + "<int:pk>/"
urlpatterns = [
    path("evaluation/room/<str:room_code>/", evaluation.room, name="room"),
    path("evaluation/<str:token>/", evaluation.evaluate, name="evaluate"),
    path(OWN, surveys.evaluation, name="evaluation"),
    path(OWN + "interviews/", surveys.interviews, name="interviews"),
    path(ONE + "questions/", surveys.questions, name="questions"),
    path(ONE + "preview/", surveys.preview, name="preview"),
    path(ONE + "print/", surveys.printed, name="printed"),
    path(ONE + "people/", surveys.answering, name="answering"),
    path(ONE + "screen/", surveys.room_screen, name="room_screen"),
    path(ONE + "form.xlsx", xlsforms.xlsform, name="xlsform"),
    path(ONE + "import/", xlsforms.import_xlsform, name="import_xlsform"),
    path(ONE + "answers/", xlsforms.import_answers, name="import_answers"),
    path(ONE + "paper/", paper_forms.paper_forms, name="paper_forms"),
    path(ONE + "paper/<int:number>/", paper_forms.paper_form, name="paper_form"),
]
