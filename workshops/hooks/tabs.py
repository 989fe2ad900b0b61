"""The tabs of the organiser's pages: those of workshops, and those that higher apps add (WORKSHOP_TABS)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import hooks


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of organisers: shown to who has the duty (empty: to all organisers), placed by `order`."""

    label: str
    url_name: str
    duty: str
    order: int


def own_tabs() -> list[Tab]:
    """The pages of this app."""
    return [
        Tab(_("Today"), "workshops:manage", "", 10),
        Tab(_("Programme"), "workshops:programme", "plan", 15),
        Tab(_("People"), "workshops:people", "registrations", 20),
        Tab(_("Nominations"), "workshops:nominations", "registrations", 30),
        Tab(_("Attendance"), "workshops:attendance", "attendance", 40),
        Tab(_("Certificates"), "workshops:certificates", "registrations", 50),
        Tab(_("Mail"), "workshops:mail", "registrations", 60),
        Tab(_("Statistics"), "workshops:statistics", "statistics", 80),
        Tab(_("Edit"), "workshops:edit", "plan", 130),
        Tab(_("Set up"), "workshops:setup", "plan", 140),
    ]


def tabs_for(duties: set[str]) -> list[Tab]:
    """The tabs that a person with these duties sees, in their order."""
    tabs = [*own_tabs(), *(tab for make in hooks.functions("WORKSHOP_TABS") for tab in make())]
    return sorted(
        (tab for tab in tabs if not tab.duty or tab.duty in duties), key=lambda tab: tab.order
    )
