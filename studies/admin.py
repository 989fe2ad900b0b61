"""What administrators see of studies; editors change them on their own pages, where every change is noted."""

from django.contrib import admin
from django.http import HttpRequest

from core.admin import ReadOnly
from studies.models import Study


@admin.register(Study)
class StudyAdmin(ReadOnly):
    """A list that leads to the pages of studies. One is withdrawn, never deleted: its address stays."""

    list_display = ["pk", "__str__", "state", "changed_at", "is_demonstration"]
    list_filter = ["state", "commissions", "is_demonstration"]
    search_fields = ["editions__title", "editions__symbol"]

    def get_queryset(self, request: HttpRequest):
        """With the editions that titles come from."""
        return super().get_queryset(request).prefetch_related("editions")
