"""What administrators see of outcomes: roles are given on the pages of staff; records change on the pages of managers, where every change is noted."""

from django.contrib import admin

from core.admin import ReadOnly
from outcomes.models import Claim, OutcomeEvent, OutcomeRole, PolicyChange, StatusReport


@admin.register(OutcomeRole)
class OutcomeRoleAdmin(ReadOnly):
    """Roles; they are given and taken on the pages of staff."""

    list_display = ["user", "role", "commission", "expires_on", "given_by"]
    list_filter = ["role", "commission"]
    list_select_related = ["user", "commission__area", "given_by"]


@admin.register(PolicyChange)
class PolicyChangeAdmin(ReadOnly):
    """Policy changes."""

    list_display = ["pk", "__str__", "country", "stage", "state", "is_demonstration"]
    list_filter = ["state", "stage", "commissions"]
    list_select_related = ["country"]


@admin.register(StatusReport)
class StatusReportAdmin(ReadOnly):
    """Status reports."""

    list_display = ["pk", "period", "version", "state", "certified_at"]
    list_filter = ["state"]
    list_select_related = ["period"]
    view_on_site = False


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    """Claims."""

    list_display = ["pk", "sentence", "measure", "stale_since"]
    list_filter = ["measure"]


@admin.register(OutcomeEvent)
class OutcomeEventAdmin(ReadOnly):
    """The trail."""

    list_display = ["at", "by", "about", "record", "action", "note"]
    list_filter = ["about"]
    list_select_related = ["by"]
    view_on_site = False
