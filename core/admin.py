"""Accounts, with Django's own forms for passwords and rights, and what workers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models.fields.related import RelatedField
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.models import Job, SetAside, User

if TYPE_CHECKING:
    from django.http import HttpRequest

admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Names, passwords and lost second factors. People are invited, and get their roles, on the pages of staff."""

    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Personal info"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_filter = ["is_active", "is_superuser"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts begin with an invitation."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only what was deactivated before, which counts what ends and spares the last administrator."""
        if obj is None or obj.is_active:
            return False
        return super().has_delete_permission(request, obj)


class FilteredList(admin.ModelAdmin):
    """A list whose own filter links are allowed, whatever the key of the related table is.

    Django takes the key of a commission, which is its area, for a step to a further table and
    answers 400 to the links that its own filter offers.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What Django allows, and the parameters of the filters beside the list."""
        return lookup in self._filter_parameters() or super().lookup_allowed(lookup, value, request)

    def _filter_parameters(self) -> set[str]:
        names = [name for name in self.list_filter if isinstance(name, str)]
        fields = {name: self.opts.get_field(name) for name in names if "__" not in name}
        return {
            f"{name}__{field.target_field.name}__exact"
            for name, field in fields.items()
            if isinstance(field, RelatedField)
        }


class ReadOnly(FilteredList):
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
