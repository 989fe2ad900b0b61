"""Pages and files of indicators and sources."""

from django.urls import path, re_path
from django.views.decorators.http import require_safe

from indicators.views import (
    alerts,
    corridors,
    datasets,
    explore,
    indicators,
    own,
    queries,
    release_files,
    releases,
    sources,
    traces,
)
from indicators.views import downloads as files
from indicators.views.feeds import Changes

app_name = "indicators"
FILE = "(?P<extension>csv|xlsx|parquet|json|svg)"
changes = require_safe(Changes())
urlpatterns = [
    path("indicators/", indicators.indicator_list, name="catalogue"),
    path("indicators/catalogue.jsonld", datasets.dcat_catalogue, name="dcat"),
    re_path(
        r"^indicators/(?P<code>[A-Z0-9_]+)\.(?P<format>csv|xlsx|parquet|json)$",
        files.DownloadView.as_view(),
        name="download",
    ),
    path("indicators/BRE_USD/validation/", sources.validation, name="validation"),
    path("indicators/<slug:code>/", indicators.detail, name="detail"),
    path("indicators/<slug:code>/multiples.svg", indicators.multiples_svg, name="multiples_svg"),
    re_path(
        r"^figures/(?P<code>[A-Z0-9_]+)/(?P<area>[A-Z0-9]+)/(?P<period>\d{4}(?:-Q[1-4])?)/$",
        traces.figure,
        name="figure",
    ),
    path("explore/", explore.overview, name="explore"),
    path("explore/query/", queries.query, name="query"),
    path("explore/own/", own.own, name="own"),
    re_path(r"^explore/own\.(?P<extension>csv|xlsx|parquet|json)$", own.own_file, name="own_file"),
    path("explore/compare/", explore.compare, name="compare"),
    re_path(rf"^explore/compare\.{FILE}$", explore.compare_file, name="compare_file"),
    path("corridors/", corridors.corridor_list_page, name="corridors"),
    re_path(rf"^corridors\.{FILE}$", corridors.corridor_list_file, name="corridors_file"),
    path("embed/corridors/", corridors.corridor_list_embed, name="corridors_embed"),
    path("corridors/saving/", corridors.saving, name="saving"),
    re_path(
        r"^corridors/saving\.(?P<extension>csv|xlsx|parquet|json)$",
        corridors.saving_file,
        name="saving_file",
    ),
    path("corridors/<slug:home>/<slug:host>/", corridors.corridor, name="corridor"),
    path(
        "embed/corridors/<slug:home>/<slug:host>/", corridors.corridor_embed, name="corridor_embed"
    ),
    re_path(
        rf"^corridors/(?P<home>[A-Z]+)/(?P<host>[A-Z]+)\.{FILE}$",
        corridors.corridor_file,
        name="corridor_file",
    ),
    path("embed/explore/compare/", explore.compare_embed, name="compare_embed"),
    path("explore/alike/", explore.similar_countries_page, name="alike"),
    path("embed/explore/alike/", explore.similar_countries_embed, name="alike_embed"),
    re_path(rf"^explore/alike\.{FILE}$", explore.similar_countries_file, name="alike_file"),
    path("embed/indicators/<slug:code>/", indicators.embed, name="embed"),
    path("indicators/<slug:code>/changes.atom", changes, name="indicator_feed"),
    path("countries/<str:area>/changes.atom", changes, name="area_feed"),
    path("releases/changes.atom", changes, name="release_feed"),
    path("alerts/", alerts.ask, name="alert"),
    path("alerts/asked/", alerts.request_received, name="alert_asked"),
    path("alerts/<str:key>/", alerts.subscription, name="subscription"),
    path("alerts/<str:key>/end", alerts.unsubscribe, name="unsubscribe"),
    path("releases/", releases.releases, name="releases"),
    path("releases/latest/files/<str:name>", release_files.latest_file, name="latest_file"),
    path("releases/<int:pk>/", releases.release, name="release"),
    path("releases/<int:pk>/roll-back", releases.roll_back, name="roll_back"),
    path("releases/<int:pk>/files/<str:name>", release_files.file, name="release_file"),
    re_path(
        r"^releases/(?P<pk>\d+)/cite\.(?P<ending>bib|ris)$", releases.cite, name="release_cite"
    ),
    path("sources/", sources.sources, name="sources"),
    path("sources/upload/", sources.upload, name="upload"),
    path("sources/files/<int:pk>.csv", files.SnapshotDataView.as_view(), name="snapshot_data"),
    path("sources/files/<int:pk>/original", files.SnapshotFileView.as_view(), name="snapshot_file"),
    path("sources/files/<int:pk>/", sources.snapshot, name="snapshot"),
    path("sources/files/<int:pk>/decision", sources.decide, name="decide"),
    path("sources/<slug:code>/", sources.source, name="source"),
]
