"""The tabs of evaluations on the organiser's pages of a workshop (setting WORKSHOP_TABS)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from workshops.hooks.tabs import Tab


def tabs() -> list[Tab]:
    """Evaluation, results, comments, reports, recommendations, leads; `order` places them among those of workshops."""
    return [
        Tab(_("Evaluation"), "evaluations:evaluation", "surveys", 70),
        Tab(_("Results"), "evaluations:results", "statistics", 90),
        Tab(_("Comments"), "evaluations:texts", "surveys", 100),
        Tab(_("Reports"), "evaluations:reports", "surveys", 110),
        Tab(_("Management response"), "evaluations:recommendations", "surveys", 115),
        Tab(_("Leads"), "evaluations:leads", "surveys", 120),
    ]
