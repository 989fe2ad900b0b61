"""What templates ask about organisers."""

from django import template

from workshops.access import hosted_commissions
from workshops.hooks.tabs import Tab, tabs_for
from workshops.models import Workshop

register = template.Library()


@register.filter
def organises(user) -> bool:
    """Whether the person works on any workshop, or may set one up."""
    return Workshop.objects.run_by(user).exists() or hosted_commissions(user).exists()


@register.simple_tag
def organiser_tabs(duties: set[str]) -> list[Tab]:
    """The pages of a workshop that a person with these duties may open."""
    return tabs_for(duties)
