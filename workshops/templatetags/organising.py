"""What templates ask about organisers."""

from django import template

from workshops.access import hosted_commissions
from workshops.models import Workshop

register = template.Library()


@register.filter
def organises(user) -> bool:
    """Whether the person works on any workshop, or may set one up."""
    return Workshop.objects.run_by(user).exists() or hosted_commissions(user).exists()
