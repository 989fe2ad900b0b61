"""What staff see of sources, files and releases; files come in by the upload page."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnly
from indicators.models import ComputeRun, Release, Snapshot, SnapshotSeries, Source


@admin.register(Source)
class SourceAdmin(ReadOnly):
    """Providers, as the catalogue names them."""

    list_display = ["code", "name", "publisher", "licence", "frequency"]


class SeriesInline(admin.TabularInline):
    """What a file brought; a person may accept a file that is narrower than the one in use."""

    model = SnapshotSeries
    extra = 0
    can_delete = False
    fields = readonly_fields = ("series", "rows", "areas", "first_year", "last_year", "accepted")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Series come from the file."""
        return False


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
    """Files as received. "Add" leads to the upload page, which uses the same service as `ingest`."""

    list_display = [
        "filename",
        "source",
        "vintage",
        "state",
        "standing",
        "rows_read",
        "rows_kept",
        "received_at",
        "page",
    ]
    list_filter = ["state", "standing", "source"]
    search_fields = ["filename", "sha256"]
    date_hierarchy = "received_at"
    inlines = [SeriesInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Those who may load provider files."""
        return request.user.has_perm("indicators.ingest_snapshot")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The upload page, which shows progress and counts."""
        return redirect("indicators:upload")

    @admin.display(description=_("page"))
    def page(self, snapshot: Snapshot) -> str:
        """Link to the page with what was read, kept and left out."""
        return format_html('<a href="{}">{}</a>', snapshot.get_absolute_url(), _("Details"))


@admin.register(Release)
class ReleaseAdmin(ReadOnly):
    """Published sets of figures."""

    list_display = ["pk", "created_at", "is_current", "reason"]


@admin.register(ComputeRun)
class ComputeRunAdmin(ReadOnly):
    """Computations with their formula version and inputs."""

    list_display = [
        "pk",
        "indicator",
        "basis",
        "formula_version",
        "vintage",
        "rows",
        "seconds",
        "created_at",
    ]
    list_filter = ["basis", "indicator"]
    list_select_related = ["indicator"]
