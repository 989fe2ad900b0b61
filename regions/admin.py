"""What administrators see and keep: who works for a commission, and what it says of a theme."""

from django.contrib import admin

from core.admin import FilteredList, ReadOnly
from regions.models import CommissionRole, Focus


@admin.register(CommissionRole)
class CommissionRoleAdmin(ReadOnly):
    """Roles of people in commissions; they are given and taken on the pages of staff."""

    list_display = ["user", "commission", "role", "expires_on", "given_by"]
    list_filter = ["commission", "role"]
    list_select_related = ["user", "commission__area", "given_by"]


@admin.register(Focus)
class FocusAdmin(FilteredList):
    """Statements of commissions on themes, each with the document it stands in."""

    list_display = ["commission", "term", "source"]
    list_filter = ["commission", "term"]
    list_select_related = ["commission__area", "term"]

    def formfield_for_foreignkey(self, db_field, request, **options):
        """Only priority themes are spoken to."""
        if db_field.name == "term":
            options["queryset"] = db_field.related_model.objects.themes()
        return super().formfield_for_foreignkey(db_field, request, **options)
