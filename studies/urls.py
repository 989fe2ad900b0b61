"""Pages of studies and recommendations, and those of editors."""

from django.urls import path

from studies.views.editor import editions, imports, recommendations, related, works
from studies.views.public import files, languages
from studies.views.public import works as works_public
from studies.views.public.feeds import NewStudies

app_name = "studies"
urlpatterns = [
    path("studies/", works_public.search_page, name="search"),
    path("studies/feed.atom", NewStudies(), name="feed"),
    path("studies/languages/", languages.language_reach, name="languages"),
    path("studies/<int:pk>/", works_public.study, name="study"),
    path("studies/<int:pk>/files/<int:file_pk>/<str:name>", files.file, name="file"),
    path("studies/<int:pk>/<str:language>/", works_public.edition, name="edition"),
    path("studies/<int:pk>/<str:language>/cite.<str:ending>", works_public.cite, name="cite"),
    path("feeds/<str:kind>/<str:code>.atom", NewStudies(), name="feed_of"),
    path("recommendations/", works_public.board, name="recommendations"),
    path("recommendations/<int:pk>/", works_public.recommendation, name="recommendation"),
    path("recommendations/<int:pk>/step/", recommendations.uptake, name="uptake"),
    path("desk/", works.manage, name="manage"),
    path("desk/new/", works.new, name="new"),
    path("desk/import/", imports.upload, name="import"),
    path("desk/<int:pk>/", works.edit, name="edit"),
    path("desk/<int:pk>/work/", works.work, name="edit_work"),
    path("desk/<int:pk>/people/", works.people, name="edit_people"),
    path("desk/<int:pk>/editions/", editions.add_edition, name="add_edition"),
    path("desk/<int:pk>/editions/<str:language>/", editions.edition, name="edit_edition"),
    path("desk/<int:pk>/files/", editions.files, name="edit_files"),
    path("desk/<int:pk>/files/<int:file_pk>/remove/", editions.remove_file, name="remove_file"),
    path("desk/<int:pk>/recommendations/", recommendations.recommendation, name="add_recommendation"),
    path("desk/<int:pk>/recommendations/<int:number>/", recommendations.recommendation,
         name="edit_recommendation"),
    path("desk/<int:pk>/recommendations/<int:number>/remove/", recommendations.remove_recommendation,
         name="remove_recommendation"),
    path("desk/<int:pk>/figures/", related.figures, name="edit_figures"),
    path("desk/<int:pk>/figures/<int:figure_pk>/remove/", related.remove_figure,
         name="remove_figure"),
    path("desk/<int:pk>/relations/", related.relations, name="edit_relations"),
    path("desk/<int:pk>/relations/<int:relation_pk>/remove/", related.remove_relation,
         name="remove_relation"),
    path("desk/<int:pk>/step/", works.step, name="step"),
    path("desk/<int:pk>/use.csv", works.use, name="use_file"),
]  # fmt: skip
