"""What templates ask about organisers."""

from typing import Any

from django import template

from workshops.access import hosted_commissions
from workshops.hooks.tabs import Tab, tabs_for
from workshops.models import Workshop

register = template.Library()


@register.filter
def organises(user) -> bool:
    """Whether the person works on any workshop, or may set one up."""
    return Workshop.objects.run_by(user).exists() or hosted_commissions(user).exists()


@register.simple_tag(takes_context=True)
def organiser_tabs(context: dict[str, Any], duties: set[str]) -> list[tuple[Tab, bool]]:
    """The pages of a workshop that a person with these duties may open, and on which of them one is."""
    match = getattr(context.get("request"), "resolver_match", None)
    view_name = match.view_name if match else ""
    return [(tab, tab.holds(view_name)) for tab in tabs_for(duties)]
