"""What administrators see of studies; they are changed on the desk, where every change is noted."""

from django.contrib import admin
from django.http import HttpRequest

from studies.models import Study


@admin.register(Study)
class StudyAdmin(admin.ModelAdmin):
    """A list that leads to the desk."""

    list_display = ["pk", "__str__", "state", "changed_at", "is_demonstration"]
    list_filter = ["state", "commissions", "is_demonstration"]
    search_fields = ["editions__title", "editions__symbol"]
    view_on_site = True

    def get_queryset(self, request: HttpRequest):
        """With the editions that titles come from."""
        return super().get_queryset(request).prefetch_related("editions")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Drafts begin on the desk."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Changed on the desk only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A study is withdrawn, never deleted: its address stays."""
        return False
