"""The tabs of the organiser's pages: those of workshops, and those that higher apps add (WORKSHOP_TABS)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import hooks


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of organisers: shown to who has the duty (empty: to all organisers), placed by `order`.

    `pages` are the names of other addresses that belong to it.
    """

    label: str
    url_name: str
    duty: str
    order: int
    pages: tuple[str, ...] = ()

    def holds(self, view_name: str) -> bool:
        """Whether a page belongs to this tab."""
        return view_name in (self.url_name, *self.pages)


def own_tabs() -> list[Tab]:
    """The pages of this app, in the order of the work: plan, gather people, meet, look back."""
    return [
        Tab(_("Today"), "workshops:manage", "", 10),
        Tab(_("Edit"), "workshops:edit", "plan", 12),
        Tab(
            _("Programme"),
            "workshops:programme",
            "plan",
            14,
            ("workshops:session", "workshops:add_session", "workshops:materials"),
        ),
        Tab(
            _("Speakers"),
            "workshops:speakers",
            "plan",
            15,
            ("workshops:edit_speaker", "workshops:add_speaker"),
        ),
        Tab(_("Set up"), "workshops:setup", "plan", 16),
        Tab(_("Privacy notice"), "workshops:edit_privacy", "plan", 18, ("workshops:retention",)),
        Tab(
            _("Nominations"),
            "workshops:nominations",
            "registrations",
            20,
            ("workshops:focal_points", "workshops:focal_point"),
        ),
        Tab(
            _("People"),
            "workshops:people",
            "registrations",
            30,
            ("workshops:person", "workshops:enter", "workshops:import_people"),
        ),
        Tab(
            _("Mail"),
            "workshops:mail",
            "registrations",
            40,
            (
                "workshops:letter",
                "workshops:write_letters",
                "workshops:scheduled_letters",
                "workshops:letter_texts",
                "workshops:letter_text",
            ),
        ),
        Tab(_("At the door"), "workshops:door", "attendance", 48),
        Tab(
            _("Attendance"),
            "workshops:attendance",
            "attendance",
            50,
            ("workshops:screen",),
        ),
        Tab(
            _("Certificates"),
            "workshops:certificates",
            "registrations",
            60,
            ("workshops:layout",),
        ),
        Tab(_("Statistics"), "workshops:statistics", "statistics", 80),
        Tab(_("Webhooks"), "workshops:webhooks", "plan", 150, ("workshops:webhook",)),
    ]


def tabs_for(duties: set[str]) -> list[Tab]:
    """The tabs that a person with these duties sees, in their order."""
    tabs = [*own_tabs(), *(tab for make in hooks.functions("WORKSHOP_TABS") for tab in make())]
    return sorted(
        (tab for tab in tabs if not tab.duty or tab.duty in duties), key=lambda tab: tab.order
    )
