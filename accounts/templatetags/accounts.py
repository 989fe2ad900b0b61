"""What the pages of accounts say of the portal."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def letters_leave() -> bool:
    """Whether a letter reaches anybody; without a mail server letters stay in the portal."""
    return bool(settings.EMAIL_HOST)
