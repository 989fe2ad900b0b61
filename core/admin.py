"""Accounts, with Django's own forms for passwords and rights, and what workers do."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.models import Job, SetAside, User

admin.site.register(User, UserAdmin)


class ReadOnly(admin.ModelAdmin):
    """Rows that services write: shown, never added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds these by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes these by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes these by hand."""
        return False


@admin.register(Job)
class JobAdmin(ReadOnly):
    """What workers do and did."""

    list_display = [
        "pk",
        "kind",
        "key",
        "state",
        "step",
        "attempts",
        "created_at",
        "finished_at",
        "page",
    ]
    list_filter = ["kind", "state"]

    @admin.display(description=_("page"))
    def page(self, job: Job) -> str:
        """Link to the live progress."""
        return format_html('<a href="{}">{}</a>', job.get_absolute_url(), _("Details"))


@admin.register(SetAside)
class SetAsideAdmin(ReadOnly):
    """Rows on which work failed."""

    list_display = ["what", "row", "reason", "tries", "first_at", "next_at"]
    list_filter = ["what"]
