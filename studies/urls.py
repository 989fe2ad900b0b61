"""Pages of studies and recommendations, and the editors' desk."""

from django.urls import path

from studies import file_views, import_views, language_views, views
from studies.desk import editions, recommendations, ties, works
from studies.feeds import NewStudies

app_name = "studies"
urlpatterns = [
    path("studies/", views.found, name="search"),
    path("studies/feed.atom", NewStudies(), name="feed"),
    path("studies/languages/", language_views.language_reach, name="languages"),
    path("studies/<int:pk>/", views.study, name="study"),
    path("studies/<int:pk>/files/<int:file_pk>/<str:name>", file_views.file, name="file"),
    path("studies/<int:pk>/<str:language>/", views.edition, name="edition"),
    path("studies/<int:pk>/<str:language>/cite.<str:ending>", views.cite, name="cite"),
    path("feeds/<str:kind>/<str:code>.atom", NewStudies(), name="feed_of"),
    path("recommendations/", views.board, name="recommendations"),
    path("recommendations/<int:pk>/", views.recommendation, name="recommendation"),
    path("recommendations/<int:pk>/step/", recommendations.uptake, name="uptake"),
    path("desk/", works.desk, name="desk"),
    path("desk/new/", works.new, name="new"),
    path("desk/import/", import_views.upload, name="import"),
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
    path("desk/<int:pk>/figures/", ties.figures, name="edit_figures"),
    path("desk/<int:pk>/figures/<int:figure_pk>/remove/", ties.remove_figure,
         name="remove_figure"),
    path("desk/<int:pk>/relations/", ties.relations, name="edit_relations"),
    path("desk/<int:pk>/relations/<int:relation_pk>/remove/", ties.remove_relation,
         name="remove_relation"),
    path("desk/<int:pk>/step/", works.step, name="step"),
    path("desk/<int:pk>/use.csv", works.use, name="use_file"),
]  # fmt: skip
