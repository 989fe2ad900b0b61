"""What administrators keep by hand: who works for a commission, and what it says of a theme."""

from django.contrib import admin

from core.admin import FilteredList
from regions.models import CommissionRole, Focus


@admin.register(CommissionRole)
class CommissionRoleAdmin(FilteredList):
    """Roles of people in commissions; taken away, a role counts no more from that moment."""

    list_display = ["user", "commission", "role"]
    list_filter = ["commission", "role"]
    list_select_related = ["user", "commission__area"]
    autocomplete_fields = ["user"]


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
